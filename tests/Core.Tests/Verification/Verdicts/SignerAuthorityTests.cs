using Shaken.Core.Keys.Software;
using Shaken.Core.Passports;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Verdicts;
using Shaken.Core.Verification.Verdicts;
using Shaken.Core.Verification.Verdicts.Proofs;

namespace Shaken.Core.Tests.Verification.Verdicts;

/// <summary>Calls whose certificate does not allow what was signed with it; each verdict is repeated from its proof.</summary>
public sealed class SignerAuthorityTests
{
    private const string X5u = "https://cr.example/leaf.pem";

    // The caller's number; another number; mustExclude attest and origid.
    private const string CallersNumber = "300FA20D160B3132313535353530313231";
    private const string OtherNumber = "300FA20D160B3132303235353530313030";
    private const string WithoutAttestation = "3014A2123010160661747465737416066F7269676964";

    private static readonly ManualTime Time = new(new DateTimeOffset(2025, 6, 1, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, null, true, Verstat.Passed, null)]
    [InlineData(null, WithoutAttestation, true, Verstat.Failed, VerificationFailure.ClaimNotPermitted)]
    [InlineData(null, WithoutAttestation, false, Verstat.Passed, null)]
    [InlineData(CallersNumber, WithoutAttestation, true, Verstat.Failed, VerificationFailure.NotAuthorized)]
    [InlineData(CallersNumber, WithoutAttestation, false, Verstat.Passed, null)]
    [InlineData(OtherNumber, null, false, Verstat.Failed, VerificationFailure.NotAuthorized)]
    public async Task Verify_ByAuthorityOfTheCertificate_GivesItsVerdict(
        string? tnAuthList, string? constraints, bool isShaken, Verstat verstat, VerificationFailure? failure)
    {
        var form = CertificateForm.Leaf();
        if (tnAuthList is not null) form = form.With(Oids.TnAuthList, tnAuthList);
        if (constraints is not null) form = form.With(Oids.EnhancedJwtClaimConstraints, constraints);
        var issuer = tnAuthList is null ? CertificateForm.Intermediate() : CertificateForm.DelegateCa();
        StiCertificate[] chain = [form.Sign(), issuer.Sign()];
        foreach (var isCarried in (bool[])[false, true])
        {
            var verdict = await VerifyAsync(chain, isShaken, isCarried);
            Assert.Equal((verstat, failure), (verdict.Verstat, verdict.Failure));
            var proof = VerdictProof.Read(verdict.Proof!.Utf8).Value;
            Assert.Equal(failure, (await ProofReplay.ReplayAsync(proof, trusted: null, Token)).Value.Failure);
        }
    }

    private static async Task<CallVerdict> VerifyAsync(StiCertificate[] chain, bool isShaken, bool isCarried)
    {
        var certificates = new PublishedCertificates(Time);
        if (!isCarried) certificates.Publish(X5u, chain);
        var domains = TrustDomains.Of(TrustDomain.Of([CrlWorld.Root(CertificateForm.Root().Sign())], Time), Time);
        var verifier = new CallVerifier(
            new CertificateVerdicts(certificates, domains, Time), Time, CallFreshness.Default,
            evidence: new ProofEvidence(certificates, domains));
        var ppt = isShaken ? "\"ppt\":\"shaken\"," : "";
        var x5c = string.Join(',', chain.Select(certificate => $"\"{Convert.ToBase64String(certificate.Der.Span)}\""));
        var carried = isCarried ? $"\"x5c\":[{x5c}]," : "";
        var shaken = isShaken ? ",\"attest\":\"A\",\"origid\":\"123e4567-e89b-12d3-a456-426655440000\"" : "";
        var iat = Time.GetUtcNow().ToUnixTimeSeconds();
        using var key = SoftwareKey.FromPem(CertificateForm.LeafKey.ExportPkcs8PrivateKeyPem());
        var token = await TestTokens.SignAsync(
            key, $$"""{"alg":"ES256",{{ppt}}{{carried}}"typ":"passport","x5u":"{{X5u}}"}""",
            $$$"""{"dest":{"tn":["12155550131"]},"iat":{{{iat}}},"orig":{"tn":"12155550121"}{{{shaken}}}}""");
        return await verifier.VerifyAsync(
            VerdictWorld.Call($"{token};info=<{X5u}>"), VerificationRules.Default with { WantsProof = true }, client: default, Token);
    }
}
