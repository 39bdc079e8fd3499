using System.Net;
using System.Net.Sockets;

namespace Shaken.Core.Tests.Support.Fetching;

/// <summary>A port of loopback that answers no SYN, as if a firewall dropped it: a listener that accepts nothing and whose queue is full.</summary>
public sealed class FullBacklog : IDisposable
{
    // The queue of a listener with a backlog of zero holds one connection; what is beyond makes sure.
    private const int Waiting = 8;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _queued = [];

    private FullBacklog()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(0);
    }

    /// <summary>Base URL; the scheme does not matter, since nothing ever gets there.</summary>
    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}/");

    public static async Task<FullBacklog> StartAsync(CancellationToken cancellationToken)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems reset a connection that a full queue has no room for.");
        var backlog = new FullBacklog();
        await backlog.ConnectAsync(cancellationToken);
        for (var count = 0; count < Waiting; count++) _ = backlog.ConnectAsync(cancellationToken);
        return backlog;
    }

    public void Dispose()
    {
        foreach (var socket in _queued) socket.Dispose();
        _listener.Dispose();
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _queued.Add(socket);
        await socket.ConnectAsync(_listener.LocalEndPoint!, cancellationToken);
    }
}
