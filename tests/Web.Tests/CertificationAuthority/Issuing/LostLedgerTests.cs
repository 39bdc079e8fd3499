using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Web.Tests.CertificationAuthority.Acme;

namespace Shaken.Web.Tests.CertificationAuthority.Issuing;

/// <summary>
/// A CA whose records were lost while the STI-CR still publishes what it issued: everything can be revoked, and the ledger is rebuilt.
/// </summary>
public sealed class LostLedgerTests(CaDeployment ca) : IClassFixture<CaDeployment>
{
    private const string RevokeUrl = $"{AcmeTestClient.Base}/revoke-cert";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Operator_RevokesAPublishedCertificateThatTheLedgerLacks()
    {
        var (_, certificate) = await ca.IssueAsync(await ca.RegisterAsync());
        var (url, secret) = await LoseAsync();
        (await RevokeAsync(url, secret, certificate.Fingerprint)).Expect(HttpStatusCode.OK);
        Assert.Equal(RevocationReason.Superseded, await ReasonAsync(certificate));
        (await RevokeAsync(url, secret, certificate.Fingerprint)).Expect(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Operator_RevokesACertificateAtHand_IfAKeyOfTheCaSignedIt()
    {
        // Signed and never published, as where a crash cut the issuance off before the backup that is restored.
        var terms = new DraftTerms(CertificateSerial.New(SystemRandom.Instance), ca.Time.GetUtcNow(), ca.Time.GetUtcNow().AddDays(30));
        Assert.True(ProviderId.TryParse("US/1234", out var provider));
        var draft = CertificateDraft.ProviderLeaf(ca.Pki.Intermediate.Certificate, ca.Pki.Policy, provider, "Provider A", terms,
            SoftwareKey.New().PublicKey);
        var certificate = (await ca.Pki.Intermediate.IssueAsync(Pki.Linted(draft), Token)).Value;
        var (url, secret) = await LoseAsync();
        (await RevokeAsync(url, secret, certificate.Fingerprint)).Expect(HttpStatusCode.NotFound);
        (await RevokeAsync(url, secret, new string('0', 64), certificate)).Expect(HttpStatusCode.NotFound);

        // Another CA's, the CA's own, and an altered one.
        var other = await Pki.NewAsync(CaDeployment.Country, ca.Time.GetUtcNow());
        foreach (var foreign in (StiCertificate[])[other.Intermediate.Certificate, ca.Pki.Intermediate.Certificate, Altered(certificate)])
            (await RevokeAsync(url, secret, foreign.Fingerprint, foreign)).Expect(HttpStatusCode.NotFound);
        (await RevokeAsync(url, secret, certificate.Fingerprint, certificate)).Expect(HttpStatusCode.OK);
        Assert.Equal(RevocationReason.Superseded, await ReasonAsync(certificate));
    }

    [Fact]
    public async Task Key_RevokesItsCertificateThatTheLedgerLacks_AndAStrangerDoesNot()
    {
        var key = SoftwareKey.New();
        var (_, certificate) = await ca.IssueAsync(await ca.RegisterAsync(), key);
        var (url, _) = await LoseAsync();
        var payload = $$"""{"certificate":"{{StrictBase64Url.Encode(certificate.Der.Span)}}","reason":1}""";
        (await ca.NewClient(url).PostAsync(RevokeUrl, payload)).ExpectProblem("unauthorized", HttpStatusCode.Forbidden);
        (await (await ca.RegisterAsync(url)).PostAsync(RevokeUrl, payload)).ExpectProblem("unauthorized", HttpStatusCode.Forbidden);
        Assert.Null(await ReasonAsync(certificate));
        (await ca.NewClient(url, key).PostAsync(RevokeUrl, payload)).Expect(HttpStatusCode.OK);
        Assert.Equal(RevocationReason.KeyCompromise, await ReasonAsync(certificate));
    }

    [Fact]
    public async Task Rebuild_EntersWhatIsPublished_AndBlocksCompromisedKeys()
    {
        var key = SoftwareKey.New();
        var client = await ca.RegisterAsync();
        var (first, second) = ((await ca.IssueAsync(client, key)).Certificate, (await ca.IssueAsync(client, key)).Certificate);
        await ca.PublishAsync((await Pki.NewAsync(CaDeployment.Country, ca.Time.GetUtcNow())).Intermediate.Certificate);
        var (url, secret) = await LoseAsync();
        (await RevokeAsync(url, secret, first.Fingerprint, reason: "keyCompromise")).Expect(HttpStatusCode.OK);
        Assert.Null(await ReasonAsync(second));

        var rebuilt = await RebuildAsync(url, secret);
        Assert.InRange(rebuilt.Added, 2, rebuilt.Chains - 2);
        Assert.Equal(2, rebuilt.Blocked);
        Assert.Equal(RevocationReason.KeyCompromise, await ReasonAsync(second));
        var order = await ca.ReadyOrderAsync(await ca.RegisterAsync(url));
        (await order.FinalizeAsync(await CaDeployment.CsrAsync(key))).ExpectProblem("badCSR", HttpStatusCode.BadRequest);

        var again = await RebuildAsync(url, secret);
        Assert.Equal((0, 2), (again.Added, again.Blocked));
        var ledger = ca.NewestServices.GetRequiredService<IssuedCertificates>();
        var found = (await ledger.FindByFingerprintAsync(second.Fingerprint, Token))!;
        Assert.Equal((second.SerialNumberText, $"{ca.RepositoryUrl.AbsoluteUri.TrimEnd('/')}/certificates/{second.Fingerprint}.pem"),
            (found.Certificate.SerialNumberText, found.Url));
    }

    [Fact]
    public async Task Rebuild_GivesCertificatesOfUnknownAccountsToTheManualSubscriber()
    {
        var (_, certificate) = await ca.IssueAsync(await ca.RegisterAsync());
        var (url, secret) = await LoseAsync();
        await RebuildAsync(url, secret);
        var id = ManualSubscribers.IdOf(CaDeployment.Country, TnAuthListDer.Write(CaDeployment.Spc));
        var listed = (await CaOperator.PostAsync(ca, url, secret, $"acme/accounts/{id}/certificates",
            body: null)).Expect(HttpStatusCode.OK);
        Assert.Contains(certificate.Fingerprint,
            listed.Json.GetProperty("certificates").EnumerateArray().Select(line => line.GetProperty("id").GetString()!));
    }

    private Task<(Uri Url, string Secret)> LoseAsync()
    {
        ca.Records = new();
        return CaOperator.StartAsync(ca);
    }

    private Task<AcmeReply> RevokeAsync(Uri url, string secret, string id, StiCertificate? certificate = null,
        string reason = "superseded")
    {
        var body = new JsonObject { ["reason"] = reason };
        if (certificate is not null) body["certificate"] = certificate.ToPem();
        return CaOperator.PostAsync(ca, url, secret, $"issued/{id}/revoke", body);
    }

    private async Task<(int Chains, int Added, int Blocked)> RebuildAsync(Uri url, string secret)
    {
        var (chains, added, blocked) = (0, 0, 0);
        string? cursor = null;
        do
        {
            var step = (await CaOperator.PostAsync(ca, url, secret, "ledger/rebuild", cursor is null ? []
                : new JsonObject { ["cursor"] = cursor })).Expect(HttpStatusCode.OK).Json;
            (chains, added, blocked) =
                (chains + step.GetProperty("chains").GetInt32(), added + step.GetProperty("added").GetInt32(),
                blocked + step.GetProperty("keysBlocked").GetInt32());
            cursor = step.TryGetProperty("cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        return (chains, added, blocked);
    }

    private static StiCertificate Altered(StiCertificate certificate)
    {
        // The last octet belongs to the signature.
        var der = certificate.Der.ToArray();
        der[^1] ^= 1;
        return StiCertificate.TryRead(der, out var altered, out _) ? altered : throw new InvalidOperationException();
    }

    private async Task<RevocationReason?> ReasonAsync(StiCertificate certificate) =>
        (await ca.NewestServices.GetRequiredService<RevocationRegister>().FindAsync(certificate.Issuer, certificate.SerialNumber,
            Token))?.Reason;
}
