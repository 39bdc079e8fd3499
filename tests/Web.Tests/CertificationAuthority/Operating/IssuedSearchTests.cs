using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Web.Tests.CertificationAuthority.Acme;

namespace Shaken.Web.Tests.CertificationAuthority.Operating;

/// <summary>The lists of an STI-CA's operator: certificates and accounts.</summary>
public sealed class IssuedSearchTests(CaDeployment ca) : IClassFixture<CaDeployment>
{
    [Fact]
    public async Task Issued_ByEachCriterion_FindsTheCertificate()
    {
        var (url, secret) = await CaOperator.StartAsync(ca);
        var client = await ca.RegisterAsync(url);
        var (_, certificate) = await ca.IssueAsync(client);
        foreach (var query in (string[])
        [
            "", "?spc=US/1234", $"?account={client.AccountId}", "?subject=shaken%201234", $"?serial={certificate.SerialNumberText}",
        ])
        {
            var line = Assert.Single(await LinesAsync(url, secret, query), one => IdOf(one) == certificate.Fingerprint);
            Assert.Equal("valid", line.GetProperty("state").GetString());
            Assert.Equal(client.AccountId, line.GetProperty("accountId").GetString());
            Assert.Equal("US/1234", Assert.Single(line.GetProperty("providers").EnumerateArray()).GetString());
        }

        Assert.Empty(await LinesAsync(url, secret, "?spc=CA/1234"));
        Assert.Empty(await LinesAsync(url, secret, "?serial=01"));
    }

