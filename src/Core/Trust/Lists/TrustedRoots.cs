using Shaken.Core.Pki.Paths;

namespace Shaken.Core.Trust.Lists;

/// <summary>
/// The roots that calls are judged by, as one thing that never changes: of a verified trusted-CA list, or named by an operator who checks a
/// certificate by hand.
/// </summary>
public sealed class TrustedRoots
{
    public TrustedRoots(IReadOnlyList<TrustedRoot> roots)
    {
        All = roots;
        Validator = new ChainValidator(roots);
    }

    public IReadOnlyList<TrustedRoot> All { get; }

    /// <summary>Judges chains against these roots.</summary>
    public ChainValidator Validator { get; }
}
