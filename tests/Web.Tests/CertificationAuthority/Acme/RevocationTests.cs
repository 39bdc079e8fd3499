using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;

namespace Shaken.Web.Tests.CertificationAuthority.Acme;

/// <summary>revokeCert (RFC 8555 section 7.6), and an account's suspension.</summary>
public sealed class RevocationTests(CaDeployment ca) : IClassFixture<CaDeployment>
{
    private const string Url = $"{AcmeTestClient.Base}/revoke-cert";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Account_RevokesWhatItOrdered_Once()
    {
        var client = await ca.RegisterAsync();
        var (order, certificate) = await ca.IssueAsync(client);
        var reply = (await client.PostAsync(Url, Payload(certificate, 1))).Expect(HttpStatusCode.OK);
        Assert.Empty(reply.Body);
        await AssertRevokedAsync(certificate, RevocationReason.KeyCompromise);
        (await client.At(ca.Instances[1]).PostAsync(Url, Payload(certificate, 4))).ExpectProblem("alreadyRevoked", HttpStatusCode.BadRequest);
        await AssertRevokedAsync(certificate, RevocationReason.KeyCompromise);
        Assert.Equal("valid", await order.StatusAsync());
    }

    [Fact]
    public async Task Account_WithAnAuthorizationForTheSameList_MayRevoke_AndOneWithoutMayNot()
    {
        var (client, other) = (await ca.RegisterAsync(), await ca.RegisterAsync());
        var (_, certificate) = await ca.IssueAsync(client);
        await ca.ReadyOrderAsync(other, CaDeployment.SpcOf("5678"));
        await other.OrderAsync(CaDeployment.Spc);
        (await other.PostAsync(Url, Payload(certificate))).ExpectProblem("unauthorized", HttpStatusCode.Forbidden);
        await AssertNotRevokedAsync(certificate);

        var ready = await ca.ReadyOrderAsync(other);
        (await other.PostAsync(ready.Authorization, """{"status":"deactivated"}""")).Expect(HttpStatusCode.OK);
        (await other.PostAsync(Url, Payload(certificate))).ExpectProblem("unauthorized", HttpStatusCode.Forbidden);

        await ca.ReadyOrderAsync(other);
        (await other.PostAsync(Url, Payload(certificate))).Expect(HttpStatusCode.OK);
        await AssertRevokedAsync(certificate, RevocationReason.Unspecified);
    }

    [Fact]
    public async Task Key_OfTheCertificate_MayRevokeIt_AndAnotherMayNot()
    {
        var key = SoftwareKey.New();
        var (_, certificate) = await ca.IssueAsync(await ca.RegisterAsync(), key);
        (await ca.NewClient().PostAsync(Url, Payload(certificate))).ExpectProblem("unauthorized", HttpStatusCode.Forbidden);
        await AssertNotRevokedAsync(certificate);
        (await ca.NewClient(key: key).PostAsync(Url, Payload(certificate, 1))).Expect(HttpStatusCode.OK);
        await AssertRevokedAsync(certificate, RevocationReason.KeyCompromise);
    }

    [Theory]
    [InlineData("2")]
    [InlineData("6")]
    [InlineData("7")]
    [InlineData("8")]
    [InlineData("9")]
    [InlineData("10")]
    [InlineData("11")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("99999999999")]
    [InlineData("\"1\"")]
    public async Task Reason_ThatASubscriberMayNotGive_IsRefused(string reason)
    {
        var client = await ca.RegisterAsync();
        var (_, certificate) = await ca.IssueAsync(client);
        (await client.PostAsync(Url, $$"""{"certificate":"{{Encode(certificate)}}","reason":{{reason}}}""")).ExpectProblem("badRevocationReason", HttpStatusCode.BadRequest);
        await AssertNotRevokedAsync(certificate);
    }

    [Fact]
    public async Task Certificate_OfAnotherCa_OrNone_IsNotRevoked()
    {
        var client = await ca.RegisterAsync();
        (await client.PostAsync(Url, Payload(ca.Pki.Intermediate.Certificate))).ExpectProblem("malformed", HttpStatusCode.NotFound);
        foreach (var payload in (string[])["{}", """{"certificate":"AAAA"}""", """{"certificate":1}""", ""])
            (await client.PostAsync(Url, payload)).ExpectProblem("malformed", HttpStatusCode.BadRequest);
        await AssertNotRevokedAsync(ca.Pki.Intermediate.Certificate);
    }

