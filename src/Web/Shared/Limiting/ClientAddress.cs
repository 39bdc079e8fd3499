using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Shaken.Core.Fetching;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Shared.Limiting;

/// <summary>
/// Whose request it is. The forwarded address (X-Forwarded-For, or the header of Limits:ForwardedHeader) counts only when a configured proxy sent it, and is
/// read from the right: what stands further left, the client itself may have written.
/// </summary>
internal sealed class ClientAddress(IOptions<LimitSettings> limits, IOptions<ListenSettings> listen)
{
    private const int MaxForwarded = 16;

    /// <summary>The client's address; null: the connection has none.</summary>
    public IPAddress? Of(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address) return null;
        foreach (var forwarded in Forwarded(context.Request))
        {
            if (!IsProxy(address)) break;
            if (Parse(forwarded) is not { } before) break;
            address = before;
        }

        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    /// <summary>A key for the client: its IPv4 address, or the first 64 bits of its IPv6 address, which are one subscriber's.</summary>
    public string KeyOf(HttpContext context) => KeyOf(Of(context) ?? IPAddress.None);

    /// <summary>The same for a connection, of which only the peer is known.</summary>
    public static string KeyOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }

    private IEnumerable<string> Forwarded(HttpRequest request) =>
        request.Headers[limits.Value.ForwardedHeader] is not { Count: > 0 } values
            ? []
            : string.Join(',', values.AsEnumerable()).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Reverse().Take(MaxForwarded);

    // Some front ends write the port too.
    private static IPAddress? Parse(string text) =>
        IPAddress.TryParse(text, out var address) ? address
        : IPEndPoint.TryParse(text, out var endPoint) ? endPoint.Address
        : null;

    /// <summary>Whether the peer stands for many clients. Under the Functions host nothing but the host can connect, from loopback.</summary>
    public bool IsProxy(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (listen.Value.IsUnderFunctionsHost && IPAddress.IsLoopback(plain))
            || limits.Value.TrustedProxies.Any(network => network.Contains(plain));
    }
}

/// <summary>Asks from within a request.</summary>
internal static class Clients
{
    /// <summary>Whose request it is, for what is counted by client.</summary>
    public static ClientKey ClientKey(this HttpContext context) =>
        new(context.RequestServices.GetRequiredService<ClientAddress>().KeyOf(context));
}
