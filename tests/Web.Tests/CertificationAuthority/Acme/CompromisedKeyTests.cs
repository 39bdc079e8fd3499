using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Core.CertificateRepository;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;

namespace Shaken.Web.Tests.CertificationAuthority.Acme;

/// <summary>
/// A key that was shown to be compromised gets no new certificate, by ACME or by hand, and its other certificates go with it.
/// </summary>
public sealed class CompromisedKeyTests(CaDeployment ca) : IClassFixture<CaDeployment>
{
    private const string Url = $"{AcmeTestClient.Base}/revoke-cert";
    private const int MostOperations = 60;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Finalize_KeyRevokedByItself_IsBadCsrAtBothInstances()
    {
        var (client, key) = (await ca.RegisterAsync(), SoftwareKey.New());
        var (_, certificate) = await ca.IssueAsync(client, key);
        var (_, other) = await ca.IssueAsync(client, key);
        (await ca.NewClient(key: key).PostAsync(Url, Payload(certificate))).Expect(HttpStatusCode.OK);
        await AssertCompromisedAsync(certificate, other);
        foreach (var instance in ca.Instances)
        {
            var order = await ca.ReadyOrderAsync(client.At(instance));
            (await order.FinalizeAsync(await CaDeployment.CsrAsync(key))).ExpectProblem("badCSR", HttpStatusCode.BadRequest);
            Assert.Equal("ready", await order.StatusAsync());
        }

        var stranger = await ca.ReadyOrderAsync(await ca.RegisterAsync());
        (await stranger.FinalizeAsync(await CaDeployment.CsrAsync(key))).ExpectProblem("badCSR", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task ManualRequest_KeyRevokedByAnAccount_IsRefused()
    {
        var (client, key) = (await ca.RegisterAsync(), SoftwareKey.New());
        var (_, certificate) = await ca.IssueAsync(client, key);
        (await client.PostAsync(Url, Payload(certificate))).Expect(HttpStatusCode.OK);
        var reply = await IssueManuallyAsync(key);
        Assert.Equal((HttpStatusCode.Forbidden, "not-issued"), (reply.Status, reply.Text("reason")));
        Assert.Contains("keyCompromise", reply.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operator_RevokesAManualCertificate_BlocksTheKeyEverywhere()
    {
        var (operators, secret) = await CaOperator.StartAsync(ca);
        var key = SoftwareKey.New();
        var (first, second) = (await ManualCertificateAsync(key), await ManualCertificateAsync(key));
        (await CaOperator.PostAsync(ca, operators, secret, $"issued/{first.Fingerprint}/revoke",
            new JsonObject { ["reason"] = "keyCompromise" })).Expect(HttpStatusCode.OK);
        await AssertCompromisedAsync(first, second);
        (await IssueManuallyAsync(key)).Expect(HttpStatusCode.Forbidden);
        var order = await ca.ReadyOrderAsync(await ca.RegisterAsync());
        (await order.FinalizeAsync(await CaDeployment.CsrAsync(key))).ExpectProblem("badCSR", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Suspension_ForKeyCompromise_BlocksEveryKeyOfTheAccount()
    {
        var (client, key) = (await ca.RegisterAsync(), SoftwareKey.New());
        var (_, certificate) = await ca.IssueAsync(client, key);
        await ca.Services.GetRequiredService<SuspendAccount>().SuspendAsync(client.AccountId, RevocationReason.KeyCompromise, "operator",
            Token);
        await AssertCompromisedAsync(certificate);
        var order = await ca.ReadyOrderAsync(await ca.RegisterAsync());
        (await order.FinalizeAsync(await CaDeployment.CsrAsync(key))).ExpectProblem("badCSR", HttpStatusCode.BadRequest);
    }

    // Ends: how many operations after the revocation the program still lives; 0: it is not killed.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task RevocationAtAnyOperationOfFinalize_LeavesNoGoodCertificateOverTheKey(int ends)
    {
        var published = 0;
        for (var at = 1; at < MostOperations; at++)
        {
            var (client, key) = (await ca.RegisterAsync(), SoftwareKey.New());
            var (_, first) = await ca.IssueAsync(client, key);
            var order = await ca.ReadyOrderAsync(client);
            var csr = await CaDeployment.CsrAsync(key);
            ca.Outage.Restart();
            ca.Outage.Meanwhile =
                (at, async () =>
                Assert.True((await ca.Services.GetRequiredService<RevokeIssued>().RevokeAsync(first, RevocationReason.KeyCompromise,
                "test", Token)).IsSuccess));
            ca.Outage.EndsAt = ends == 0 ? 0 : at + ends;
            await order.FinalizeAsync(csr);
            var came = ca.Outage.Meanwhile is null;
            (ca.Outage.Meanwhile, ca.Outage.EndsAt) = (null, 0);
            if (!came)
            {
                Assert.InRange(at, 10, MostOperations);
                Assert.InRange(published, 1, at);
                return;
            }

            // What a client does after an outage, and what the CA does by itself when the order is looked at.
            await order.GetAsync();
            if ((await ca.Services.GetRequiredService<IssuedCertificates>().FindByOrderAsync(order.Id,
                Token))?.Certificate is not { } leaf) continue;
            if (await ca.Services.GetRequiredService<PublishedChains>().FindAsync(leaf.Fingerprint, Token) is not null) published++;
            await AssertCompromisedAsync(leaf);
        }

        Assert.Fail("finalize never got through");
    }

    private async Task<StiCertificate> ManualCertificateAsync(SoftwareKey key)
    {
        var reply = (await IssueManuallyAsync(key)).Expect(HttpStatusCode.Created);
        Assert.True(CertificateBundle.TryRead(Encoding.ASCII.GetBytes(reply.Text("chain")), out var chain, out _));
        return chain[0];
    }

    private async Task<AcmeReply> IssueManuallyAsync(SoftwareKey key)
    {
        var token = await ca.PolicyAdministrator.TokenAsync(ca.X5u, CaDeployment.Spc, JsonWebKey.From(key.PublicKey));
        var body = new JsonObject { ["csr"] = (await CaDeployment.CsrAsync(key)).ToPem(), ["token"] = token };
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return await ca.NewClient().SendAsync(HttpMethod.Post, "https://ca.example/ca/v1/certificates", content);
    }

    private static string Payload(StiCertificate certificate) => $$"""{"certificate":"{{StrictBase64Url.Encode(certificate.Der.Span)}}","reason":1}""";

    private async Task AssertCompromisedAsync(params StiCertificate[] certificates)
    {
        foreach (var certificate in certificates)
        {
            var entry = await ca.Services.GetRequiredService<RevocationRegister>().FindAsync(certificate.Issuer, certificate.SerialNumber,
                Token);
            Assert.Equal(RevocationReason.KeyCompromise, entry?.Reason);
        }
    }
}
