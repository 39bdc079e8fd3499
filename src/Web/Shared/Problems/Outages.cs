using Shaken.Azure.KeyVault;
using Shaken.Core.Storage;

namespace Shaken.Web.Shared.Problems;

/// <summary>
/// Separates a fault of this program from an outage of a store or a vault. An outage passes, so the client is told when to try again.
/// </summary>
public static class Outages
{
    // Longer than a store needs to take over or to make room, and shorter than a PASSporT is fresh.
    private static readonly TimeSpan UsualPause = TimeSpan.FromSeconds(5);

    /// <summary>When what did not answer may answer again. Null: the exception is no outage.</summary>
    public static TimeSpan? PauseAfter(Exception? exception) => exception switch
    {
        null => null,
        VaultBusyException busy => busy.RetryAfter,
        _ => StatusOf(exception) == StatusCodes.Status503ServiceUnavailable ? UsualPause : null,
    };

    /// <summary>The HTTP status that an exception no endpoint caught is answered with.</summary>
    public static int StatusOf(Exception exception) => exception switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        StorageException => StatusCodes.Status503ServiceUnavailable,
        _ when VaultFaults.InWords(exception) is not null => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };
}
