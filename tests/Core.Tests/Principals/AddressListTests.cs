using System.Net;
using Shaken.Core.Principals;

namespace Shaken.Core.Tests.Principals;

public sealed class AddressListTests
{
    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.0/24")]
    [InlineData("192.0.2.7", "192.0.2.7/32")]
    [InlineData("2001:db8::/32", "2001:db8::/32")]
    [InlineData("2001:db8::1", "2001:db8::1/128")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7/32")]
    [InlineData("192.0.2.7/24", null)]
    [InlineData("192.0.2.0/33", null)]
    [InlineData("192.0.2", null)]
    [InlineData("10/8", null)]
    [InlineData("010.0.0.0/8", null)]
    [InlineData("0x7f.0.0.1", null)]
    [InlineData("fe80::1%eth0", null)]
    [InlineData("[::1]:80", null)]
    [InlineData("example.com", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void TryParse_OfText_GivesTheNetworkOrRefuses(string? text, string? network) =>
        Assert.Equal(network, AddressList.TryParse(text, out var parsed) ? parsed.Value.ToString() : null);

    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.255", true)]
    [InlineData("192.0.2.0/24", "::ffff:192.0.2.255", true)]
    [InlineData("192.0.2.0/24", "192.0.3.0", false)]
    [InlineData("2001:db8::/32", "2001:db8:1::1", true)]
    [InlineData("2001:db8::/32", "192.0.2.1", false)]
    [InlineData("192.0.2.0/24", null, false)]
    public void Allows_OfAnAddress_IsByItsNetworks(string network, string? address, bool isAllowed) =>
        Assert.Equal(isAllowed, AddressList.Allows([IPNetwork.Parse(network)], address is null ? null : IPAddress.Parse(address)));

    [Fact]
    public void Allows_OfNoNetworks_AllowsAny() => Assert.True(AddressList.Allows([], address: null));
}
