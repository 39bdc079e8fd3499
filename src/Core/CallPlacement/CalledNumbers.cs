using Shaken.Core.Foundations;
using Shaken.Core.Numbering;

namespace Shaken.Core.CallPlacement;

/// <summary>Which served provider a called number belongs to, where a number table says so.</summary>
/// <param name="numbers">Null: this CPS has no number table, and takes a provider's word for it.</param>
public sealed class CalledNumbers(CpsOptions options, INumberDirectory? numbers)
{
    /// <summary>
    /// The one served provider of a number; none of them: it is another's, or nobody's. Null: there is no number table, and it may be any
    /// served provider's.
    /// </summary>
    /// <exception cref="Storage.StorageException">The table did not answer.</exception>
    internal async ValueTask<IReadOnlyList<ProviderId>?> FindServedAsync(TelephoneNumber called, CancellationToken cancellationToken)
    {
        if (numbers is null) return null;
        return await numbers.FindAsync(called, cancellationToken) is { Provider: var provider } && options.Served.Contains(provider)
            ? [provider]
            : [];
    }
}
