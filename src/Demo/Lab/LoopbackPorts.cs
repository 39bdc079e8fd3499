using System.Net;
using System.Net.Sockets;

namespace Shaken.Demo.Lab;

/// <summary>Ports of loopback that nobody listens on.</summary>
internal static class LoopbackPorts
{
    /// <summary>The first of some free ports in a row; null: there are none.</summary>
    /// <param name="last">Runs begin before it.</param>
    public static int? FindRun(int first, int last, int count)
    {
        for (var port = first; port < last; port += count)
        {
            if (Enumerable.Range(port, count).All(IsFree)) return port;
        }

        return null;
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
