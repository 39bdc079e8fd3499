using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Shaken.Web.Tests.CertificationAuthority.Acme;

/// <summary>What operators of an STI-CA do stands in the audit log: who, to what, why.</summary>
public sealed class OperatorAuditTests(CaDeployment ca) : IClassFixture<CaDeployment>
{
    [Fact]
    public async Task ExternalKey_ThatIsMade_HasItsEntryAndNoSecretInIt()
    {
        var (url, secret) = await CaOperator.StartAsync(ca);
        var made = (await CaOperator.PostAsync(
            ca, url, secret, "acme/external-keys", new JsonObject { ["organization"] = "Audited Telephone", ["reason"] = "signed up" }))
            .Expect(HttpStatusCode.Created);
        var entry = await EntryOfAsync(url, secret, $"external-key:{made.Text("kid")}");
        Assert.Equal(("operator:alice", "external-key-made", "signed up"), Words(entry));
        Assert.Contains("Audited Telephone", entry.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(made.Text("macKey"), entry.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suspension_HasItsEntry_AndOneOfAnUnknownSubscriberNone()
    {
        var (url, secret) = await CaOperator.StartAsync(ca);
        var client = await ca.RegisterAsync();
        var id = client.AccountId;
        (await CaOperator.PostAsync(
            ca, url, secret, $"acme/accounts/{id}/suspend", new JsonObject { ["reason"] = "privilegeWithdrawn", ["note"] = "complaint 7" }))
            .Expect(HttpStatusCode.OK);
        var entry = await EntryOfAsync(url, secret, $"subscriber:{id}");
        Assert.Equal(("operator:alice", "subscriber-suspended", "complaint 7"), Words(entry));

        var unknown = new string('A', 22);
        (await CaOperator.PostAsync(ca, url, secret, $"acme/accounts/{unknown}/suspend", [])).Expect(HttpStatusCode.NotFound);
        Assert.Empty(await EntriesOfAsync(url, secret, $"subscriber:{unknown}"));
    }

    [Fact]
    public async Task Rebuild_OfTheLedger_HasItsEntry()
    {
        var (url, secret) = await CaOperator.StartAsync(ca);
        (await CaOperator.PostAsync(ca, url, secret, "ledger/rebuild", new JsonObject { ["reason"] = "restored" }))
            .Expect(HttpStatusCode.OK);
        Assert.Contains(
            await EntriesOfAsync(url, secret, "ledger:issued"), entry => Words(entry) == ("operator:alice", "ledger-rebuilt", "restored"));
    }

    [Fact]
    public async Task Suspension_WithANoteThatIsNotPlain_IsRefused()
    {
        var (url, secret) = await CaOperator.StartAsync(ca);
        var id = (await ca.RegisterAsync()).AccountId;
        (await CaOperator.PostAsync(ca, url, secret, $"acme/accounts/{id}/suspend", new JsonObject { ["note"] = "a\nb" }))
            .Expect(HttpStatusCode.BadRequest);
        Assert.Empty(await EntriesOfAsync(url, secret, $"subscriber:{id}"));
        Assert.Equal("valid", (await CaOperator.PostAsync(ca, url, secret, $"acme/accounts/{id}", body: null)).Text("status"));
    }

    private static (string?, string?, string?) Words(JsonElement entry) => (
        entry.GetProperty("actor").GetString(), entry.GetProperty("action").GetString(), entry.GetProperty("reason").GetString());

    private async Task<JsonElement> EntryOfAsync(Uri url, string secret, string subject) =>
        Assert.Single(await EntriesOfAsync(url, secret, subject));

    private async Task<List<JsonElement>> EntriesOfAsync(Uri url, string secret, string subject)
    {
        var page = await CaOperator.PostAsync(ca, url, secret, $"audit?subject={Uri.EscapeDataString(subject)}", body: null);
        return [.. page.Expect(HttpStatusCode.OK).Json.GetProperty("entries").EnumerateArray()];
    }
}
