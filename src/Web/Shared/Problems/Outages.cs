using Shaken.Azure.KeyVault;
using Shaken.Core.Storage;

namespace Shaken.Web.Shared.Problems;

/// <summary>Tells what broke here from what this program depends on and cannot reach: the second passes, so the client is told when to come again.</summary>
public static class Outages
{
    /// <summary>The HTTP status that an exception no endpoint caught is answered with.</summary>
    public static int StatusOf(Exception exception) => exception switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        StorageException => StatusCodes.Status503ServiceUnavailable,
        _ when VaultFaults.InWords(exception) is not null => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };
}
