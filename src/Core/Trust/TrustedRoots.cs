using Shaken.Core.Pki.Paths;

namespace Shaken.Core.Trust;

/// <summary>
/// The roots that calls are judged by, as one thing that never changes: of a verified trusted-CA list, or named by an operator.
/// </summary>
public sealed class TrustedRoots
{
    /// <summary>Roots that an operator named: they do not expire.</summary>
    public TrustedRoots(IReadOnlyList<TrustedRoot> roots)
        : this(roots, DateTimeOffset.MaxValue)
    {
    }

    /// <summary>Roots of a list, which are good for as long as the list is.</summary>
    public TrustedRoots(IReadOnlyList<TrustedRoot> roots, DateTimeOffset expiresAt)
    {
        (All, ExpiresAt) = (roots, expiresAt);
        Validator = new ChainValidator(roots);
    }

    public IReadOnlyList<TrustedRoot> All { get; }

    /// <summary>From then on they judge nothing.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>Judges chains against these roots.</summary>
    public ChainValidator Validator { get; }
}
