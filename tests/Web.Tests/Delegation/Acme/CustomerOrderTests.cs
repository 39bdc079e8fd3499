using System.Formats.Asn1;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Core.CertificateRepository;
using Shaken.Core.Delegation.Ordering;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Lint;
using Shaken.Core.Pki.Paths;
using Shaken.Web.Tests.CertificationAuthority.Acme;

namespace Shaken.Web.Tests.Delegation.Acme;

/// <summary>A customer orders certificates for the numbers that are lent to it, and for no others.</summary>
public sealed class CustomerOrderTests(DelegationDeployment world) : IClassFixture<DelegationDeployment>
{
    private const string Root = DelegationDeployment.Root;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Directory_OfCustomers_RequiresABindingAndNamesItsResources()
    {
        var reply = (await world.NewClient().SendAsync(HttpMethod.Get, $"{Root}/directory")).Expect(HttpStatusCode.OK);
        Assert.Equal(
            [
                $"{Root}/new-nonce", $"{Root}/new-account", $"{Root}/new-order", $"{Root}/revoke-cert", $"{Root}/key-change",
                $"{Root}/renewal-info",
            ],
            ((string[])["newNonce", "newAccount", "newOrder", "revokeCert", "keyChange", "renewalInfo"]).Select(reply.Text));
        var meta = reply.Json.GetProperty("meta");
        Assert.True(meta.GetProperty("externalAccountRequired").GetBoolean());
        Assert.Equal(["short-lived"], meta.GetProperty("profiles").EnumerateObject().Select(profile => profile.Name));
        (await world.NewClient().RegisterAsync()).ExpectProblem("externalAccountRequired", HttpStatusCode.Forbidden, Root);
    }

    [Fact]
    public async Task Order_ForGrantedNumbers_IsReadyAtOnceAndEndsInADelegateCertificate()
    {
        var numbers = DelegationDeployment.Block("12025550110", 20);
        var (client, grant) = await world.LendAsync(numbers, TimeSpan.FromDays(10));
        var placed = (await client.NewOrderAsync(numbers)).Expect(HttpStatusCode.Created);
        Assert.Equal("ready", placed.Text("status"));
        var order = AcmeTestOrder.Of(client, placed);
        var authorization = (await client.PostAsync(order.Authorization)).Expect(HttpStatusCode.OK);
        Assert.Equal("valid", authorization.Text("status"));
        Assert.Empty(authorization.Json.GetProperty("challenges").EnumerateArray());

        var finalized = (await order.FinalizeAsync(await DelegationDeployment.CsrAsync(numbers))).Expect(HttpStatusCode.OK);
        Assert.Equal("valid", finalized.Text("status"));
        var chain = await order.DownloadAsync();
        var leaf = chain[0];
        Assert.Empty(CertificateLinter.Lint(leaf, LintProfile.DelegateLeaf));
        Assert.Equal(TnAuthListDer.Write(numbers), leaf.Extensions.Find(Oids.TnAuthList)!.Value.ToArray());
        Assert.Equal(["attest", "origid"], leaf.Extensions.ClaimConstraints!.MustExclude);
        Assert.True(leaf.NotAfter <= grant.Until && leaf.NotAfter > grant.Until.AddSeconds(-2));
        Assert.False(leaf.IsCa);
        Assert.Equal("Call Centre", leaf.Subject.Values(Oids.Organization).Single());
        Assert.True(
            new ChainValidator([world.Ca.Pki.TrustedRoot])
                .Validate(chain, world.Ca.Time.GetUtcNow(), LeafPurpose.StiEndEntity)
                .TryGet(out var path, out var refusal),
            refusal?.Detail);
        Assert.Equal(4, path.Path.Count);

        Assert.EndsWith($"/certificates/{leaf.Fingerprint}.pem", finalized.Text("x5u"), StringComparison.Ordinal);
        Assert.NotNull(await world.Services.GetRequiredService<PublishedChains>().FindAsync(leaf.Fingerprint, Token));
    }

