using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Shaken.Core.Fetching;

/// <summary>
/// The one factory of HTTP clients for hosts that the operator named: CAs, policy administrators, other CPSs, webhooks. Their
/// addresses are not judged, since a partner may be on a private network. Otherwise these clients trust as little as the fetcher
/// does: no redirects, proxies, cookies or trace headers.
/// </summary>
public static class OperatorClient
{
    private const int MaxHeaderKilobytes = 16;
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(2);

    // Detects a silently broken connection while requests wait on it.
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(2);

    /// <summary>A client; the caller disposes it.</summary>
    /// <param name="options">Its connect timeout, and its TLS roots beside the system's, apply here too.</param>
    /// <param name="identity">Identifies us in TLS; null: no client certificate is sent.</param>
    public static HttpMessageInvoker New(FetchingOptions options, ClientIdentity? identity = null) => new(new SocketsHttpHandler
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
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
        SslOptions = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = GuardedConnection.ChainPolicy(options.TlsRoots),
            AllowRenegotiation = false,
            ClientCertificateContext = identity?.NewContext(),
        },
    });
}

/// <summary>A client certificate for TLS.</summary>
/// <param name="Certificate">With its private key.</param>
/// <param name="Intermediates">Sent with it.</param>
public sealed record ClientIdentity(X509Certificate2 Certificate, X509Certificate2Collection Intermediates)
{
    // Offline: the chain is what the operator gave. Nothing is downloaded for it.
    internal SslStreamCertificateContext NewContext() => SslStreamCertificateContext.Create(Certificate, Intermediates, offline: true);
}
