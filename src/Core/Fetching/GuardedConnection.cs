using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Shaken.Core.Fetching;

/// <summary>A connection was refused before a byte was sent; carries the reason through HttpClient.</summary>
internal sealed class GuardException(FetchRefusal refusal) : IOException(refusal.Detail)
{
    public FetchRefusal Refusal { get; } = refusal;
}

/// <summary>
/// Makes the connections of the fetcher: the name is resolved once, every answer judged, and the socket connected to a judged address, so that a
/// second answer of the name (DNS rebinding) never counts.
/// </summary>
internal static class GuardedConnection
{
    private const int MaxAddresses = 8;
    private const int MaxHeaderKilobytes = 16;
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(2);

    /// <summary>An HTTP client that follows nothing, remembers nothing, and fetches no issuer that a peer's certificate names.</summary>
    /// <param name="tlsRoots">Roots to trust beside the system's; null: the system's alone.</param>
    public static HttpMessageInvoker NewClient(IAddressResolver resolver, bool judgesAddresses, X509Certificate2Collection? tlsRoots) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        MaxResponseHeadersLength = MaxHeaderKilobytes,
        MaxResponseDrainSize = 0,
        PooledConnectionLifetime = ConnectionLife,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        ActivityHeadersPropagator = null,
        SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = ChainPolicy(tlsRoots) },
        ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, resolver, judgesAddresses, cancellationToken),
    });

    private static X509ChainPolicy ChainPolicy(X509Certificate2Collection? tlsRoots)
    {
        var policy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };
        if (tlsRoots is not { Count: > 0 }) return policy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(tlsRoots);
        return policy;
    }

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint endPoint, IAddressResolver resolver, bool judgesAddresses, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(endPoint.Host.Trim('[', ']'), out var literal) ? [literal] : await resolver.ResolveAsync(endPoint.Host, cancellationToken);
        if (addresses.Count == 0) throw new GuardException(new FetchRefusal(FetchFailure.HostNotFound, "the URL's host has no address"));

        // One special address among good ones is a trap or a mistake; either way nobody needs that name.
        if (judgesAddresses && !addresses.All(AddressRules.Allows))
            throw new GuardException(new FetchRefusal(FetchFailure.AddressNotAllowed, "the URL's host has an address that is not for the public"));

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync([.. addresses.Take(MaxAddresses)], endPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What an exception of the HTTP client means; null: a bug or a cancellation, to be thrown on.</summary>
    public static FetchRefusal? RefusalIn(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is GuardException guard) return guard.Refusal;
            if (cause is AuthenticationException) return new FetchRefusal(FetchFailure.TlsFailed, "TLS with the URL's host failed");
        }

        return exception switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => new FetchRefusal(FetchFailure.TlsFailed, "TLS with the URL's host failed"),
            HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => new FetchRefusal(FetchFailure.TooLarge, "the answer's header is too large"),
            HttpRequestException or HttpIOException or IOException or SocketException => new FetchRefusal(FetchFailure.ConnectFailed, "the connection to the URL's host failed or broke"),
            _ => null,
        };
    }
}
