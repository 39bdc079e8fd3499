using System.Net;
using System.Net.Sockets;

namespace Shaken.Core.Fetching;

/// <summary>Resolves host names. A parameter, so that a test can let a name lead anywhere.</summary>
public interface IAddressResolver
{
    /// <summary>The addresses of a host, perhaps none.</summary>
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
        try
        {
            return await Dns.GetHostAddressesAsync(host, cancellationToken);
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain)
        {
            return [];
        }
    }
}
