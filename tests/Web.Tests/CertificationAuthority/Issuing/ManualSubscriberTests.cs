using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;
using Shaken.Web.Tests.CertificationAuthority.Acme;

namespace Shaken.Web.Tests.CertificationAuthority.Issuing;

/// <summary>Subscribers of the manual flow are suspended like accounts: they get nothing more, and lose every certificate.</summary>
public sealed class ManualSubscriberTests(CaDeployment ca) : IClassFixture<CaDeployment>
{
    private const int MostOperations = 40;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Suspend_RevokesEveryCertificate_AndRefusesNewOnes()
    {
        var (url, secret) = await CaOperator.StartAsync(ca);
        var (list, id) = Subscriber("7001");
        var certificates = new List<StiCertificate> { await IssueAsync(list), await IssueAsync(list) };
        var bystander = await IssueAsync(CaDeployment.SpcOf("7002"));

        var listed = (await CaOperator.PostAsync(ca, url, secret, $"acme/accounts/{id}/certificates",
            body: null)).Expect(HttpStatusCode.OK);
        Assert.Equal(certificates.Select(certificate => certificate.Fingerprint).Order(),
            listed.Json.GetProperty("certificates").EnumerateArray().Select(line => line.GetProperty("id").GetString()!).Order());
        var suspended = (await CaOperator.PostAsync(ca, url, secret, $"acme/accounts/{id}/suspend", [])).Expect(HttpStatusCode.OK);
        Assert.Equal(2, suspended.Json.GetProperty("revoked").GetInt32());
        Assert.Equal("revoked", (await CaOperator.PostAsync(ca, url, secret, $"acme/accounts/{id}", body: null)).Text("status"));
        foreach (var certificate in certificates) Assert.Equal(RevocationReason.PrivilegeWithdrawn, await ReasonAsync(certificate));
        Assert.Null(await ReasonAsync(bystander));

        var manual = ca.Services.GetRequiredService<IssueManually>();
        var request = await RequestAsync(list);
        Assert.Equal(ManualFailure.NotIssued, (await manual.PreviewAsync(request, Token)).Failure.Failure);
        Assert.Equal(ManualFailure.NotIssued, (await manual.IssueAsync(request, Token)).Failure.Failure);
        await IssueAsync(CaDeployment.SpcOf("7002"));
        Assert.Equal(0,
            (await CaOperator.PostAsync(ca, url, secret, $"acme/accounts/{id}/suspend", [])).Json.GetProperty("revoked").GetInt32());
    }

    [Fact]
    public async Task Suspend_BeforeTheFirstCertificate_RefusesIt()
    {
        var (list, id) = Subscriber("7003");
        Assert.Equal(0, await SuspendAsync(id));
        Assert.Equal(ManualFailure.NotIssued,
            (await ca.Services.GetRequiredService<IssueManually>().IssueAsync(await RequestAsync(list), Token)).Failure.Failure);
    }

    [Fact]
    public async Task SuspensionAtAnyOperationOfIssue_LeavesNoPublishedCertificateThatIsGood()
    {
        var manual = ca.Services.GetRequiredService<IssueManually>();
        for (var at = 1; at < MostOperations; at++)
        {
            var (list, id) = Subscriber($"8{at:D3}");
            var request = await RequestAsync(list);
            ca.Outage.Restart();
            ca.Outage.Meanwhile = (at, () => SuspendAsync(id));
            await manual.IssueAsync(request, Token);
            if (ca.Outage.Meanwhile is not null)
            {
                ca.Outage.Meanwhile = null;
                Assert.InRange(at, 8, MostOperations);
                return;
            }

            foreach (var issued in (await ca.Services.GetRequiredService<IssuedCertificates>().ListByAccountAsync(id, continuation: null,
                10, Token)).Certificates)
                Assert.NotNull(await ReasonAsync(issued.Certificate));
        }

        Assert.Fail("the issuance never got through");
    }

    [Theory]
    [InlineData("manual-US-0123456789abcdef0123456789abcdef", true)]
    [InlineData("manual-us-0123456789abcdef0123456789abcdef", false)]
    [InlineData("manual-US-0123456789ABCDEF0123456789abcdef", false)]
    [InlineData("manual-US-0123456789abcdef", false)]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA", false)]
    [InlineData("", false)]
    public void IsId_Text_IsJudgedByItsForm(string text, bool isId) => Assert.Equal(isId, ManualSubscribers.IsId(text));

    private static (TnAuthList List, string Id) Subscriber(string code) =>
        (CaDeployment.SpcOf(code), ManualSubscribers.IdOf(CaDeployment.Country, TnAuthListDer.Write(CaDeployment.SpcOf(code))));

    private async Task<int> SuspendAsync(string id) =>
        await ca.Services.GetRequiredService<SuspendAccount>().SuspendAsync(id, RevocationReason.PrivilegeWithdrawn, "operator", Token)
        ?? -1;

    private async Task<ManualRequest> RequestAsync(TnAuthList list)
    {
        var key = SoftwareKey.New();
        var token = await ca.PolicyAdministrator.TokenAsync(ca.X5u, list, JsonWebKey.From(key.PublicKey));
        return new ManualRequest((await CaDeployment.CsrAsync(key, list)).ToPem(), token, Organization: null);
    }

    private async Task<StiCertificate> IssueAsync(TnAuthList list) =>
        (await ca.Services.GetRequiredService<IssueManually>().IssueAsync(await RequestAsync(list), Token)).Value.Certificate;

    private async Task<RevocationReason?> ReasonAsync(StiCertificate certificate) =>
        (await ca.Services.GetRequiredService<RevocationRegister>().FindAsync(certificate.Issuer, certificate.SerialNumber,
            Token))?.Reason;
}
