using System.Net;
using System.Text.Json;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Delegation.Ordering;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Tests.ServiceProvider.AcmeClient;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Delegation.Ordering;

/// <summary>Customers' certificates from an STI-CA: what goes wrong there, and what was withdrawn meanwhile.</summary>
public sealed class UpstreamIssuingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Issue_ByTheStiCa_IsPublishedAndStandsInTheLedger()
    {
        var world = await UpstreamWorld.StartAsync();
        var order = await world.OrderAsync();
        var issued = (await world.IssueAsync(order)).Value;
        var certificate = (await world.Certificates.FindByOrderAsync(order.Order.Id, Token))!.Certificate;
        Assert.Equal($"https://cr.example/certificates/{certificate.Fingerprint}.pem", issued.Url);
        Assert.NotNull(await world.Repository.FindAsync(certificate.Fingerprint, Token));
        Assert.Equal(order.Order.Authority, certificate.Extensions.Find(Oids.TnAuthList)!.Value.ToArray());
        Assert.Equal(order.Grant.Id, (await world.Ledger.FindAsync(certificate.Fingerprint, Token))!.Grants.Single());

        var asked = JsonDocument.Parse(world.Ca.Payloads["/new-order"]).RootElement;
        Assert.Equal(order.Order.Identifier.Value, asked.GetProperty("identifiers")[0].GetProperty("value").GetString());
        Assert.Equal(order.Grant.Until, asked.GetProperty("notAfter").GetDateTimeOffset());

        // The same order again gives the same certificate, and asks nobody.
        var requests = world.Ca.Asked.Count;
        Assert.Equal(issued.Url, (await world.IssueAsync(order)).Value.Url);
        Assert.Equal(requests, world.Ca.Asked.Count);
    }

    [Fact]
    public async Task Issue_WhileTheStiCaProcesses_GoesOnWithTheSameOrder()
    {
        var world = await UpstreamWorld.StartAsync();
        var order = await world.OrderAsync();
        world.Ca.Processing = 4;
        for (var attempt = 0; attempt < 10; attempt++)
        {
            if ((await world.IssueAsync(order)).Value.Url is not null)
            {
                Assert.InRange(attempt, 1, 5);
                Assert.Single(world.Ca.Orders);
                return;
            }

            world.Grants.Time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Fail("the order was never completed");
    }

    [Theory]
    [InlineData("/directory")]
    [InlineData("/new-account")]
    [InlineData("/new-order")]
    [InlineData("/challenge/0")]
    [InlineData("/finalize/0")]
    [InlineData("/certificate/0")]
    public async Task Issue_WhileAResourceOfTheStiCaFails_IsTriedAgainWithOneOrder(string path)
    {
        var world = await UpstreamWorld.StartAsync();
        var order = await world.OrderAsync();
        var failures = 2;
        world.Ca.Instead[path] = () => failures-- > 0 ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) : null;
        Assert.Null((await world.IssueAsync(order)).Value.Url);

        // Before the pause is over nobody is asked.
        var asked = world.Ca.Asked.Count;
        Assert.Null((await world.IssueAsync(order)).Value.Url);
        Assert.Equal(asked, world.Ca.Asked.Count);
        world.Grants.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Null((await world.IssueAsync(order)).Value.Url);
        world.Grants.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.NotNull((await world.IssueAsync(order)).Value.Url);
        Assert.Single(world.Ca.Orders);
    }

    [Theory]
    [InlineData("rejectedIdentifier", AcmeError.RejectedIdentifier)]
    [InlineData("badCSR", AcmeError.BadCsr)]
    [InlineData("unauthorized", AcmeError.ServerInternal)]
    [InlineData("accountDoesNotExist", AcmeError.ServerInternal)]
    [InlineData("userActionRequired", AcmeError.ServerInternal)]
    public async Task Issue_RefusedByTheStiCa_IsAProblemWithoutItsWords(string type, AcmeError expected)
    {
        var world = await UpstreamWorld.StartAsync();
        world.Ca.Instead["/new-order"] = () =>
            ScriptedCa.Problem(HttpStatusCode.Forbidden, type, "the account 77 of the provider at tokens.internal");
        var problem = (await world.IssueAsync(await world.OrderAsync())).Failure;
        Assert.Equal(expected, problem.Error);
        Assert.DoesNotContain("77", problem.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("internal", problem.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(world.Log.All, line => line.Text.Contains("tokens.internal", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Issue_AfterAWithdrawalBeforeTheOrder_AsksNobody()
    {
        var world = await UpstreamWorld.StartAsync();
        var order = await world.OrderAsync();
        await world.WithdrawAsync(order.Grant);
        Assert.Equal(AcmeError.Unauthorized, (await world.IssueAsync(order)).Failure.Error);
        Assert.Empty(world.Ca.Asked);
    }

    [Fact]
    public async Task Issue_AfterAWithdrawalWhileTheStiCaProcesses_RevokesWhatComes()
    {
        var world = await UpstreamWorld.StartAsync();
        var order = await world.OrderAsync();
        world.Ca.Processing = 2;
        Assert.Null((await world.IssueAsync(order)).Value.Url);
        await world.WithdrawAsync(order.Grant);

        // Until nothing can come any more, nobody else gets the numbers.
        Assert.False(await world.Instance.Settle.TryRunAsync(order.Grant.Id, Token));
        for (var attempt = 0; attempt < 6; attempt++)
        {
            world.Grants.Time.Advance(TimeSpan.FromSeconds(10));
            var outcome = await world.IssueAsync(order);
            if (outcome.IsSuccess)
            {
                Assert.Null(outcome.Value.Url);
                Assert.False(await world.Instance.Settle.TryRunAsync(order.Grant.Id, Token));
                continue;
            }

            Assert.Equal(AcmeError.Unauthorized, outcome.Failure.Error);
            Assert.Equal(1, world.Ca.Count("/revoke-cert"));
            var certificate = (await world.Certificates.FindByOrderAsync(order.Order.Id, Token))!.Certificate;
            Assert.True(await world.Certificates.IsRevokedAsync(certificate, Token));
            Assert.Null(await world.Repository.FindAsync(certificate.Fingerprint, Token));
            await world.Orders.CloseAsync(order.Order.Id, Token);
            Assert.True(await world.Instance.Settle.TryRunAsync(order.Grant.Id, Token));
            return;
        }

        Assert.Fail("the order never ended");
    }

    [Fact]
    public async Task Withdraw_AfterIssuing_RevokesAtTheStiCa_AndAgainWhileItIsDown()
    {
        var world = await UpstreamWorld.StartAsync();
        var order = await world.OrderAsync();
        Assert.NotNull((await world.IssueAsync(order)).Value.Url);
        await world.WithdrawAsync(order.Grant);
        world.Ca.Instead["/revoke-cert"] = () => new HttpResponseMessage(HttpStatusCode.InternalServerError);
        Assert.False(await world.Instance.Settle.TryRunAsync(order.Grant.Id, Token));
        world.Ca.Instead.Clear();
        Assert.True(await world.Instance.Settle.TryRunAsync(order.Grant.Id, Token));

        // cessationOfOperation: an STI-CA takes no privilegeWithdrawn from a subscriber.
        Assert.Equal(5, JsonDocument.Parse(world.Ca.Payloads["/revoke-cert"]).RootElement.GetProperty("reason").GetInt32());
        var certificate = (await world.Certificates.FindByOrderAsync(order.Order.Id, Token))!.Certificate;
        Assert.True(await world.Certificates.IsRevokedAsync(certificate, Token));
    }

    [Fact]
    public async Task Revoke_OfAnotherIssuersCertificate_IsNotTakenForDone()
    {
        var world = await UpstreamWorld.StartAsync();
        var order = await world.OrderAsync();
        Assert.NotNull((await world.IssueAsync(order)).Value.Url);

        // A CA of the deployment itself, which never saw the order.
        var own = (await OrderWorld.StartAsync()).Certificates;
        var ledger = new DelegateCertificates(world.Grants.Memory, own, world.Grants.Time);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await ledger.RevokeAsync(order.Grant, "test", Token));
        Assert.Equal(0, world.Ca.Count("/revoke-cert"));
        world.Grants.Time.Advance(TimeSpan.FromDays(10));
        await ledger.RevokeAsync(order.Grant, "test", Token);
    }

    // The operator changes Delegation:Issuer in the middle of an order: it never has two certificates.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Issue_OfAnOrderThatAnotherCaBegan_EndsWithoutACertificate(bool isProcessing)
    {
        var world = await UpstreamWorld.StartAsync();
        var order = await world.OrderAsync();
        if (isProcessing) world.Ca.Processing = 4;
        else world.Ca.Instead["/new-order"] = () => new HttpResponseMessage(HttpStatusCode.InternalServerError);
        Assert.Null((await world.IssueAsync(order)).Value.Url);
        var signed = 0;
        var own = new DelegateIssuing(new CountedIssuing(() => signed++), world.Certificates, world.Ledger, "own");
        var problem = (await own.IssueAsync(order.Order, order.Account, order.Request, Token)).Failure;
        Assert.Equal((AcmeError.ServerInternal, 0), (problem.Error, signed));
    }

    [Fact]
    public async Task Issue_OfACertificateThatOutlivesTheGrant_IsRefusedAndRevoked()
    {
        var world = await UpstreamWorld.StartAsync();
        var order = await world.OrderAsync();
        world.End = order.Grant.Until.AddSeconds(1);
        Assert.Equal(AcmeError.ServerInternal, (await world.IssueAsync(order)).Failure.Error);
        Assert.Equal(1, world.Ca.Count("/revoke-cert"));
    }

    [Fact]
    public async Task Issue_ThatTakesMoreThanADay_IsGivenUp()
    {
        var world = await UpstreamWorld.StartAsync();
        var order = await world.OrderAsync();
        world.Ca.Instead["/directory"] = () => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        Assert.Null((await world.IssueAsync(order)).Value.Url);
        world.Grants.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(AcmeError.ServerInternal, (await world.IssueAsync(order)).Failure.Error);
    }

    [Fact]
    public async Task Issue_PlacedMoreThanADayAgo_IsStillAskedFor()
    {
        var world = await UpstreamWorld.StartAsync();
        var order = await world.OrderAsync();
        world.Ca.Processing = 2;
        Assert.Null((await world.IssueAsync(order)).Value.Url);
        world.Grants.Time.Advance(TimeSpan.FromDays(2));
        Assert.NotNull((await world.IssueAsync(order)).Value.Url);
        Assert.Single(world.Ca.Orders);
    }

    [Fact]
    public async Task Issue_OfAWiderCertificate_IsRevokedAtTheStiCa()
    {
        var world = await UpstreamWorld.StartAsync();
        var order = await world.OrderAsync();

        // For all numbers of a provider.
        world.Ca.Issue = request => world.Ca.IssueAsync(request.PublicKey, Hierarchy.Provider);
        world.Ca.Instead["/revoke-cert"] = () => new HttpResponseMessage(HttpStatusCode.InternalServerError);
        Assert.Null((await world.IssueAsync(order)).Value.Url);
        world.Ca.Instead.Clear();
        world.Grants.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(AcmeError.ServerInternal, (await world.IssueAsync(order)).Failure.Error);
        var revoked = JsonDocument.Parse(world.Ca.Payloads["/revoke-cert"]).RootElement.GetProperty("certificate").GetString()!;
        Assert.Equal(world.Ca.Orders.Single().Chain![0].Der.ToArray(), ScriptedCa.Decode(revoked));
    }

    // The STI-CA may have signed, though it does not give the certificate now.
    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.OK)]
    public async Task Issue_PlacedAndNotGivenItsCertificate_IsTriedAgain(HttpStatusCode status)
    {
        var world = await UpstreamWorld.StartAsync();
        var order = await world.OrderAsync();
        world.Ca.Instead["/certificate/0"] = () => ScriptedCa.Problem(status, "unauthorized", "not now");
        Assert.Null((await world.IssueAsync(order)).Value.Url);
        world.Ca.Instead.Clear();
        world.Grants.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.NotNull((await world.IssueAsync(order)).Value.Url);
    }

    [Fact]
    public async Task Open_ListsOrdersUnderWay_UntilTheyAreClosed()
    {
        var world = await UpstreamWorld.StartAsync();
        var order = await world.OrderAsync();
        world.Ca.Processing = 5;
        await world.IssueAsync(order);
        Assert.Equal([order.Order.Id], (await world.Orders.ListOpenAsync(continuation: null, Token)).OrderIds);
        await world.Orders.CloseAsync(order.Order.Id, Token);
        Assert.Empty((await world.Orders.ListOpenAsync(continuation: null, Token)).OrderIds);
    }

    private sealed class CountedIssuing(Action issue) : IAcmeIssuing
    {
        public ValueTask<AcmeProblem?> FindViolationAsync(
            AcmeOrder order, AcmeAccount account, SigningRequest request, CancellationToken cancellationToken) => new((AcmeProblem?)null);

        public ValueTask<Outcome<AcmeIssuance, AcmeProblem>> IssueAsync(
            AcmeOrder order, AcmeAccount account, SigningRequest request, CancellationToken cancellationToken)
        {
            issue();
            return new(new AcmeIssuance("https://cr.example/certificates/1.pem"));
        }
    }
}
