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
        if (IPNetwork.TryParse(text, out var parsed)) network = parsed;
        else if (!text.Contains('/', StringComparison.Ordinal) && IPAddress.TryParse(text, out var address) && address.ScopeIdOrNone() == 0)
            network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return network is not null;
    }

    /// <summary>Whether a call from this address is allowed; an empty list allows any.</summary>
    /// <param name="address">Null: the client's address is not known, which only an empty list allows.</param>
    public static bool Allows(IReadOnlyList<IPNetwork> networks, IPAddress? address)
    {
        if (networks.Count == 0) return true;
        if (address is null) return false;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return networks.Any(network => network.Contains(plain));
    }

    private static long ScopeIdOrNone(this IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? address.ScopeId : 0;
}
