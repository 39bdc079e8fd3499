using System.Net;
using System.Net.Sockets;

namespace Shaken.Core.Fetching;

/// <summary>
/// Which addresses a stranger's URL may lead to: global unicast, and none of the special-purpose blocks (RFC 6890 and its registries), nor any IPv6
/// form that carries an IPv4 address, nor the host services of clouds.
/// </summary>
public static class AddressRules
{
    private static readonly IPNetwork[] Blocked =
    [
        .. Parse("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24"),
        .. Parse("192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),

        // Azure's wire server answers on a public address.
        .. Parse("168.63.129.16/32"),

        // Unspecified, loopback and IPv4-compatible; IPv4-mapped; both NAT64 prefixes; discard-only; Teredo; documentation; 6to4.
        .. Parse("::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/32", "2001:db8::/32", "2002::/16", "3fff::/20"),

        // Unique local, link-local, site-local, multicast.
        .. Parse("fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
    ];

    public static bool Allows(IPAddress address) =>
        address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6
        && address is not { AddressFamily: AddressFamily.InterNetworkV6, ScopeId: not 0 }
        && !Array.Exists(Blocked, network => network.BaseAddress.AddressFamily == address.AddressFamily && Contains(network, address));

    // IPNetwork.Contains takes an IPv4-mapped address for the IPv4 one; here the form itself counts.
    private static bool Contains(IPNetwork network, IPAddress address)
    {
        Span<byte> first = stackalloc byte[16];
        Span<byte> second = stackalloc byte[16];
        network.BaseAddress.TryWriteBytes(first, out var length);
        address.TryWriteBytes(second, out _);
        for (var bit = 0; bit < network.PrefixLength; bit++)
        {
            var mask = 0x80 >> (bit % 8);
            if ((first[bit / 8] & mask) != (second[bit / 8] & mask)) return false;
        }

        return length > 0;
    }

    private static IEnumerable<IPNetwork> Parse(params string[] networks) => networks.Select(IPNetwork.Parse);
}