    [Fact]
    public async Task Revocations_OnBothInstancesAtOnce_MakeOne()
    {
        var client = await ca.RegisterAsync();
        var (_, certificate) = await ca.IssueAsync(client);
        var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(index => client.At(ca.Instances[index % 2]).PostAsync(Url, Payload(certificate))));
        Assert.Single(replies, reply => reply.Status == HttpStatusCode.OK);
        Assert.All(replies.Where(reply => reply.Status != HttpStatusCode.OK), reply => reply.ExpectProblem("alreadyRevoked", HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task SuspendedAccount_LosesEveryCertificate_AndIsRefused()
    {
        var (client, bystander) = (await ca.RegisterAsync(), await ca.RegisterAsync());
        var certificates = new List<StiCertificate>();
        for (var count = 0; count < 3; count++) certificates.Add((await ca.IssueAsync(client)).Certificate);
        var (_, other) = await ca.IssueAsync(bystander);
        (await client.PostAsync(Url, Payload(certificates[0], 4))).Expect(HttpStatusCode.OK);

        var suspension = ca.Services.GetRequiredService<SuspendAccount>();
        Assert.Equal(2, await suspension.SuspendAsync(client.AccountId, RevocationReason.CessationOfOperation, "operator", Token));
        await AssertRevokedAsync(certificates[0], RevocationReason.Superseded);
        foreach (var certificate in certificates.Skip(1)) await AssertRevokedAsync(certificate, RevocationReason.CessationOfOperation);
        await AssertNotRevokedAsync(other);

        foreach (var instance in ca.Instances) (await client.At(instance).PostAsync(client.Account!)).ExpectProblem("unauthorized", HttpStatusCode.Unauthorized);
        (await ca.NewClient(key: client.Key).RegisterAsync()).ExpectProblem("unauthorized", HttpStatusCode.Unauthorized);
        Assert.Equal(0, await suspension.SuspendAsync(client.AccountId, RevocationReason.CessationOfOperation, "operator", Token));
        Assert.Null(await suspension.SuspendAsync("AAAAAAAAAAAAAAAAAAAAAA", RevocationReason.CessationOfOperation, "operator", Token));
    }

    [Fact]
    public async Task Suspension_WhileOrdersAreFinalized_LeavesNoCertificateThatIsGood()
    {
        var client = await ca.RegisterAsync();
        var orders = new List<AcmeTestOrder>();
        for (var count = 0; count < 4; count++) orders.Add(await ca.ReadyOrderAsync(client));
        var csrs = await Task.WhenAll(orders.Select(_ => CaDeployment.CsrAsync()));
        var finalizing = orders.Select((order, index) => order.By(client.At(ca.Instances[index % 2])).FinalizeAsync(csrs[index])).ToList();
        await ca.Services.GetRequiredService<SuspendAccount>().SuspendAsync(client.AccountId, RevocationReason.PrivilegeWithdrawn,
            "operator", Token);
        await Task.WhenAll(finalizing);

        var page = await ca.Services.GetRequiredService<IssuedCertificates>().ListByAccountAsync(client.AccountId, continuation: null, 100, Token);
        foreach (var issued in page.Certificates)
            Assert.NotNull(await ca.Services.GetRequiredService<RevocationRegister>().FindAsync(issued.Certificate.Issuer, issued.Certificate.SerialNumber, Token));
    }

    private static string Payload(StiCertificate certificate, int? reason = null) =>
        reason is null ? $$"""{"certificate":"{{Encode(certificate)}}"}""" : $$"""{"certificate":"{{Encode(certificate)}}","reason":{{reason}}}""";

    private static string Encode(StiCertificate certificate) => StrictBase64Url.Encode(certificate.Der.Span);

    private async Task AssertRevokedAsync(StiCertificate certificate, RevocationReason reason)
    {
        var entry = await ca.Services.GetRequiredService<RevocationRegister>().FindAsync(certificate.Issuer, certificate.SerialNumber, Token);
        Assert.Equal(reason, entry?.Reason);
    }

    private async Task AssertNotRevokedAsync(StiCertificate certificate) =>
        Assert.Null(await ca.Services.GetRequiredService<RevocationRegister>().FindAsync(certificate.Issuer, certificate.SerialNumber, Token));
}
