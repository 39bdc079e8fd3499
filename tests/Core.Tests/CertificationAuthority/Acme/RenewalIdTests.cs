using System.Numerics;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Keys.Software;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.CertificationAuthority.Acme;

/// <summary>What renewal information calls a certificate (RFC 9773 section 4.1).</summary>
public sealed class RenewalIdTests
{
    // The example of RFC 9773 section 4.1: key identifier 69:88:5B:6B:…, serial number 00:87:65:43:21.
    [Fact]
    public void TryParse_ExampleOfTheStandard_GivesKeyAndSerial()
    {
        Assert.True(RenewalId.TryParse("aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE", out var id));
        Assert.Equal("69885B6B87464041E1B37B847BA0AE2CDE01C8D4", Convert.ToHexString(id.IssuerKey.Span));
        Assert.Equal(new BigInteger(0x87654321), id.Serial.Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("aYhba4dGQEHhs3uEe6CuLN4ByNQ")]
    [InlineData("aYhba4dGQEHhs3uEe6CuLN4ByNQ.")]
    [InlineData(".AIdlQyE")]
    [InlineData("aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE.AA")]
    [InlineData("aYhba4dGQEHhs3uEe6CuLN4ByNQ=.AIdlQyE")]
    [InlineData("aYhba4dGQEHhs3uEe6CuLN4ByNQ.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void TryParse_AnotherForm_IsRefused(string? text) => Assert.False(RenewalId.TryParse(text, out _));

    [Fact]
    public async Task Of_ACertificate_NamesItAndNoOther()
    {
        var hierarchy = await Hierarchy.NewAsync();
        var token = TestContext.Current.CancellationToken;
        var one = (await hierarchy.Intermediate.IssueAsync(Hierarchy.Linted(hierarchy.Leaf(SoftwareKey.New())), token)).Value;
        var other = (await hierarchy.Intermediate.IssueAsync(Hierarchy.Linted(hierarchy.Leaf(SoftwareKey.New())), token)).Value;
        var id = RenewalId.Of(one)!;
        Assert.True(id.Names(one));
        Assert.False(id.Names(other));
        Assert.True(RenewalId.TryParse(id.Text, out var read));
        Assert.Equal(id.Serial.ToOctets(), read.Serial.ToOctets());
    }
}
