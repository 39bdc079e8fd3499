using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Core.CertificateRepository;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;

namespace Shaken.Web.Tests.CertificationAuthority.Acme;

/// <summary>What somebody else does to an order or its account while it is finalized: before each operation of the store in turn, and with the program killed after it.</summary>
public sealed class InterleavingTests(CaDeployment ca) : IClassFixture<CaDeployment>
{
    private const int MostOperations = 70;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Ends: how many operations after the suspension the program still lives; 0: it is not killed.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task SuspensionAtAnyOperationOfFinalize_LeavesNoPublishedCertificateThatIsGood(int ends)
    {
        var published = 0;
        for (var at = 1; at < MostOperations; at++)
        {
            var client = await ca.RegisterAsync();
            var order = await ca.ReadyOrderAsync(client);
            var suspended =
                await FinalizeAsync(order, at, ends, () =>
                ca.Services.GetRequiredService<SuspendAccount>().SuspendAsync(client.AccountId, RevocationReason.PrivilegeWithdrawn,
                "operator", Token).AsTask());
            if (!suspended)
            {
                Assert.InRange(at, 10, MostOperations);
                Assert.InRange(published, 1, at);
                return;
            }

            if (await FindAsync(order) is not { } leaf || await ca.Services.GetRequiredService<PublishedChains>().FindAsync(leaf.Fingerprint, Token) is null) continue;
            published++;
            Assert.NotNull(await ca.Services.GetRequiredService<RevocationRegister>().FindAsync(leaf.Issuer, leaf.SerialNumber, Token));
        }

        Assert.Fail("finalize never got through");
    }

    // An instance with stricter settings may refuse what this one signs.
    [Fact]
    public async Task OrderGivenUpElsewhereAtAnyOperationOfFinalize_IsValidOnceItsCertificateIsPublished()
    {
        var client = await ca.RegisterAsync();
        for (var at = 1; at < MostOperations; at++)
        {
            var order = await ca.ReadyOrderAsync(client);
            var orders = ca.Services.GetRequiredService<AcmeOrders>();
            var came = await FinalizeAsync(order, at, ends: 0, async () =>
            {
                var stored = (await orders.FindAsync(order.Id, Token))!;
                if (stored.Order.Status == AcmeOrderStatus.Processing) await orders.TryReplaceAsync(stored.Order with { Status = AcmeOrderStatus.Invalid }, stored.ETag, Token);
            });
            if (await FindAsync(order) is not null) Assert.Equal("valid", await order.StatusAsync());
            if (came) continue;
            Assert.InRange(at, 10, MostOperations);
            return;
        }

        Assert.Fail("finalize never got through");
    }

    [Fact]
    public async Task DeactivationAfterAnOutageAtAnyOperationOfFinalize_EndsTheOrder_OrIsRefusedBecauseItIsInWork()
    {
        var client = await ca.RegisterAsync();
        var statuses = new HashSet<HttpStatusCode>();
        for (var at = 1; at < MostOperations; at++)
        {
            var order = await ca.ReadyOrderAsync(client);
            ca.Outage.Restart();
            ca.Outage.FailsAt = at;
            var finalized = await order.FinalizeAsync(await CaDeployment.CsrAsync());
            ca.Outage.FailsAt = 0;
            if (finalized.Status == HttpStatusCode.OK)
            {
                Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], statuses.Order());
                return;
            }

            var answer = await client.PostAsync(order.Authorization, """{"status":"deactivated"}""");
            statuses.Add(answer.Status);
            Assert.Equal(answer.Status == HttpStatusCode.OK ? "invalid" : "valid", await order.StatusAsync());
            Assert.Equal(answer.Status == HttpStatusCode.OK, await FindAsync(order) is null);
        }

        Assert.Fail("finalize never got through");
    }

    private async Task<StiCertificate?> FindAsync(AcmeTestOrder order) =>
        (await ca.Services.GetRequiredService<IssuedCertificates>().FindByOrderAsync(order.Id, Token))?.Certificate;

    private async Task<bool> FinalizeAsync(AcmeTestOrder order, int at, int ends, Func<Task> meanwhile)
    {
        var csr = await CaDeployment.CsrAsync();
        ca.Outage.Restart();
        (ca.Outage.Meanwhile, ca.Outage.EndsAt) = ((at, meanwhile), ends == 0 ? 0 : at + ends);
        await order.FinalizeAsync(csr);
        var came = ca.Outage.Meanwhile is null;
        (ca.Outage.Meanwhile, ca.Outage.EndsAt) = (null, 0);
        return came;
    }
}
