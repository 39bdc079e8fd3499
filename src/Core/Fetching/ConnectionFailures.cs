using System.Net.Sockets;
using System.Security.Authentication;

namespace Shaken.Core.Fetching;

/// <summary>
/// We ourselves give a fetch up, as before a connection to an address that is not allowed; carries the reason through the HTTP client.
/// </summary>
internal sealed class GuardException(FetchRefusal refusal) : IOException(refusal.Detail)
{
    public FetchRefusal Refusal { get; } = refusal;
}

/// <summary>What an exception of the HTTP client means.</summary>
internal static class ConnectionFailures
{
    private static readonly FetchRefusal Tls = new(FetchFailure.TlsFailed, "TLS with the URL's host failed");

    /// <summary>
    /// The refusal; null: a bug, to be thrown on. Who has a token of his own asks it first: a cancellation that nobody asked for is the
    /// handler's way to tell that a connection came to nothing.
    /// </summary>
    public static FetchRefusal? RefusalIn(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is GuardException guard) return guard.Refusal;
            if (cause is AuthenticationException) return Tls;
        }

        return exception switch
        {
            // Its own connect timeout has passed.
            OperationCanceledException { InnerException: TimeoutException } => new FetchRefusal(
                FetchFailure.TooSlow, "no connection to the URL's host in time"),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => Tls,
            HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => new FetchRefusal(
                FetchFailure.TooLarge, "the answer's header is too large"),
            HttpRequestException or IOException or SocketException or OperationCanceledException => new FetchRefusal(
                FetchFailure.ConnectFailed, "the connection to the URL's host failed or broke"),
            _ => null,
        };
    }
}
