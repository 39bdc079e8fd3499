using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Passports;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Revocation;
using Shaken.Core.Trust.Verdicts;
using Shaken.Core.Verification.Verdicts;
using Shaken.Core.Verification.Verdicts.Proofs;

namespace Shaken.Core.Tests.Verification.Verdicts;

/// <summary>What a proof tells of the CRLs of its moment.</summary>
public sealed class ProofRevocationTests
{
    private const string X5u = "https://cr.example/leaf.pem";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Prove_CertificateOnACrl_TellsListAndEntry(bool isRevoked)
    {
        var world = await CrlWorld.NewAsync();
        using var key = SoftwareKey.New();
        var leaf = await LeafAsync(world, key);
        if (isRevoked) await world.RevokeAsync(leaf);
        await world.PublishAsync();
        var verifier = await VerifierAsync(world, leaf);
        var claims = PassportClaims.ForCall(
            CallWorld.Caller, CallWorld.Called, world.Time.GetUtcNow(), Attestation.A, SystemRandom.Instance.NewUuid());
        var token = await new PassportSigner(key, X5u).SignIdentityAsync(claims, Token);
        var verdict = await verifier.VerifyAsync(
            VerdictWorld.Call(token), VerificationRules.Default with { WantsProof = true }, client: default, Token);
        Assert.Equal(isRevoked ? (VerificationFailure?)VerificationFailure.CertificateRevoked : null, verdict.Failure);

        var current = (await world.Publisher().FindCurrentAsync(Token))!.Der;
        using var json = JsonDocument.Parse(verdict.Proof!.Utf8);
        var revocation = Assert.Single(json.RootElement.GetProperty("revocation").EnumerateArray());
        var list = revocation.GetProperty("lists").EnumerateArray()
            .First(fact => fact.GetProperty("certificate").GetString() == leaf.Fingerprint);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(current.Span)), list.GetProperty("digest").GetString());
        Assert.Equal(world.Signer.Certificate.Subject.ToString(), list.GetProperty("issuer").GetString());
        Assert.Equal(isRevoked, list.TryGetProperty("revokedAt", out _));
        Assert.Equal(isRevoked ? "keyCompromise" : null, list.TryGetProperty("reason", out var reason) ? reason.GetString() : null);

        var replayed = await ProofReplay.ReplayAsync(VerdictProof.Read(verdict.Proof.Utf8).Value, trusted: null, Token);
        Assert.Equal(verdict.Failure, replayed.Value.Failure);
    }

    private static async Task<StiCertificate> LeafAsync(CrlWorld world, SoftwareKey key)
    {
        var draft = CertificateDraft.ProviderLeaf(
            world.Hierarchy.Intermediate.Certificate, world.Policy, Hierarchy.Provider, "Example Telephone", Hierarchy.Terms(),
            key.PublicKey);
        return (await world.Hierarchy.Intermediate.IssueAsync(Hierarchy.Linted(draft), Token)).Value;
    }

    private static async Task<CallVerifier> VerifierAsync(CrlWorld world, StiCertificate leaf)
    {
        var certificates = new PublishedCertificates(world.Time);
        certificates.Publish(X5u, [leaf, world.Hierarchy.Intermediate.Certificate]);
        var domain = new TrustDomain([world.AdministratorRoot], world.Time);
        domain.Take(new TrustedRoots([CrlWorld.Root(world.Hierarchy.Root.Certificate)]));
        var domains = TrustDomains.Of(domain, world.Time);
        var options = new RevocationOptions { Urls = [CrlWorld.Url], Signers = [world.Signer.Certificate] };
        var lists = new RevocationLists(
            options, domains, new CrlAtItsUrl(world), certificates, world.Blobs, world.Time, NullLogger<RevocationLists>.Instance);
        await lists.RefreshAsync(Token);
        var revocation = new RevocationChecker(lists, options);
        return new CallVerifier(
            new CertificateVerdicts(certificates, domains, world.Time, revocation), world.Time, CallFreshness.Default,
            evidence: new ProofEvidence(certificates, domains, revocation));
    }

    private sealed class CrlAtItsUrl(CrlWorld world) : IUrlFetcher
    {
        public async Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(
            string url, FetchProfile profile, CancellationToken cancellationToken) =>
            url == CrlWorld.Url && await world.Publisher().FindCurrentAsync(cancellationToken) is { } crl
                ? new FetchedDocument(crl.Der.ToArray(), "application/pkix-crl", MaxAge: null)
                : new FetchRefusal(FetchFailure.StatusNotOk, "404");
    }
}