    [Fact]
    public async Task Ledger_ListsACustomersCertificates_WithGrantsAndLender()
    {
        var numbers = DelegationDeployment.Numbers("12025550200");
        var (client, grant) = await world.LendAsync(numbers);
        var (_, certificate) = await world.IssueAsync(client, numbers);
        var listed = (await world.OperatorAsync($"delegation/customers/{grant.Customer}/certificates")).Expect(HttpStatusCode.OK);
        var line = Assert.Single(listed.Json.GetProperty("certificates").EnumerateArray());
        Assert.Equal(
            (certificate.Fingerprint, "US/1234", grant.Id.Value),
            (line.GetProperty("id").GetString(), line.GetProperty("lentBy").GetString(), line.GetProperty("grants")[0].GetString()));
        var found = await world.Services.GetRequiredService<DelegateCertificates>().FindAsync(certificate.Fingerprint, Token);
        Assert.Equal((grant.Customer, "US/1234"), (found!.Customer, found.LentBy.ToString()));
        (await world.OperatorAsync("delegation/customers/nobody/certificates")).Expect(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("12025550299", 20)] // One before the grant.
    [InlineData("12025550300", 21)] // One after it.
    [InlineData("12025550281", 20)] // Overlapping.
    [InlineData("12025550320", 20)] // Touching.
    public async Task Order_BeyondTheGrant_IsRejected(string start, long count)
    {
        var (client, _) = await world.LendAsync(DelegationDeployment.Block("12025550300", 20));
        (await client.NewOrderAsync(DelegationDeployment.Block(start, count)))
            .ExpectProblem("rejectedIdentifier", HttpStatusCode.Forbidden, Root);
        (await client.NewOrderAsync(DelegationDeployment.Block("12025550300", 20))).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Order_OfNumbersInSeveralGrants_IsTakenAndRestsOnBoth()
    {
        var (client, first) = await world.LendAsync(DelegationDeployment.Block("12025550340", 10));
        var second = await world.GrantAsync(first.Customer, DelegationDeployment.Block("12025550350", 10), isShared: true);
        var numbers = DelegationDeployment.Block("12025550345", 10);
        var (_, certificate) = await world.IssueAsync(client, numbers);
        var found = await world.Services.GetRequiredService<DelegateCertificates>().FindAsync(certificate.Fingerprint, Token);
        Assert.Equal(
            new[] { first.Id.Value, second.Id.Value }.Order(StringComparer.Ordinal),
            found!.Grants.Select(grant => grant.Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Order_ByAnotherCustomer_IsRejected()
    {
        var numbers = DelegationDeployment.Block("12025550360", 10);
        await world.LendAsync(numbers);
        var stranger = await world.RegisterAsync(await world.NewCustomerAsync());
        (await stranger.NewOrderAsync(numbers)).ExpectProblem("rejectedIdentifier", HttpStatusCode.Forbidden, Root);
    }

    [Fact]
    public async Task Order_WithAProvidersCode_IsRejected()
    {
        var (client, _) = await world.LendAsync(DelegationDeployment.Block("12025550370", 10));
        (await client.NewOrderAsync(CaDeployment.Spc)).ExpectProblem("rejectedIdentifier", HttpStatusCode.Forbidden, Root);
        var mixed = TnAuthList.Of([.. CaDeployment.Spc.Entries, .. DelegationDeployment.Block("12025550370", 10).Entries]);
        (await client.NewOrderAsync(mixed)).ExpectProblem("rejectedIdentifier", HttpStatusCode.Forbidden, Root);
    }

    // Of RFC 8226 section 9 a range has two numbers at least, and stays within the numbers of its length.
    [Theory]
    [InlineData("12025550380", "0")]
    [InlineData("12025550380", "1")]
    [InlineData("12025550380", "-2")]
    [InlineData("12025550380", "1000000000000000")]
    [InlineData("000000000000000", "1000000000000000")]
    [InlineData("1202555038*", "2")]
    public async Task Order_OfARangeThatIsNone_IsRefused(string start, string count)
    {
        var (client, _) = await world.LendAsync(DelegationDeployment.Block("12025550380", 10));
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1, isConstructed: true)))
        using (writer.PushSequence())
        {
            writer.WriteCharacterString(UniversalTagNumber.IA5String, start);
            writer.WriteInteger(BigInteger.Parse(count, CultureInfo.InvariantCulture));
        }

        var reply = await client.NewOrderAsync(StrictBase64Url.Encode(writer.Encode()));
        Assert.Contains(reply.Status, (HttpStatusCode[])[HttpStatusCode.BadRequest, HttpStatusCode.Forbidden]);
        Assert.Contains(reply.Error, (string[])["malformed", "rejectedIdentifier"]);
    }

    // start + count is 10 to the power of the digits: the range that RFC 8226 section 9 forbids.
    [Fact]
    public async Task Order_OfARangeThatEndsOnNines_IsRejected()
    {
        var (client, _) = await world.LendAsync(DelegationDeployment.Block("12025550380", 10));
        (await client.NewOrderAsync("MAuhCTAHFgI5MAIBCg")).ExpectProblem("rejectedIdentifier", HttpStatusCode.Forbidden, Root);
    }

    [Fact]
    public async Task Finalize_WithACaCsr_IsRefused()
    {
        var numbers = DelegationDeployment.Numbers("12025550391");
        var (client, _) = await world.LendAsync(numbers);
        var order = AcmeTestOrder.Of(client, (await client.NewOrderAsync(numbers)).Expect(HttpStatusCode.Created));
        (await order.FinalizeAsync(await CaDeployment.CsrAsync(list: numbers, isCa: true)))
            .ExpectProblem("badCSR", HttpStatusCode.BadRequest, Root);
        (await order.FinalizeAsync(await DelegationDeployment.CsrAsync(DelegationDeployment.Numbers("12025550392"))))
            .ExpectProblem("badCSR", HttpStatusCode.BadRequest, Root);
        Assert.Equal("ready", await order.StatusAsync());
    }

    [Fact]
    public async Task Accounts_OfTheTwoServers_HaveNothingInCommon()
    {
        var atCa = await world.Ca.RegisterAsync();
        var stranger = world.NewClient(atCa.Key);
        stranger.Account = atCa.Account!.Replace(AcmeTestClient.Base, Root, StringComparison.Ordinal);
        (await stranger.PostAsync($"{Root}/account/{atCa.AccountId}"))
            .ExpectProblem("accountDoesNotExist", HttpStatusCode.BadRequest, Root);
    }

    [Fact]
    public async Task Onboard_OfACustomerThatIsNotThere_IsNotFound() =>
        Assert.Equal(
            HttpStatusCode.NotFound, (await world.OperatorAsync("delegation/customers/nobody/acme-credentials", new JsonObject())).Status);

    [Fact]
    public async Task Server_WithoutAnIssuer_AnswersNothing()
    {
        var url = await world.StartAsync(("Delegation:Issuer", null));
        Assert.Equal(HttpStatusCode.NotFound, (await world.NewClient(instance: url).SendAsync(HttpMethod.Get, $"{Root}/directory")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.NewClient(instance: url).SendAsync(HttpMethod.Get, $"{Root}/new-nonce")).Status);
        var customer = await world.NewCustomerAsync();
        Assert.Equal(
            HttpStatusCode.Conflict,
            (await world.OperatorAsync($"delegation/customers/{customer}/acme-credentials", new JsonObject(), url)).Status);
    }
}
