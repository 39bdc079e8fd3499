using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Extensions;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.Tests.Passports;

/// <summary>Which certificate may sign which type, where it may be carried, and which claims it may constrain.</summary>
public sealed class PassportAuthorityTests
{
    private const string X5u = "https://cr.example/leaf.pem";

    // The caller's number; the same beside the SPC 1234.
    private const string Delegate = "300FA20D160B3132313535353530313231";
    private const string Mixed = "3017A006160431323334A20D160B3132313535353530313231";
    private const string MixedOfAnotherNumber = "3017A006160431323334A20D160B3132303235353530313030";

    private static readonly ManualTime Time = new(new DateTimeOffset(2025, 6, 1, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(PassportType.Base, true, true)]
    [InlineData(PassportType.Shaken, false, false)]
    [InlineData(PassportType.Rph, false, false)]
    [InlineData(PassportType.Rcd, true, true)]
    [InlineData(PassportType.Msg, false, false)]
    public async Task Verify_ByTypeAndCertificate_FollowsTheTable(PassportType type, bool byDelegate, bool byMixed)
    {
        Assert.Null(await ReasonAsync(Bundle(), type));
        Assert.Equal(byDelegate ? null : VerificationFailure.NotAuthorized, await ReasonAsync(Bundle(Delegate), type));
        Assert.Equal(byMixed ? null : VerificationFailure.NotAuthorized, await ReasonAsync(Bundle(Mixed), type));
    }

    // The SPC of the provider that lent the number, or of another that may originate its calls: it widens nothing.
    [Theory]
    [InlineData(Delegate, null)]
    [InlineData(Mixed, null)]
    [InlineData(MixedOfAnotherNumber, VerificationFailure.NotAuthorized)]
    public async Task Verify_BaseByADelegate_TakesTheNumbersOfItsListAlone(string tnAuthList, VerificationFailure? reason) =>
        Assert.Equal(reason, await ReasonAsync(Bundle(tnAuthList), PassportType.Base));

    [Fact]
    public async Task Verify_Rsp_IsNotACallersIdentity()
    {
        var token = await SignAsync($$"""{"alg":"ES256","ppt":"rsp","typ":"passport","x5u":"{{X5u}}"}""");
        Assert.Equal(VerificationFailure.PptNotSupported, await ReasonAsync(token, Bundle()));
    }

    [Fact]
    public async Task Verify_ValidX5c_AsksForNoX5u()
    {
        var source = new PublishedCertificates(Time);
        Assert.Null(await ReasonAsync(await CarryingAsync(Bundle()), source));
        Assert.Equal(0, source.Asked);
    }

    [Fact]
    public async Task Verify_ValidX5cOfAnotherKey_IsASignatureMismatch()
    {
        var other = CertificateForm.Leaf() with { PublicKey = CertificateForm.RootKey.ExportSubjectPublicKeyInfo() };
        Assert.Equal(
            VerificationFailure.SignatureMismatch,
            await ReasonAsync(await CarryingAsync([other.Sign(), CertificateForm.Intermediate().Sign()]), Bundle()));
    }

    [Fact]
    public async Task Verify_X5cThatIsNotValid_TakesTheCertificateAtX5u()
    {
        StiCertificate[] expired =
        [
            (CertificateForm.Leaf() with { NotAfter = Time.GetUtcNow().AddDays(-1) }).Sign(), CertificateForm.Intermediate().Sign(),
        ];
        StiCertificate[] untrusted = [CertificateForm.Leaf().Sign()];
        string[] tokens = [await CarryingAsync(expired), await CarryingAsync(untrusted), await SignAsync(Header("\"x5c\":[\"AAAA\"],"))];
        foreach (var token in tokens)
        {
            Assert.Null(await ReasonAsync(token, Bundle()));
            Assert.Equal(VerificationFailure.CertificateUnreachable, await ReasonAsync(token, new PublishedCertificates(Time)));
        }
    }

    [Fact]
    public async Task Verify_X5cWithoutATrustList_SaysSo()
    {
        var verdicts = new CertificateVerdicts(new PublishedCertificates(Time), new TrustDomain([], Time), Time);
        Assert.Equal(VerificationFailure.NoTrustList, await ReasonAsync(await CarryingAsync(Bundle()), verdicts));
    }

    // mustInclude crn; mustInclude rcd with one permitted value, which is an object; mustExclude mky.
    [Theory]
    [InlineData("\"rcd\":{\"nam\":\"Q\"},\"crn\":\"x\"", null)]
    [InlineData("\"rcd\":{ \"nam\":\"Q\" },\"crn\":\"x\"", null)]
    [InlineData("\"rcd\":{\"nam\":\"Q\"}", VerificationFailure.ClaimNotPermitted)]
    [InlineData("\"rcd\":{\"nam\":\"R\"},\"crn\":\"x\"", VerificationFailure.ClaimNotPermitted)]
    [InlineData("\"rcd\":{\"nam\":\"Q\",\"apn\":\"12155550121\"},\"crn\":\"x\"", VerificationFailure.ClaimNotPermitted)]
    [InlineData("\"rcd\":{\"nam\":\"Q\"},\"crn\":\"x\",\"mky\":[{\"alg\":\"a\",\"dig\":\"b\"}]", VerificationFailure.ClaimNotPermitted)]
    public async Task Verify_ConstrainedCertificate_HoldsClaimsToIt(string claims, VerificationFailure? reason)
    {
        var constraints = ClaimConstraintsDer.WriteEnhanced(
            new ClaimConstraints(["crn"], [new PermittedClaimValues("rcd", ["{\"nam\":\"Q\"}"])], ["mky"]));
        StiCertificate[] bundle =
        [
            CertificateForm.Leaf().With(Oids.EnhancedJwtClaimConstraints, Convert.ToHexString(constraints)).Sign(),
            CertificateForm.Intermediate().Sign(),
        ];
        var token = await SignAsync($$"""{"alg":"ES256","ppt":"rcd","typ":"passport","x5u":"{{X5u}}"}""", $",{claims}");
        Assert.Equal(reason, await ReasonAsync(token, bundle));
    }

    private static StiCertificate[] Bundle(string? tnAuthList = null)
    {
        return tnAuthList is null
            ? [CertificateForm.Leaf().Sign(), CertificateForm.Intermediate().Sign()]
            : [CertificateForm.Leaf().With(Oids.TnAuthList, tnAuthList).Sign(), CertificateForm.DelegateCa().Sign()];
    }

    private static PassportClaims ClaimsOf(PassportType type)
    {
        var call =
            PassportClaims.ForCall(CallWorld.Caller, CallWorld.Called, Time.GetUtcNow(), Attestation.A, SystemRandom.Instance.NewUuid());
        Assert.True(ResourcePriority.TryParse("ets.0", out var priority));
        PassportExtension? extension = type switch
        {
            PassportType.Rph => new PriorityClaims([priority]),
            PassportType.Rcd => new RichCallClaims(new RichCallData("Q"), Reason: null, []),
            PassportType.Msg => new MessageClaims(Body: null),
            PassportType.Base or PassportType.Shaken or PassportType.Div or PassportType.DivO or PassportType.Rsp => null,
        };
        return type == PassportType.Shaken ? call : new ExtendedClaims(call with { Shaken = null }, extension);
    }

    private static string Header(string more) => $$"""{"alg":"ES256",{{more}}"typ":"passport","x5u":"{{X5u}}"}""";

    private static Task<string> CarryingAsync(IEnumerable<StiCertificate> chain) =>
        SignAsync(
            Header($"\"x5c\":[{string.Join(',', chain.Select(certificate => $"\"{Convert.ToBase64String(certificate.Der.Span)}\""))}],"));

    private static async Task<string> SignAsync(string header, string more = "")
    {
        using var key = SoftwareKey.FromPem(CertificateForm.LeafKey.ExportPkcs8PrivateKeyPem());
        return await TestTokens.SignAsync(
            key, header, $$$"""{"dest":{"tn":["12155550131"]},"iat":{{{Time.GetUtcNow().ToUnixTimeSeconds()}}},"orig":{"tn":"12155550121"}{{{more}}}}""");
    }

    private static async Task<VerificationFailure?> ReasonAsync(StiCertificate[] bundle, PassportType type)
    {
        using var key = SoftwareKey.FromPem(CertificateForm.LeafKey.ExportPkcs8PrivateKeyPem());
        return await ReasonAsync(
            await new PassportSigner(key, X5u).SignAsync(ClaimsOf(type), TestContext.Current.CancellationToken), bundle);
    }

    private static Task<VerificationFailure?> ReasonAsync(string token, StiCertificate[] bundle)
    {
        var source = new PublishedCertificates(Time);
        source.Publish(X5u, bundle);
        return ReasonAsync(token, source);
    }

    private static Task<VerificationFailure?> ReasonAsync(string token, PublishedCertificates source)
    {
        Assert.True(TrustedRoot.TryCreate(CertificateForm.Root().Sign(), out var root, out var failure), failure);
        return ReasonAsync(token, new CertificateVerdicts(source, TrustDomain.Of([root], Time), Time));
    }

    private static async Task<VerificationFailure?> ReasonAsync(string token, CertificateVerdicts verdicts)
    {
        Assert.True(UntrustedPassport.TryParse(token, out var passport, out var unread), unread?.Detail);
        var outcome = await new PassportVerifier(verdicts, Time, TimeSpan.FromSeconds(60)).VerifyAsync(
            passport, call: null, TestContext.Current.CancellationToken);
        return outcome.TryGet(out _, out var refusal) ? null : refusal.Reason;
    }
}
