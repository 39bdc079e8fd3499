using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Der;
using Shaken.Local.Keys;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Tests.CertificationAuthority.Acme;

namespace Shaken.Web.Tests.Delegation.Acme;

/// <summary>A customer's certificate from an STI-CA, which the provider's server asks with an authority token for just these
/// numbers.</summary>
public sealed class UpstreamOrderTests(DelegationDeployment world) : IClassFixture<DelegationDeployment>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Order_ThroughAnStiCa_IsIssuedPublishedAndRevokedOnWithdrawal()
    {
        var numbers = DelegationDeployment.Block("12025550110", 10);
        var folder = Directory.CreateTempSubdirectory("shaken-test-");
        try
        {
            var url = await StartAsync(folder.FullName, numbers);
            var (client, grant) = await world.LendAsync(numbers);
            var there = client.At(url);
            var placed = (await there.NewOrderAsync(numbers)).Expect(HttpStatusCode.Created);
            Assert.Equal("ready", placed.Text("status"));
            var order = AcmeTestOrder.Of(there, placed);
            var finalized = (await order.FinalizeAsync(await DelegationDeployment.CsrAsync(numbers))).Expect(HttpStatusCode.OK);
            Assert.Equal("valid", finalized.Text("status"));
            var leaf = (await order.DownloadAsync())[0];
            Assert.Equal(TnAuthListDer.Write(numbers), leaf.Extensions.Find(Oids.TnAuthList)!.Value.ToArray());
            Assert.True(leaf.NotAfter <= grant.Until);
            Assert.EndsWith($"/certificates/{leaf.Fingerprint}.pem", finalized.Text("x5u"), StringComparison.Ordinal);

            // The STI-CA of this test shares the register.
            await world.WithdrawAsync(grant);
            await world.SettleAsync(world.Ca.NewestServices);
            var register = world.Services.GetRequiredService<RevocationRegister>();
            Assert.NotNull(await register.FindAsync(leaf.Issuer, leaf.SerialNumber, Token));

            // Nothing is under way any more.
            await FunctionTable.Timers.Single(timer => timer.Name == "ContinueDelegationOrders").RunAsync(world.Ca.NewestServices, Token);
            Assert.Equal("valid", await order.StatusAsync());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Order_WithConstraints_IsUnsupportedThere()
    {
        var numbers = DelegationDeployment.Block("12025550130", 10);
        var folder = Directory.CreateTempSubdirectory("shaken-test-");
        try
        {
            var url = await StartAsync(folder.FullName, numbers);
            var (client, _) = await world.LendAsync(numbers);
            (await client.At(url).NewOrderAsync("MAA", type: "JWTClaimConstraints"))
                .ExpectProblem("unsupportedIdentifier", HttpStatusCode.BadRequest, DelegationDeployment.Root);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // The account's key is made first, so that the token can be for it.
    private async Task<Uri> StartAsync(string folder, TnAuthList numbers)
    {
        var ca = await world.Ca.StartDelegatingCaAsync(DelegationDeployment.Block("12025550100", 900), ("Acme:BaseUrl", null));
        var keys = Path.Combine(folder, "keys");
        var key = await KeyRing.Open(keys, passphrase: null).GetOrMakeAsync("delegation-account", Token);
        var token = Path.Combine(folder, "token.jwt");
        await File.WriteAllTextAsync(
            token, await world.Ca.PolicyAdministrator.TokenAsync(world.Ca.X5u, numbers, JsonWebKey.From(key.PublicKey), false, null),
            Token);
        return await world.StartAsync(
            ("Delegation:Issuer", "Upstream"), ("Delegation:Upstream:Directory", new Uri(ca, "/acme/directory").AbsoluteUri),
            ("Delegation:Upstream:KeyFolder", keys), ("Delegation:Upstream:TokenFile", token), ("Delegation:Upstream:AgreeToTerms", "true"),
            ("Delegation:Upstream:CertificateBaseUrl", new Uri(world.Ca.RepositoryUrl, "/certificates").AbsoluteUri));
    }
}
