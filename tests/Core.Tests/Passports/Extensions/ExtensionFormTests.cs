using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Extensions;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Passports.Extensions;

/// <summary>The octets that are signed for each type.</summary>
public sealed class ExtensionFormTests
{
    private static readonly PassportClaims Call = new(
        new NumberParty(CallWorld.Caller), [new NumberParty(CallWorld.Called)], DateTimeOffset.FromUnixTimeSeconds(1443208345),
        Shaken: null);

    private static readonly MediaKey[] Keys = [new("sha-256", "9F"), new("sha-256", "02"), new("sha-1", "FF")];

    public static TheoryData<string, string> Forms => new()
    {
        { "", """{"dest":{"tn":["12155550131"]},"iat":1443208345,"mky":[{"alg":"sha-1","dig":"FF"},{"alg":"sha-256","dig":"02"},{"alg":"sha-256","dig":"9F"}],"orig":{"tn":"12155550121"}}""" },
        { "div", """{"dest":{"tn":["12155550131"]},"div":{"tn":"12155550130"},"iat":1443208345,"orig":{"tn":"12155550121"}}""" },
        { "div hi", """{"dest":{"tn":["12155550131"]},"div":{"hi":"1.2","uri":"sip:b@example.com"},"iat":1443208345,"orig":{"tn":"12155550121"}}""" },
        { "rph", """{"dest":{"tn":["12155550131"]},"iat":1443208345,"orig":{"tn":"12155550121"},"rph":{"auth":["ets.0","wps.0"]}}""" },
        { "msg", $$$"""{"dest":{"tn":["12155550131"]},"iat":1443208345,"msgi":"{{{ContentDigest.Of("hello"u8)}}}","orig":{"tn":"12155550121"}}""" },
        { "msg bare", """{"dest":{"tn":["12155550131"]},"iat":1443208345,"orig":{"tn":"12155550121"}}""" },
        { "rcd", """{"crn":"a \"reason\"","dest":{"tn":["12155550131"]},"iat":1443208345,"orig":{"tn":"12155550121"},"rcd":{"apn":"12155550199","icn":"https://example.com/q.png","jcd":["vcard",[["fn",{},"text","Q"]]],"nam":"Q Branch Spy Gadgets"},"rcdi":{"/icn":"sha256-wtS0RqRM5U+rjgEVDiTdJPPYUMfBTc/jH2MhNB3YaHQ","/nam":"sha256-sM275lTgzCte+LHOKHtU4SxG8shlOo6OS4ot8IJQImY"}}""" },
        { "rcd card", """{"dest":{"tn":["12155550131"]},"iat":1443208345,"orig":{"tn":"12155550121"},"rcd":{"jcl":"https://example.com/c.json","nam":""}}""" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Sign_EachType_WritesCanonicalOctetsThatAreReadAgain(string form, string payload)
    {
        var world = await CallWorld.NewAsync();
        var claims = ClaimsOf(form);
        var token = await world.SignAsync(claims);
        var parts = token.Split('.')
            .Select(part => StrictBase64Url.TryDecode(part, out var octets) ? Encoding.UTF8.GetString(octets) : "")
            .ToArray();
        var ppt = claims.Type.Ppt() is { } type ? $"\"ppt\":\"{type}\"," : "";
        Assert.Equal($$"""{"alg":"ES256",{{ppt}}"typ":"passport","x5u":"{{world.X5u}}"}""", parts[0]);
        Assert.Equal(payload, parts[1]);
        Assert.True(UntrustedPassport.TryParse(token, out var read, out var refusal), refusal?.Detail);
        Assert.True(read.IsCanonical());
        Assert.Equal(claims.Type, read.Type);
        Assert.Equal(token.Split('.')[1], (await world.SignAsync(read.Claims)).Split('.')[1]);
    }

    [Fact]
    public async Task Sign_ShakenWithRichCallData_HasTheClaimsOfBoth()
    {
        var world = await CallWorld.NewAsync();
        var claims = new ExtendedClaims(world.Claims(), new RichCallClaims(new RichCallData("Q"), Reason: null, []));
        Assert.Equal(PassportType.Shaken, claims.Type);
        var verified = (await world.VerifyAsync(await world.SignAsync(claims))).Value;
        Assert.Equal((claims.Shaken, "Q"), (verified.Claims.Shaken, Assert.IsType<RichCallClaims>(verified.Claims.Extension).Data!.Name));
    }

    [Fact]
    public async Task SignIdentity_Div_NamesItsPpt()
    {
        var world = await CallWorld.NewAsync();
        var token = await new PassportSigner(world.Provider.Key, world.X5u).SignIdentityAsync(
            ClaimsOf("div"), TestContext.Current.CancellationToken);
        Assert.EndsWith($";info=<{world.X5u}>;alg=ES256;ppt=div", token, StringComparison.Ordinal);
        Assert.True(IdentityHeader.TryParse(token, out var header, out _));
        Assert.True(header.TryReadPassport(out _, out _));
    }

    [Fact]
    public async Task Sign_TypesThatAreNeverMade_Throws()
    {
        var world = await CallWorld.NewAsync();
        var diversion = new Diversion(new NumberParty(CallWorld.Called), HistoryIndex: null);
        PassportExtension[] unsigned =
        [
            new EmbeddedDiversion(diversion, "a.b.c"), new ConnectedClaims(),
            new PriorityClaims([Priority("esnet.0")], IsEmergencyCallback: true),
        ];
        foreach (var extension in unsigned)
            await Assert.ThrowsAsync<ArgumentException>(() => world.SignAsync(new ExtendedClaims(Call, extension)));
        Assert.Throws<ArgumentException>(() => new ExtendedClaims(world.Claims(), diversion));
    }

    private static ExtendedClaims ClaimsOf(string form) => form switch
    {
        "" => new ExtendedClaims(Call, extension: null, Keys),
        "div" => new ExtendedClaims(Call, new Diversion(new NumberParty(CallWorld.Number("12155550130")), HistoryIndex: null)),
        "div hi" => new ExtendedClaims(Call, new Diversion(new UriParty("sip:b@example.com"), "1.2")),
        "rph" => new ExtendedClaims(Call, new PriorityClaims([Priority("ets.0"), Priority("wps.0")])),
        "msg" => new ExtendedClaims(Call, new MessageClaims(ContentDigest.Of("hello"u8))),
        "msg bare" => new ExtendedClaims(Call, new MessageClaims(Body: null)),
        "rcd" => new ExtendedClaims(Call, new RichCallClaims(
            new RichCallData("Q Branch Spy Gadgets", CallWorld.Number("12155550199"), "https://example.com/q.png", """["vcard",[["fn",{},"text","Q"]]]"""),
            "a \"reason\"",
            [RichCallDigest.OfText("/nam", "Q Branch Spy Gadgets"), new RichCallDigest("/icn", ContentDigest.Of("icon"u8))])),
        _ => new ExtendedClaims(Call, new RichCallClaims(new RichCallData("", CardUrl: "https://example.com/c.json"), Reason: null, [])),
    };

    private static ResourcePriority Priority(string text) =>
        ResourcePriority.TryParse(text, out var value) ? value : throw new ArgumentException("No r-value.", nameof(text));
}
