using System.Net;
using System.Net.Security;

namespace Shaken.Core.Fetching;

/// <summary>
/// The client for hosts that the operator has set, such as the other CPSs: their addresses are not judged, since a partner may be on a private network.
/// Otherwise it trusts as little as the fetcher does.
/// </summary>
public static class OperatorClient
{
    private const int MaxHeaderKilobytes = 16;
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(2);

    // A connection that died silently is found out while requests wait on it, and not after them.
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(2);

    /// <param name="options">Its connect timeout, and its TLS roots beside the system's, hold here too.</param>
    public static HttpMessageInvoker New(FetchingOptions options) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        MaxResponseHeadersLength = MaxHeaderKilobytes,
        MaxResponseDrainSize = 0,
        PooledConnectionLifetime = ConnectionLife,
        ConnectTimeout = options.ConnectTimeout,
        KeepAlivePingDelay = PingAfter,
        KeepAlivePingTimeout = PingTimeout,
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        ActivityHeadersPropagator = null,
        SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = GuardedConnection.ChainPolicy(options.TlsRoots), AllowRenegotiation = false },
    });
}
