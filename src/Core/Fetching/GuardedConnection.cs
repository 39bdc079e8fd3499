using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Shaken.Core.Fetching;

/// <summary>
/// Makes the connections of the fetcher: the name is resolved once, every answer judged, and the socket connected to a judged address, so
/// that a second answer of the name (DNS rebinding) never counts.
/// </summary>
internal sealed class GuardedConnection(FetchingOptions options, IAddressResolver resolver, bool judgesAddresses)
{
    /// <summary>The place of the fetch that asks for a connection; every request carries it.</summary>
    public static readonly HttpRequestOptionsKey<FetchSlots.Slot> Slot = new("Shaken.FetchSlot");

    private const int MaxAddresses = 8;
    private const int MaxHeaderKilobytes = 16;
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan IdleConnectionLife = TimeSpan.FromSeconds(30);

    /// <summary>The client for everybody's URLs: addresses are judged, the system's roots trusted.</summary>
    /// <param name="identity">Identifies us in TLS to hosts that ask for a certificate; null: none is sent.</param>
    public static HttpMessageInvoker NewPublicClient(
        FetchingOptions options, IAddressResolver resolver, ClientIdentity? identity = null) =>
        new GuardedConnection(options, resolver, judgesAddresses: true).NewClient([], identity);

    /// <summary>The client for exempt origins: any address, and the configured roots beside the system's.</summary>
    public static HttpMessageInvoker NewExemptClient(
        FetchingOptions options, IAddressResolver resolver, ClientIdentity? identity = null) =>
        new GuardedConnection(options, resolver, judgesAddresses: false).NewClient(options.TlsRoots, identity);

    // It follows nothing, remembers nothing, tells no trace (a path is nobody's business), and fetches no issuer that a peer's certificate
    // names.
    private HttpMessageInvoker NewClient(X509Certificate2Collection tlsRoots, ClientIdentity? identity) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        MaxResponseHeadersLength = MaxHeaderKilobytes,
        MaxResponseDrainSize = 0,
        PooledConnectionLifetime = ConnectionLife,
        PooledConnectionIdleTimeout = IdleConnectionLife,
        ConnectTimeout = options.ConnectTimeout,
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
        SslOptions = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = ChainPolicy(tlsRoots),
            AllowRenegotiation = false,
            ClientCertificateContext = identity?.NewContext(),
        },
        ConnectCallback = async (context, cancellationToken) => await ConnectAsync(context, cancellationToken),
    });

    internal static X509ChainPolicy ChainPolicy(X509Certificate2Collection tlsRoots)
    {
        var policy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };
        if (tlsRoots.Count == 0) return policy;

        // Custom roots take the place of the system's, so those are added again.
        using var system = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(system.Certificates);
        policy.CustomTrustStore.AddRange(tlsRoots);
        return policy;
    }

    private async Task<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        if (!context.InitialRequestMessage.Options.TryGetValue(Slot, out var slot))
            throw new InvalidOperationException("A request without a slot.");

        // The handler may go on connecting for a request that is over; the place stays taken for as long.
        var ended = new TaskCompletionSource();
        if (!slot.TryKeepUntil(ended.Task)) throw new GuardException(new FetchRefusal(FetchFailure.TooSlow, "the fetch is over"));
        try
        {
            var addresses = await ResolveAsync(context.DnsEndPoint.Host, slot, cancellationToken);
            return await ConnectToAnyAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
        }
        finally
        {
            ended.SetResult();
        }
    }

    private async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, FetchSlots.Slot slot, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await LookUpAsync(host, slot, cancellationToken);
        if (addresses.Count == 0) throw new GuardException(new FetchRefusal(FetchFailure.HostNotFound, "the URL's host has no address"));

        // One special address among good ones is a trap or a mistake; either way nobody needs that name. Picking the good ones instead
        // would let the name's owner probe which of its addresses are reached.
        if (judgesAddresses && !addresses.All(AddressRules.Allows))
            throw new GuardException(
                new FetchRefusal(FetchFailure.AddressNotAllowed, "the URL's host has an address that is not for the public"));
        return addresses;
    }

    private async Task<IReadOnlyList<IPAddress>> LookUpAsync(string host, FetchSlots.Slot slot, CancellationToken cancellationToken)
    {
        var lookup = resolver.ResolveAsync(host, cancellationToken);
        slot.TryKeepUntil(lookup);
        return await lookup.WaitAsync(cancellationToken);
    }

    // One dead address must not use up the time of the others.
    private async Task<Stream> ConnectToAnyAsync(IReadOnlyList<IPAddress> addresses, int port, CancellationToken cancellationToken)
    {
        var tried = Math.Min(addresses.Count, MaxAddresses);
        for (var index = 0; ; index++)
        {
            var isLast = index == tried - 1;
            using var share = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (!isLast) share.CancelAfter(options.ConnectTimeout / tried);
            try
            {
                return await ConnectToAsync(addresses[index], port, share.Token);
            }
            catch (Exception exception) when (!isLast && !cancellationToken.IsCancellationRequested
                && (exception is SocketException || (exception is OperationCanceledException && share.IsCancellationRequested)))
            {
                // The next address is tried; the last one's failure is what is told.
            }
        }
    }

    private static async Task<Stream> ConnectToAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
