using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Shaken.Web.Shared.Limiting;

/// <summary>
/// Bounds the connections of all ports together, in the loop that accepts them: the server's own limit counts each port by itself and acts after a queue, so
/// that a burst of connections could use up the process's descriptors before it is looked at.
/// </summary>
internal sealed partial class BoundedListeners : IConnectionListenerFactory
{
    private readonly IConnectionListenerFactory _inner;
    private readonly ClientAddress _address;
    private readonly RefusalLog _refusals;
    private readonly ILogger<BoundedListeners> _logger;
    private readonly FairPlaces _places;

    public BoundedListeners(
        IConnectionListenerFactory inner, IOptions<LimitSettings> options, ClientAddress address, RefusalLog refusals,
        ILogger<BoundedListeners> logger)
    {
        var limits = options.Value;
        (_inner, _address, _refusals, _logger) = (inner, address, refusals, logger);
        var descriptors = DescriptorLimit.Find();
        var most = DescriptorLimit.ConnectionsBelow(descriptors, limits.Connections);
        _places = new FairPlaces(most, limits.PerAddressConnections);
        if (most < limits.Connections) LogLowered(most, limits.PerAddressConnections, limits.Connections, descriptors);
        else LogBound(most, limits.PerAddressConnections, descriptors);
    }

    /// <summary>Connections that are open now.</summary>
    public int Count => _places.Count;

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(this, await _inner.BindAsync(endpoint, cancellationToken));

    private FairPlaces.Place? FindPlace(ConnectionContext connection)
    {
        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        var key = ClientAddress.KeyOf(address);
        if (_places.TryEnter(key, _address.IsProxy(address), () => GiveWay(connection, key), out var place)) return place;
        if (_refusals.IsToBeTold(key, "connection")) LogRefused(key, _places.Count);
        return null;
    }

    private void GiveWay(ConnectionContext connection, string key)
    {
        if (_refusals.IsToBeTold(key, "connection-closed")) LogClosed(key);
        connection.Abort(new ConnectionAbortedException("Another client needs the place of this connection."));
    }

    [LoggerMessage(EventId = 8113, Level = LogLevel.Information, Message = "Up to {Most} connections at once, {MostOfOne} of one address; the process may have {Descriptors} descriptors")]
    private partial void LogBound(int most, int mostOfOne, long? descriptors);

    [LoggerMessage(EventId = 8114, Level = LogLevel.Warning, Message = "Up to {Most} connections at once, {MostOfOne} of one address, instead of {Wanted} as set: the process may have only {Descriptors} descriptors")]
    private partial void LogLowered(int most, int mostOfOne, int wanted, long? descriptors);

    [LoggerMessage(EventId = 8115, Level = LogLevel.Warning, Message = "A connection from {Address} was refused: {Count} are open")]
    private partial void LogRefused(string address, int count);

    [LoggerMessage(EventId = 8116, Level = LogLevel.Warning, Message = "The oldest connection from {Address} was closed: every place is taken, and this address has the most")]
    private partial void LogClosed(string address);

    private sealed class Listener(BoundedListeners bounds, IConnectionListener inner) : IConnectionListener
    {
        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (await inner.AcceptAsync(cancellationToken) is { } connection)
            {
                if (bounds.FindPlace(connection) is { } place) return new PlacedConnection(connection, place);
                connection.Abort(new ConnectionAbortedException("Too many connections are open."));
                await connection.DisposeAsync();
            }

            return null;
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => inner.UnbindAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    /// <summary>The connection itself; its place is free when its socket is closed.</summary>
    private sealed class PlacedConnection(ConnectionContext inner, FairPlaces.Place place) : ConnectionContext
    {
        public override string ConnectionId { get => inner.ConnectionId; set => inner.ConnectionId = value; }

        public override IFeatureCollection Features => inner.Features;

        public override IDictionary<object, object?> Items { get => inner.Items; set => inner.Items = value; }

        public override IDuplexPipe Transport { get => inner.Transport; set => inner.Transport = value; }

        public override CancellationToken ConnectionClosed { get => inner.ConnectionClosed; set => inner.ConnectionClosed = value; }

        public override EndPoint? LocalEndPoint { get => inner.LocalEndPoint; set => inner.LocalEndPoint = value; }

        public override EndPoint? RemoteEndPoint { get => inner.RemoteEndPoint; set => inner.RemoteEndPoint = value; }

        public override void Abort(ConnectionAbortedException abortReason) => inner.Abort(abortReason);

        public override async ValueTask DisposeAsync()
        {
            try
            {
                await inner.DisposeAsync();
                await base.DisposeAsync();
            }
            finally
            {
                place.Dispose();
            }
        }
    }
}
