using System.Net;
using System.Net.Sockets;
using Shaken.Core.Foundations;

namespace Shaken.Core.Fetching;

/// <summary>
/// The operating system's resolver, with all that the machine is configured for: its hosts file, search domains, truncation, DNS64, order
/// of addresses. It blocks, so that each lookup has a thread of its own (ADR 0038).
/// </summary>
public sealed class SystemResolver : IAddressResolver
{
    public static readonly SystemResolver Instance = new(Dns.GetHostAddresses, Limits.LookupThreads, Limits.LookupsWaiting);

    private readonly LookupThreads _threads;
    private readonly Func<string, IPAddress[]> _lookUp;

    /// <param name="lookUp">Blocks until it knows.</param>
    internal SystemResolver(Func<string, IPAddress[]> lookUp, int threads, int waiting) =>
        (_lookUp, _threads) = (lookUp, new LookupThreads(threads, waiting));

    public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<IReadOnlyList<IPAddress>>(cancellationToken);
        return _threads.TryRun(() => LookUp(host), cancellationToken, out var lookup)
            ? lookup
            : Task.FromException<IReadOnlyList<IPAddress>>(Busy());
    }

    private static GuardException Busy() => new(new FetchRefusal(FetchFailure.Busy, "too many names are being looked up"));

    private IPAddress[] LookUp(string host)
    {
        try
        {
            return _lookUp(host);
        }
        catch (SocketException)
        {
            // Every way a lookup can fail (no such name, no answer, server failure) means the same here: no address.
            return [];
        }
    }
}
