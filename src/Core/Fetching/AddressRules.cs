using System.Net;
using System.Net.Sockets;

namespace Shaken.Core.Fetching;

/// <summary>
/// Which addresses a stranger's URL may lead to: global unicast, and none of the special-purpose blocks (RFC 6890 and its registries), nor
/// any IPv6 form that carries an IPv4 address, nor the host services of clouds.
/// </summary>
public static class AddressRules
{
    /// <summary>All that IANA has given out for global unicast (RFC 4291 section 2.4); what lies outside is special or nobody's.</summary>
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] Blocked =
    [
        .. Parse(
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24"),
        .. Parse("192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),

        // Azure's wire server answers on a public address.
        .. Parse("168.63.129.16/32"),

        // Within 2000::/3: IETF protocol assignments (Teredo, benchmarking, ORCHID), 6to4, documentation.
        .. Parse("2001::/23", "2002::/16", "2001:db8::/32", "3fff::/20"),

        // Outside it, named because they are what attackers try: unspecified, loopback and IPv4-compatible; IPv4-mapped; NAT64;
        // discard-only.
        .. Parse("::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64"),

        // Also outside: unique local, link-local, site-local, multicast.
        .. Parse("fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
    ];

    public static bool Allows(IPAddress address)
    {
        var isV6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        if (!isV6 && address.AddressFamily != AddressFamily.InterNetwork) return false;
        if (isV6 && (address.ScopeId != 0 || !Contains(GlobalUnicast, address) || IsIsatap(address))) return false;
        return !Array.Exists(Blocked, network => network.BaseAddress.AddressFamily == address.AddressFamily && Contains(network, address));
    }

    // An interface identifier of ISATAP carries an IPv4 address below any prefix of 64 bits (RFC 5214 section 6.1).
    private static bool IsIsatap(IPAddress address)
    {
        Span<byte> octets = stackalloc byte[16];
        address.TryWriteBytes(octets, out _);
        return octets[8..12] is [0x00 or 0x02, 0x00, 0x5E, 0xFE];
    }

    // IPNetwork.Contains takes an IPv4-mapped address for the IPv4 one; here the form itself counts.
    private static bool Contains(IPNetwork network, IPAddress address)
    {
        Span<byte> first = stackalloc byte[16];
        Span<byte> second = stackalloc byte[16];
        network.BaseAddress.TryWriteBytes(first, out _);
        address.TryWriteBytes(second, out _);
        for (var bit = 0; bit < network.PrefixLength; bit++)
        {
            var mask = 0x80 >> (bit % 8);
            if ((first[bit / 8] & mask) != (second[bit / 8] & mask)) return false;
        }

        return true;
    }

    private static IEnumerable<IPNetwork> Parse(params string[] networks) => networks.Select(IPNetwork.Parse);
}
