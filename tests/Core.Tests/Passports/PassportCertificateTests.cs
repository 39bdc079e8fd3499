using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Passports;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.Tests.Passports;

/// <summary>Calls signed with a certificate that is spoiled in one thing, everything else being sound.</summary>
public sealed class PassportCertificateTests
{
    private const string X5u = "https://cr.example/spoiled.pem";

    // 12025550100, and 12155550121 (the caller).
    private const string OtherNumber = "300FA20D160B3132303235353530313030";
    private const string CallersNumber = "300FA20D160B3132313535353530313231";

    private static readonly ManualTime Time = new(new DateTimeOffset(2025, 6, 1, 12, 0, 0, TimeSpan.Zero));

    public enum Spoiled
    {
        Nothing,
        OrderInTheBundle,
        Expired,
        ExpiredIntermediate,
        NotYetValid,
        SelfSigned,
        CaAsLeaf,
        IntermediateMissing,
        NoTnAuthList,
        TnAuthListUnreadable,
        KeyUsage,
        CriticalExtension,
        Country,
        OtherIssuersSignature,
        IntermediateIsNoCa,
        IatBeforeTheCertificate,
    }

    [Theory]
    [InlineData(Spoiled.Nothing, null)]
    [InlineData(Spoiled.OrderInTheBundle, null)]
    [InlineData(Spoiled.Expired, VerificationFailure.CertificateOutsideValidity)]
    [InlineData(Spoiled.ExpiredIntermediate, VerificationFailure.CertificateOutsideValidity)]
    [InlineData(Spoiled.NotYetValid, VerificationFailure.CertificateOutsideValidity)]
    [InlineData(Spoiled.IatBeforeTheCertificate, VerificationFailure.CertificateOutsideValidity)]
    [InlineData(Spoiled.SelfSigned, VerificationFailure.CertificateUntrusted)]
    [InlineData(Spoiled.IntermediateMissing, VerificationFailure.CertificateUntrusted)]
    [InlineData(Spoiled.CaAsLeaf, VerificationFailure.CertificateInvalid)]
    [InlineData(Spoiled.NoTnAuthList, VerificationFailure.CertificateInvalid)]
    [InlineData(Spoiled.TnAuthListUnreadable, VerificationFailure.CertificateInvalid)]
    [InlineData(Spoiled.KeyUsage, VerificationFailure.CertificateInvalid)]
    [InlineData(Spoiled.CriticalExtension, VerificationFailure.CertificateInvalid)]
    [InlineData(Spoiled.Country, VerificationFailure.CertificateInvalid)]
    [InlineData(Spoiled.OtherIssuersSignature, VerificationFailure.CertificateInvalid)]
    [InlineData(Spoiled.IntermediateIsNoCa, VerificationFailure.CertificateInvalid)]
    public async Task Verify_WithASpoiledCertificate_IsRefusedWithItsReason(Spoiled what, VerificationFailure? reason) =>
        Assert.Equal(reason, await ReasonAsync(Bundle(what), isShaken: true));

    [Fact]
    public async Task Verify_OfAShakenPassportByADelegate_IsNotAuthorized()
    {
        // Also where the number is the delegate's, and where no constraint on claims stands in the way.
        Assert.Equal(VerificationFailure.NotAuthorized, await ReasonAsync(Delegate(OtherNumber), isShaken: true));
        Assert.Equal(VerificationFailure.NotAuthorized, await ReasonAsync(Delegate(CallersNumber), isShaken: true));
    }

    [Fact]
    public async Task Verify_OfABasePassportByADelegate_TakesItsOwnNumbersOnly()
    {
        Assert.Null(await ReasonAsync(Delegate(CallersNumber), isShaken: false));
        Assert.Equal(VerificationFailure.NotAuthorized, await ReasonAsync(Delegate(OtherNumber), isShaken: false));
    }

    [Fact]
    public async Task Verify_OfABasePassportFromAUriByADelegate_IsNotAuthorized()
    {
        var claims = new PassportClaims(new UriParty("sip:12155550121@example.com"), [new NumberParty(CallWorld.Called)], Time.GetUtcNow(), null);
        Assert.Equal(VerificationFailure.NotAuthorized, await ReasonAsync(Delegate(CallersNumber), claims));
    }

