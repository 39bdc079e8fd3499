using System.Net;
using System.Net.Sockets;

namespace Shaken.Core.Fetching;

/// <summary>Resolves host names. A parameter, so that a test can let a name lead anywhere.</summary>
public interface IAddressResolver
{
    /// <summary>
    /// The addresses of a host, perhaps none. The task ends when the lookup has really ended: who cancels stops waiting for it, and the fetcher
    /// counts it until then.
    /// </summary>
    Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken);
}

/// <summary>The operating system's resolver.</summary>
public sealed class SystemResolver : IAddressResolver
{
    public static readonly SystemResolver Instance = new();

    private SystemResolver()
    {
    }

    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            // getaddrinfo cannot be stopped and holds a thread to its end; a token would only hide that.
            return await Dns.GetHostAddressesAsync(host, CancellationToken.None);
        }
        catch (SocketException)
        {
            // Every way a lookup can fail (no such name, no answer, server failure) means the same here: no address.
            return [];
        }
    }
}
