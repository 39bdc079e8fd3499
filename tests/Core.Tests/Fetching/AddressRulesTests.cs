using System.Net;
using Shaken.Core.Fetching;

namespace Shaken.Core.Tests.Fetching;

public sealed class AddressRulesTests
{
    /// <summary>Each blocked network, first and last address.</summary>
    public static TheoryData<string, string> Blocked => new()
    {
        { "0.0.0.0", "0.255.255.255" },
        { "10.0.0.0", "10.255.255.255" },
        { "100.64.0.0", "100.127.255.255" },
        { "127.0.0.0", "127.255.255.255" },
        { "169.254.0.0", "169.254.255.255" },
        { "172.16.0.0", "172.31.255.255" },
        { "192.0.0.0", "192.0.0.255" },
        { "192.0.2.0", "192.0.2.255" },
        { "192.88.99.0", "192.88.99.255" },
        { "192.168.0.0", "192.168.255.255" },
        { "198.18.0.0", "198.19.255.255" },
        { "198.51.100.0", "198.51.100.255" },
        { "203.0.113.0", "203.0.113.255" },
        { "224.0.0.0", "239.255.255.255" },
        { "240.0.0.0", "255.255.255.255" },
        { "168.63.129.16", "168.63.129.16" },
        { "::", "::1" },
        { "::7f00:1", "::ffff:ffff" },
        { "::ffff:0.0.0.0", "::ffff:255.255.255.255" },
        { "64:ff9b::", "64:ff9b::ffff:ffff" },
        { "64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff" },
        { "100::", "100::ffff:ffff:ffff:ffff" },
        { "2001::", "2001::ffff:ffff:ffff:ffff:ffff:ffff" },
        { "2001:1::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff" },
        { "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff" },
        { "2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
        { "3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff" },
        { "4000::", "fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
        { "fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
        { "fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
        { "fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
        { "ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
    };

    [Theory]
    [InlineData("2001:470::5efe:127.0.0.1", false)]
    [InlineData("2001:470::5efe:8.8.8.8", false)]
    [InlineData("2a00:1450:4001:80b:200:5efe:a00:1", false)]
    [InlineData("2a00:1450:4001:80b:300:5efe:a00:1", true)]
    [InlineData("2a00:1450:4001:80b:0:5eff:a00:1", true)]
    [InlineData("2a00:1450:0:5efe:1::1", true)]
    public void Allows_InterfaceIdentifierOfIsatap_IsFalse(string address, bool isAllowed) =>
        Assert.Equal(isAllowed, AddressRules.Allows(IPAddress.Parse(address)));

    [Theory]
    [MemberData(nameof(Blocked))]
    public void Allows_AtBothEndsOfABlockedNetwork_IsFalse(string first, string last)
    {
        Assert.False(AddressRules.Allows(IPAddress.Parse(first)));
        Assert.False(AddressRules.Allows(IPAddress.Parse(last)));
    }

    [Theory]
    [InlineData("1.0.0.0")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("126.255.255.255")]
    [InlineData("128.0.0.0")]
    [InlineData("169.253.255.255")]
    [InlineData("169.255.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("191.255.255.255")]
    [InlineData("192.0.1.0")]
    [InlineData("192.0.1.255")]
    [InlineData("192.0.3.0")]
    [InlineData("192.88.98.255")]
    [InlineData("192.88.100.0")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.0")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("198.51.99.255")]
    [InlineData("198.51.101.0")]
    [InlineData("203.0.112.255")]
    [InlineData("203.0.114.0")]
    [InlineData("223.255.255.255")]
    [InlineData("168.63.129.15")]
    [InlineData("168.63.129.17")]
    [InlineData("2000::")]
    [InlineData("2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2001:200::")]
    [InlineData("2001:db7:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2001:db9::")]
    [InlineData("2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2003::")]
    [InlineData("3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("3fff:1000::")]
    [InlineData("2606:4700::1111")]
    public void Allows_JustOutsideABlockedNetwork_IsTrue(string address) => Assert.True(AddressRules.Allows(IPAddress.Parse(address)));

    [Fact]
    public void Allows_OfAnAddressWithAZone_IsFalse() => Assert.False(AddressRules.Allows(new IPAddress(IPAddress.Parse("2606:4700::1111").GetAddressBytes(), scopeid: 2)));
}