    [Fact]
    public async Task Verify_OfClaimsThatTheCertificateExcludes_IsNotPermitted()
    {
        // Excluded: attest and origid (RFC 9118).
        var constrained = CertificateForm.Leaf().With(Oids.EnhancedJwtClaimConstraints, "3014A2123010160661747465737416066F7269676964");
        Assert.Equal(VerificationFailure.ClaimNotPermitted, await ReasonAsync([constrained.Sign(), CertificateForm.Intermediate().Sign()], isShaken: true));
        Assert.Null(await ReasonAsync([constrained.Sign(), CertificateForm.Intermediate().Sign()], isShaken: false));
    }

    private static IReadOnlyList<StiCertificate> Bundle(Spoiled what)
    {
        var (leaf, intermediate) = (CertificateForm.Leaf(), CertificateForm.Intermediate());
        var day = TimeSpan.FromDays(1);
        var now = Time.GetUtcNow();
        return what switch
        {
            Spoiled.Nothing => Signed(leaf, intermediate),
            Spoiled.OrderInTheBundle => [CertificateForm.Root().Sign(), intermediate.Sign(), leaf.Sign()],
            Spoiled.Expired => Signed(leaf with { NotAfter = now - day }, intermediate),
            Spoiled.ExpiredIntermediate => Signed(leaf, intermediate with { NotAfter = now - day }),
            Spoiled.NotYetValid => Signed(leaf with { NotBefore = now + day }, intermediate),
            Spoiled.IatBeforeTheCertificate => Signed(leaf with { NotBefore = now }, intermediate),
            Spoiled.SelfSigned => Signed(leaf with { Issuer = leaf.Subject, Signer = CertificateForm.LeafKey }, intermediate),
            Spoiled.CaAsLeaf => Signed(leaf.With(Oids.BasicConstraints, "30030101FF", isCritical: true), intermediate),
            Spoiled.IntermediateMissing => [leaf.Sign()],
            Spoiled.NoTnAuthList => Signed(leaf.Without(Oids.TnAuthList), intermediate),
            Spoiled.TnAuthListUnreadable => Signed(leaf.With(Oids.TnAuthList, "3000"), intermediate),
            Spoiled.KeyUsage => Signed(leaf.With(Oids.KeyUsage, "03020204", isCritical: true), intermediate),
            Spoiled.CriticalExtension => Signed(leaf.With("1.2.3.4", "0500", isCritical: true), intermediate),
            Spoiled.Country => Signed(leaf.Named((Oids.Country, "CA"), (Oids.Organization, "Example"), (Oids.CommonName, "SHAKEN 1234")), intermediate),
            Spoiled.OtherIssuersSignature => Signed(leaf with { Signer = CertificateForm.RootKey }, intermediate),
            Spoiled.IntermediateIsNoCa => Signed(leaf, intermediate.With(Oids.BasicConstraints, "3000", isCritical: true)),
        };
    }

    private static IReadOnlyList<StiCertificate> Delegate(string numbers) =>
        Signed(CertificateForm.Leaf().With(Oids.TnAuthList, numbers), CertificateForm.DelegateCa());

    private static IReadOnlyList<StiCertificate> Signed(CertificateForm leaf, CertificateForm intermediate) => [leaf.Sign(), intermediate.Sign()];

    private static Task<VerificationFailure?> ReasonAsync(IReadOnlyList<StiCertificate> bundle, bool isShaken)
    {
        var issuedAt = Time.GetUtcNow().AddSeconds(-30);
        var claims = PassportClaims.ForCall(CallWorld.Caller, CallWorld.Called, issuedAt, Attestation.A, SystemRandom.Instance.NewUuid());
        return ReasonAsync(bundle, isShaken ? claims : claims with { Shaken = null });
    }

    private static async Task<VerificationFailure?> ReasonAsync(IReadOnlyList<StiCertificate> bundle, PassportClaims claims)
    {
        var source = new PublishedCertificates(Time);
        source.Publish(X5u, bundle);
        Assert.True(TrustedRoot.TryCreate(CertificateForm.Root().Sign(), out var root, out var failure), failure);
        var verifier = new PassportVerifier(
            new CertificateVerdicts(source, TrustDomain.Of([root], Time), Time), Time, TimeSpan.FromSeconds(60));
        using var key = SoftwareKey.FromPem(CertificateForm.LeafKey.ExportPkcs8PrivateKeyPem());
        Assert.True(UntrustedPassport.TryParse(await new PassportSigner(key, X5u).SignAsync(claims, TestContext.Current.CancellationToken), out var passport, out _));
        var outcome = await verifier.VerifyAsync(passport, call: null, TestContext.Current.CancellationToken);
        return outcome.TryGet(out _, out var refusal) ? null : refusal.Reason;
    }
}
