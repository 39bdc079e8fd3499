using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Shaken.Core.Principals;

/// <summary>The networks that a principal may call from.</summary>
public static class AddressList
{
    /// <summary>Networks of one principal.</summary>
    public const int MaxNetworks = 64;

    private const int MaxText = 64;

    /// <summary>Reads a network such as <c>192.0.2.0/24</c> or <c>2001:db8::/32</c>, or one address.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out IPNetwork? network)
    {
        network = null;
        if (text is not { Length: > 0 and <= MaxText }) return false;
        if (text.AsSpan().ContainsAny('%', '[')) return false;
        var end = text.IndexOf('/', StringComparison.Ordinal);
        var first = end < 0 ? text : text[..end];

        // IPv4 in its one usual form: "10" would be 0.0.0.10, and "192.0.2" 192.0.0.2.
        if (!IPAddress.TryParse(first, out var address)) return false;
        if (!first.Contains(':', StringComparison.Ordinal) && address.ToString() != first) return false;
        if (end < 0) network = NetworkOf(Plain(address));

        // One whose bits after the prefix are not zero would be cut to a wider network than the operator wrote.
        else if (IPNetwork.TryParse(text, out var parsed) && parsed.BaseAddress.Equals(address)) network = parsed;
        return network is not null;
    }

    /// <summary>Whether a call from this address is allowed; an empty list allows any.</summary>
    /// <param name="address">Null: the client's address is not known, which only an empty list allows.</param>
    public static bool Allows(IReadOnlyList<IPNetwork> networks, IPAddress? address)
    {
        if (networks.Count == 0) return true;
        if (address is null) return false;
        var plain = Plain(address);
        return networks.Any(network => network.Contains(plain));
    }

    private static IPNetwork NetworkOf(IPAddress address) => new(address, address.GetAddressBytes().Length * 8);

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