    [Theory]
    [InlineData("?spc=1234")]
    [InlineData("?account=..")]
    [InlineData("?subject=*")]
    [InlineData("?serial=xyz")]
    [InlineData("?serial=01&spc=US/1234")]
    [InlineData("?cursor=7~")]
    [InlineData("?count=0")]
    public async Task Issued_WithAMalformedQuery_IsRefused(string query)
    {
        var (url, secret) = await CaOperator.StartAsync(ca);
        (await CaOperator.PostAsync(ca, url, secret, $"issued{query}", body: null)).Expect(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Issued_ByNumber_TakesTheNumberInTheBody()
    {
        var (url, secret) = await CaOperator.StartAsync(ca);
        await ca.IssueAsync(await ca.RegisterAsync(url));
        var found = (await ByNumberAsync("12155550131")).Expect(HttpStatusCode.OK);
        Assert.Empty(found.Json.GetProperty("certificates").EnumerateArray());
        (await ByNumberAsync("+1 215")).Expect(HttpStatusCode.BadRequest);

        Task<AcmeReply> ByNumberAsync(string number) =>
            CaOperator.PostAsync(ca, url, secret, "issued-by-number", new JsonObject { ["number"] = number });
    }

    [Fact]
    public async Task IssuedCertificate_AfterItsRevocation_HasChainOrderAndReason()
    {
        var (url, secret) = await CaOperator.StartAsync(ca);
        var (order, certificate) = await ca.IssueAsync(await ca.RegisterAsync(url));
        (await CaOperator.PostAsync(
            ca, url, secret, $"issued/{certificate.Fingerprint}/revoke", new JsonObject { ["reason"] = "superseded" }))
            .Expect(HttpStatusCode.OK);
        var reply = await CaOperator.PostAsync(ca, url, secret, $"issued/{certificate.Fingerprint}", body: null);
        var found = reply.Expect(HttpStatusCode.OK).Json;
        var line = found.GetProperty("certificate");
        Assert.Equal((order.Id, "revoked"), (line.GetProperty("orderId").GetString(), line.GetProperty("state").GetString()));
        var revocation = line.GetProperty("revocation");
        Assert.Equal(
            ("superseded", "operator alice"), (revocation.GetProperty("reason").GetString(), revocation.GetProperty("by").GetString()));
        Assert.Empty(found.GetProperty("findings").EnumerateArray());
        var pem = found.GetProperty("chain")[0].GetProperty("pem").GetString()!;
        Assert.True(CertificateBundle.TryRead(System.Text.Encoding.ASCII.GetBytes(pem), out var chain, out _));
        Assert.Equal(certificate.Fingerprint, chain[0].Fingerprint);
    }

    [Fact]
    public async Task IssuedCertificate_OfALostLedger_ComesFromTheRepositoryUntilItIsRebuilt()
    {
        var (_, certificate) = await ca.IssueAsync(await ca.RegisterAsync());
        ca.Records = new();
        var (url, secret) = await CaOperator.StartAsync(ca);
        var reply = await CaOperator.PostAsync(ca, url, secret, $"issued/{certificate.Fingerprint}", body: null);
        var found = reply.Expect(HttpStatusCode.OK).Json.GetProperty("certificate");
        Assert.Equal(certificate.Fingerprint, IdOf(found));
        Assert.False(found.TryGetProperty("orderId", out _));
        Assert.Empty(await LinesAsync(url, secret, ""));

        (await CaOperator.PostAsync(ca, url, secret, "ledger/rebuild", [])).Expect(HttpStatusCode.OK);
        Assert.Contains(await LinesAsync(url, secret, ""), line => IdOf(line) == certificate.Fingerprint);
        (await CaOperator.PostAsync(ca, url, secret, $"issued/{new string('0', 64)}", body: null)).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Accounts_PageByPage_ListEachOnceFromTheNewestOn()
    {
        var (url, secret) = await CaOperator.StartAsync(ca);
        var registered = new List<string>();
        for (var count = 0; count < 3; count++)
        {
            ca.Time.Move(TimeSpan.FromSeconds(1));
            registered.Insert(0, (await ca.RegisterAsync(url)).AccountId);
        }

        var (listed, cursor) = (new List<string>(), (string?)null);
        do
        {
            var more = cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}";
            var reply = await CaOperator.PostAsync(ca, url, secret, $"acme/accounts?count=2{more}", body: null);
            var page = reply.Expect(HttpStatusCode.OK).Json;
            listed.AddRange(page.GetProperty("accounts").EnumerateArray().Select(IdOf));
            cursor = page.TryGetProperty("cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        Assert.Equal(registered, listed.Take(3));
        Assert.Equal(listed.Count, listed.Distinct(StringComparer.Ordinal).Count());
    }

    // A store of a version without the two lists: the records are there, their rows in the lists are not.
    [Fact]
    public async Task Accounts_OfAStoreWithoutTheLists_AreListedByTheRebuildOrTheirNextRegistration()
    {
        var (url, secret) = await CaOperator.StartAsync(ca);
        var (withCertificate, key) = (await ca.RegisterAsync(url), SoftwareKey.New());
        var (_, certificate) = await ca.IssueAsync(withCertificate);
        var without = await ca.RegisterAsync(url, key);
        foreach (var table in (string[])[AcmeAccounts.IndexTable, "IssuedIndex"]) await RemoveAllAsync(table);
        Assert.Empty(await AccountsAsync());
        Assert.Empty(await LinesAsync(url, secret, ""));

        for (var round = 0; round < 2; round++)
        {
            (await CaOperator.PostAsync(ca, url, secret, "ledger/rebuild", [])).Expect(HttpStatusCode.OK);
            Assert.Single(await AccountsAsync(), withCertificate.AccountId);
            Assert.Single(await LinesAsync(url, secret, ""), line => IdOf(line) == certificate.Fingerprint);
            Assert.DoesNotContain(without.AccountId, await AccountsAsync());
        }

        (await ca.NewClient(url, key).RegisterAsync()).Expect(HttpStatusCode.OK);
        Assert.Single(await AccountsAsync(), without.AccountId);

        async Task<List<string>> AccountsAsync()
        {
            var page = (await CaOperator.PostAsync(ca, url, secret, "acme/accounts", body: null)).Expect(HttpStatusCode.OK);
            return [.. page.Json.GetProperty("accounts").EnumerateArray().Select(IdOf)];
        }
    }

    private async Task RemoveAllAsync(string table)
    {
        var page = await ca.Records.ListAsync(table, "all", continuation: null, 100, TestContext.Current.CancellationToken);
        Assert.NotEmpty(page.Records);
        Assert.Null(page.Continuation);
        foreach (var record in page.Records)
            Assert.True(await ca.Records.TryDeleteAsync(record.Key, record.ETag, TestContext.Current.CancellationToken));
    }

    private static string IdOf(JsonElement line) => line.GetProperty("id").GetString()!;

    private async Task<List<JsonElement>> LinesAsync(Uri url, string secret, string query)
    {
        var page = (await CaOperator.PostAsync(ca, url, secret, $"issued{query}", body: null)).Expect(HttpStatusCode.OK);
        return [.. page.Json.GetProperty("certificates").EnumerateArray()];
    }
}
