using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Passports;

/// <summary>The octets that are signed, and what a reader leaves alone in those that others signed.</summary>
public sealed class PassportFormTests
{
    private const string OrigId = "123e4567-e89b-12d3-a456-426655440000";

    [Fact]
    public async Task Sign_OfAShakenCall_WritesTheOctetsOfTheStandard()
    {
        var world = await CallWorld.NewAsync();
        var at = DateTimeOffset.FromUnixTimeSeconds(1443208345);
        var parts = (await world.SignAsync(PassportClaims.ForCall(CallWorld.Caller, CallWorld.Called, at, Attestation.B, OrigId))).Split('.');
        Assert.Equal($$"""{"alg":"ES256","ppt":"shaken","typ":"passport","x5u":"{{world.X5u}}"}""", Text(parts[0]));
        Assert.Equal($$"""{"attest":"B","dest":{"tn":["12155550131"]},"iat":1443208345,"orig":{"tn":"12155550121"},"origid":"{{OrigId}}"}""", Text(parts[1]));
    }

    [Fact]
    public async Task Sign_OfSeveralDestinations_SortsThem_NumbersBeforeUris()
    {
        var world = await CallWorld.NewAsync();
        PassportParty[] dest = [new UriParty("sip:b@example.com"), new NumberParty(CallWorld.Number("12155550132")), new UriParty("sip:a@example.com"), new NumberParty(CallWorld.Called)];
        var claims = new PassportClaims(new UriParty("sip:alice@example.com"), dest, DateTimeOffset.FromUnixTimeSeconds(1443208345), Shaken: null);
        var payload = Text((await world.SignAsync(claims)).Split('.')[1]);
        Assert.Equal(
            """{"dest":{"tn":["12155550131","12155550132"],"uri":["sip:a@example.com","sip:b@example.com"]},"iat":1443208345,"orig":{"uri":"sip:alice@example.com"}}""", payload);
    }

    [Theory]
    [InlineData(""","mky":[{"alg":"sha-256","dig":"021ACC5427ABEB9C533F3E4B652E7D46"}]""")]
    [InlineData(""","zz":{"rcd":["x",1,null]}""")]
    public async Task Verify_WithClaimsThatAreNotKnown_LeavesThemAlone(string more)
    {
        var world = await CallWorld.NewAsync();
        var now = world.Time.GetUtcNow().ToUnixTimeSeconds();
        var token = await TestTokens.SignAsync(
            world.Provider.Key, $$"""{"alg":"ES256","typ":"passport","x5u":"{{world.X5u}}"}""",
            $$"""{"dest":{"tn":["12155550131"]},"iat":{{now}},"orig":{"tn":"12155550121"}{{more}}}""");
        var verified = (await world.VerifyAsync(token, new CallParties(new NumberParty(CallWorld.Caller), new NumberParty(CallWorld.Called)))).Value;
        Assert.Null(verified.Claims.Shaken);
    }

    private static string Text(string part) => StrictBase64Url.TryDecode(part, out var octets) ? Encoding.UTF8.GetString(octets) : throw new InvalidOperationException("Our own token is base64url.");
}
