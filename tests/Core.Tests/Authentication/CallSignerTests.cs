using Shaken.Core.Authentication;
using Shaken.Core.Authentication.Certificates;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Extensions;
using Shaken.Core.Pki.Der;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Authentication;

/// <summary>Calls of each type, signed for a tenant and verified as others do.</summary>
public sealed class CallSignerTests
{
    private const string Own = "numbers,rule,kind\n1215555012*,own,assigned-by-us\n";
    private const string All = "{'types':['base','shaken','div','rph','rcd','msg'],'priorityNamespaces':['ets']}";

    private static ProviderId Other { get; } =
        ProviderId.TryParse("US/5678", out var other) ? other : throw new InvalidOperationException();

    private static PassportParty Former { get; } = SigningWorld.Party("12155550129");

    [Fact]
    public async Task Sign_ShakenCall_VerifiesWithWhatThePolicyGives()
    {
        var world = await SigningWorld.NewAsync(All, Own);
        var signed = await world.SignAsync(SigningWorld.Call());
        var verified = await world.VerifyAsync(signed);
        Assert.Equal((PassportType.Shaken, Attestation.A), (verified.Type, verified.Claims.Shaken!.Attest));
        Assert.Equal(SigningWorld.Party("12155550121"), verified.Claims.Orig);
        Assert.Equal([SigningWorld.Party("12155550131")], verified.Claims.Dest);
        Assert.Equal((world.Time.GetUtcNow(), SigningWorld.X5u), (signed.IssuedAt, signed.X5u));
        Assert.Equal("numbers/own", signed.Decision!.Rule);
        Assert.Equal(EvidenceKind.AssignedByUs, signed.Decision.Evidence!.Kind);
        Assert.EndsWith(
            $";info=<{SigningWorld.X5u}>;alg=ES256;ppt=shaken", signed.IdentityHeader(quotesPpt: false), StringComparison.Ordinal);
        Assert.EndsWith(";ppt=\"shaken\"", signed.IdentityHeader(quotesPpt: true), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sign_SeveralCalledParties_AreSortedAndNamedOnce()
    {
        var world = await SigningWorld.NewAsync();
        var call = SigningWorld.Call() with
        {
            Dest = [new UriParty("sip:b@example.com"), SigningWorld.Party("2"), SigningWorld.Party("1"), SigningWorld.Party("2")],
        };
        var verified = await world.VerifyAsync(await world.SignAsync(call));
        Assert.Equal([SigningWorld.Party("1"), SigningWorld.Party("2"), new UriParty("sip:b@example.com")], verified.Claims.Dest);
    }

    [Fact]
    public async Task Sign_EveryType_Verifies()
    {
        var world = await SigningWorld.NewAsync(All, Own);
        CallToSign[] calls =
        [
            SigningWorld.Call(PassportType.Base),
            SigningWorld.Call(PassportType.Rph) with { Extension = new PriorityClaims([Priority("ets.0")]) },
            SigningWorld.Call(PassportType.Rcd) with { Extension = new RichCallClaims(new RichCallData("Ann"), Reason: null, []) },
            SigningWorld.Call(PassportType.Msg) with { Extension = new MessageClaims(ContentDigest.Of("hello"u8)) },
            SigningWorld.Call() with { Extension = new RichCallClaims(new RichCallData("Ann"), "for you", []) },
            SigningWorld.Call() with { MediaKeys = [new MediaKey("sha-256", "4AADB9B1")] },
        ];
        foreach (var call in calls)
        {
            var signed = await world.SignAsync(call);
            Assert.Equal((call.Type, call.Type == PassportType.Shaken), (signed.Type, signed.Decision is not null));
            Assert.Equal(call.Type, (await world.VerifyAsync(signed)).Type);
        }
    }

    [Fact]
    public async Task Sign_JCard_IsWrittenCanonically()
    {
        var world = await SigningWorld.NewAsync(All, Own);
        var card = new RichCallData("Ann", CardJson: """[ "vcard", [ ] ]""");
        var call = SigningWorld.Call(PassportType.Rcd) with { Extension = new RichCallClaims(card, Reason: null, []) };
        var claims = (await world.VerifyAsync(await world.SignAsync(call))).Claims;
        Assert.Equal("""["vcard",[]]""", Assert.IsType<RichCallClaims>(claims.Extension).Data!.CardJson);
    }

    // A delegate's certificate, or a strict CA's, may exclude claims (RFC 9118): such a PASSporT would be refused by everybody.
    [Fact]
    public async Task Sign_OutsideTheCertificatesConstraints_IsRefused()
    {
        var world = await SigningWorld.NewAsync(All, Own);
        var leaf = CertificateForm.Leaf().With(Oids.EnhancedJwtClaimConstraints, "3014A2123010160661747465737416066F7269676964");
        world.Certificates = new SigningCertificates(
            [SigningWorld.New([leaf.Sign(), CertificateForm.Intermediate().Sign()])], revocation: null, world.Time,
            new LogLines<SigningCertificates>());
        await world.Certificates.RefreshAsync(TestContext.Current.CancellationToken);
        Assert.Equal(SigningFailure.ClaimInvalid, await world.FailureAsync(SigningWorld.Call()));
        Assert.Null(await world.FailureAsync(SigningWorld.Call(PassportType.Base)));
    }

    public static TheoryData<string, SigningFailure> Spoiled => new()
    {
        { "closed", SigningFailure.TenantClosed },
        { "another's provider", SigningFailure.CertificateOfAnother },
        { "expired", SigningFailure.NoCertificate },
        { "old iat", SigningFailure.Stale },
        { "iat ahead", SigningFailure.Stale },
        { "no dest", SigningFailure.ClaimInvalid },
        { "33 dest", SigningFailure.ClaimInvalid },
        { "uri", SigningFailure.ClaimInvalid },
        { "A for another's number", SigningFailure.AttestNotAllowed },
        { "base for another's number", SigningFailure.OrigNotAllowed },
        { "base with rcd", SigningFailure.ClaimInvalid },
        { "shaken with div", SigningFailure.ClaimInvalid },
        { "div-o", SigningFailure.TypeNotAllowed },
        { "rsp", SigningFailure.TypeNotAllowed },
        { "sph", SigningFailure.TypeNotAllowed },
        { "namespace", SigningFailure.TypeNotAllowed },
        { "no priority", SigningFailure.ClaimInvalid },
        { "17 priorities", SigningFailure.ClaimInvalid },
        { "jcd", SigningFailure.ClaimInvalid },
        { "jcd that adds a claim", SigningFailure.ClaimInvalid },
        { "rcd digest", SigningFailure.ClaimInvalid },
        { "hi", SigningFailure.ClaimInvalid },
        { "same dest", SigningFailure.ClaimInvalid },
        { "another's div", SigningFailure.OrigNotAllowed },
        { "17 keys", SigningFailure.ClaimInvalid },
        { "too long", SigningFailure.ClaimInvalid },
    };

    [Theory]
    [MemberData(nameof(Spoiled))]
    public async Task Sign_SpoiledCall_IsRefusedWithItsReason(string what, SigningFailure reason)
    {
        var world = await SigningWorld.NewAsync(All, Own);
        if (what == "closed") world.Tenant = world.Tenant with { IsActive = false };
        if (what == "another's provider") world.Tenant = world.Tenant with { Provider = Other };
        if (what == "expired") world.Time.Advance(TimeSpan.FromDays(365));
        Assert.Equal(reason, await world.FailureAsync(Spoil(what, world.Time.GetUtcNow())));
    }

    private static CallToSign Spoil(string what, DateTimeOffset now)
    {
        var call = SigningWorld.Call();
        var div = SigningWorld.Call(PassportType.Div);
        var rph = SigningWorld.Call(PassportType.Rph);
        return what switch
        {
            "old iat" => call with { IssuedAt = now.AddSeconds(-61) },
            "iat ahead" => call with { IssuedAt = now.AddSeconds(6) },
            "no dest" => call with { Dest = [] },
            "33 dest" => call with { Dest = [.. Enumerable.Range(100, 33).Select(number => SigningWorld.Party($"{number}"))] },
            "uri" => call with { Orig = new UriParty("sip:a\n@example.com") },
            "A for another's number" => SigningWorld.Call(orig: "12155559999") with { Attest = Attestation.A },
            "base for another's number" => SigningWorld.Call(PassportType.Base, orig: "12155559999"),
            "base with rcd" => SigningWorld.Call(PassportType.Base) with { Extension = new RichCallClaims(null, "x", []) },
            "shaken with div" => call with { Extension = new Diversion(Former, null) },
            "div-o" => SigningWorld.Call(PassportType.DivO) with
            {
                Extension = new EmbeddedDiversion(new Diversion(Former, null), "x.y.z"),
            },
            "rsp" => SigningWorld.Call(PassportType.Rsp) with { Extension = new ConnectedClaims() },
            "sph" => rph with { Extension = new PriorityClaims([Priority("esnet.1")], IsEmergencyCallback: true) },
            "namespace" => rph with { Extension = new PriorityClaims([Priority("ets.0"), Priority("wps.0")]) },
            "no priority" => rph with { Extension = new PriorityClaims([]) },
            "17 priorities" => rph with
            {
                Extension = new PriorityClaims([.. Enumerable.Range(0, 17).Select(one => Priority($"ets.{one}"))]),
            },
            "jcd" => Rich(new RichCallData("Ann", CardJson: "{}")),
            "jcd that adds a claim" => Rich(new RichCallData("Ann", CardJson: """[],"x":[1]""")),
            "rcd digest" => SigningWorld.Call(PassportType.Rcd) with
            {
                Extension = new RichCallClaims(new RichCallData("Ann"), Reason: null, [RichCallDigest.OfText("/nam", "Bob")]),
            },
            "hi" => div with { Extension = new Diversion(Former, "1..2") },
            "same dest" => div with { Extension = new Diversion(SigningWorld.Party("12155550131"), null) },
            "another's div" => div with { Extension = new Diversion(SigningWorld.Party("12155559999"), null) },
            "17 keys" => call with { MediaKeys = [.. Enumerable.Range(0, 17).Select(key => new MediaKey("sha-256", $"{key:X2}"))] },
            "too long" => call with
            {
                Dest = [.. Enumerable.Range(0, 8).Select(one => new UriParty($"sip:{new string('a', 1500)}{one}@example.com"))],
            },
            _ => call,
        };
    }

    private static CallToSign Rich(RichCallData data) =>
        SigningWorld.Call(PassportType.Rcd) with { Extension = new RichCallClaims(data, Reason: null, []) };

    private static ResourcePriority Priority(string text) =>
        ResourcePriority.TryParse(text, out var priority) ? priority : throw new ArgumentException("No priority.", nameof(text));
}
