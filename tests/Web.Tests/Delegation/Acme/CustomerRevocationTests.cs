using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Web.Delegation.Acme;
using Shaken.Web.Tests.CertificationAuthority.Acme;

namespace Shaken.Web.Tests.Delegation.Acme;

/// <summary>Grants that end: orders under way come to nothing, and certificates are revoked.</summary>
public sealed class CustomerRevocationTests(DelegationDeployment world) : IClassFixture<DelegationDeployment>
{
    private const string Root = DelegationDeployment.Root;
    private const int MostOperations = 190;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Withdraw_BeforeFinalize_RefusesTheCsr()
    {
        var numbers = DelegationDeployment.Numbers("12025550101");
        var (client, grant) = await world.LendAsync(numbers);
        var order = AcmeTestOrder.Of(client, (await client.NewOrderAsync(numbers)).Expect(HttpStatusCode.Created));
        await world.WithdrawAsync(grant);
        (await order.FinalizeAsync(await DelegationDeployment.CsrAsync(numbers)))
            .ExpectProblem("rejectedIdentifier", HttpStatusCode.Forbidden, Root);
        Assert.Equal("ready", await order.StatusAsync());
    }

    [Fact]
    public async Task GrantEnd_BeforeFinalize_RefusesTheCsr()
    {
        var numbers = DelegationDeployment.Numbers("12025550102");
        var (client, _) = await world.LendAsync(numbers, TimeSpan.FromHours(2));
        var order = AcmeTestOrder.Of(client, (await client.NewOrderAsync(numbers)).Expect(HttpStatusCode.Created));
        world.Ca.Time.Move(TimeSpan.FromHours(2));
        (await order.FinalizeAsync(await DelegationDeployment.CsrAsync(numbers)))
            .ExpectProblem("rejectedIdentifier", HttpStatusCode.Forbidden, Root);
    }

    [Fact]
    public async Task Withdraw_AfterIssuing_RevokesTheCertificateAndNoOther()
    {
        var numbers = DelegationDeployment.Numbers("12025550103");
        var (client, grant) = await world.LendAsync(numbers);
        var (_, certificate) = await world.IssueAsync(client, numbers);
        var other = DelegationDeployment.Numbers("12025550104");
        await world.GrantAsync(grant.Customer, other);
        var (_, kept) = await world.IssueAsync(client, other);

        await world.WithdrawAsync(grant);
        await world.SettleAsync();
        var entry = await EntryOfAsync(certificate);
        Assert.Equal(RevocationReason.PrivilegeWithdrawn, entry!.Reason);
        Assert.Contains(grant.Id.Value, entry.RevokedBy, StringComparison.Ordinal);
        Assert.Null(await EntryOfAsync(kept));

        // Renewal information sends the client for another one at once.
        var window = await WindowAsync(certificate);
        Assert.True(window.End < world.Ca.Time.GetUtcNow());
        (await client.NewOrderAsync(numbers)).ExpectProblem("rejectedIdentifier", HttpStatusCode.Forbidden, Root);
    }

    [Fact]
    public async Task Settle_WhileTheRegisterFails_IsTriedAgain()
    {
        var numbers = DelegationDeployment.Numbers("12025550105");
        var (client, grant) = await world.LendAsync(numbers);
        var (_, certificate) = await world.IssueAsync(client, numbers);
        await world.WithdrawAsync(grant);
        world.Ca.Outage.IsFull = table => table == RevocationRegister.Table;
        await Assert.ThrowsAsync<AggregateException>(() => world.SettleAsync());
        world.Ca.Outage.IsFull = null;
        await world.SettleAsync();
        Assert.NotNull(await EntryOfAsync(certificate));
    }

    [Fact]
    public async Task Customer_RevokesItsOwnCertificates_AndNoOthersOfSharedNumbers()
    {
        var numbers = DelegationDeployment.Numbers("12025550106");
        var (client, grant) = await world.LendAsync(numbers);
        var key = SoftwareKey.New();
        var (_, certificate) = await world.IssueAsync(client, numbers, key: key);
        var (neighbour, _) = await world.LendAsync(numbers);
        await world.IssueAsync(neighbour, numbers);
        var payload = $$"""{"certificate":"{{StrictBase64Url.Encode(certificate.Der.Span)}}","reason":4}""";
        (await neighbour.PostAsync($"{Root}/revoke-cert", payload)).ExpectProblem("unauthorized", HttpStatusCode.Forbidden, Root);
        Assert.Null(await EntryOfAsync(certificate));

        // Another account of the same customer may.
        var second = await world.RegisterAsync(grant.Customer);
        (await second.PostAsync($"{Root}/revoke-cert", payload)).Expect(HttpStatusCode.OK);
        Assert.Equal(RevocationReason.Superseded, (await EntryOfAsync(certificate))!.Reason);
        (await client.PostAsync($"{Root}/revoke-cert", payload)).ExpectProblem("alreadyRevoked", HttpStatusCode.BadRequest, Root);
    }

    // Killed some operations after the withdrawal, or not at all (0).
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Withdraw_AtAnyOperationOfFinalize_LeavesNoCertificateThatIsGood(int ends)
    {
        var issued = 0;
        for (var at = 1; at < MostOperations; at++)
        {
            var numbers = DelegationDeployment.Numbers($"1202555{(ends == 0 ? 200 : 500) + at:D4}");
            var (client, grant) = await world.LendAsync(numbers);
            var order = AcmeTestOrder.Of(client, (await client.NewOrderAsync(numbers)).Expect(HttpStatusCode.Created));
            var csr = await DelegationDeployment.CsrAsync(numbers);
            var outage = world.Ca.Outage;
            var came = false;
            outage.Restart();
            outage.EndsAt = ends == 0 ? 0 : at + ends;
            outage.Meanwhile = (at, async () =>
            {
                came = true;
                await world.WithdrawAsync(grant);
            });
            await order.FinalizeAsync(csr);
            (outage.Meanwhile, outage.EndsAt) = (null, 0);
            if (!came)
            {
                Assert.InRange(issued, 1, at);
                return;
            }

            await world.SettleAsync();
            await client.PostAsync(order.Url);
            if (await world.Services.GetRequiredService<DelegateParts>().Certificates.FindByOrderAsync(order.Id, Token) is not { } found)
                continue;
            issued++;
            Assert.NotNull(await EntryOfAsync(found.Certificate));
        }

        Assert.Fail("finalize never got through");
    }

    private async Task<RevocationEntry?> EntryOfAsync(StiCertificate certificate) =>
        await world.Services.GetRequiredService<RevocationRegister>().FindAsync(certificate.Issuer, certificate.SerialNumber, Token);

    private async Task<(DateTimeOffset Start, DateTimeOffset End)> WindowAsync(StiCertificate certificate)
    {
        var reply = await world.NewClient().SendAsync(HttpMethod.Get, $"{Root}/renewal-info/{RenewalId.Of(certificate)!.Text}");
        var window = reply.Expect(HttpStatusCode.OK).Json.GetProperty("suggestedWindow");
        return (window.GetProperty("start").GetDateTimeOffset(), window.GetProperty("end").GetDateTimeOffset());
    }
}
