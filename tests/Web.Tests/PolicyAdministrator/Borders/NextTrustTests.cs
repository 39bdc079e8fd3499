using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Tenants;
using Shaken.Core.Verification.Statistics;
using Shaken.Core.Verification.Treatment;
using Shaken.Core.Verification.Verdicts;
using Shaken.Web.Tests.Operators;

namespace Shaken.Web.Tests.PolicyAdministrator.Borders;

/// <summary>The next list and policy before they are approved, and what they would have made of calls.</summary>
public sealed class NextTrustTests
{
    private const string Path = "/operator/v1/next-trust";

    [Fact]
    public async Task Get_WhatWaitsForApproval_IsInIt()
    {
        await using var world = await StartAsync(("Pa:Authorities:TwoOperators", "true"));
        await SetCanadaAsync(world, ceiling: "B");
        var proposal = (await world.GetAsync(Path, "carol")).Json;
        Assert.Equal(0, proposal.GetProperty("roots").GetArrayLength());
        Assert.Equal("B", proposal.GetProperty("countries").GetProperty("CA").GetProperty("ceiling").GetString());
        Assert.Equal("own", proposal.GetProperty("countries").GetProperty("US").GetProperty("mechanism").GetString());
    }

    [Fact]
    public async Task Forecast_AtAnAdministratorAlone_SaysWhomToAsk()
    {
        await using var world = await StartAsync();
        var answer = await world.GetAsync($"{Path}/impact", "carol");
        Assert.Equal((HttpStatusCode.NotFound, "statistics-unknown"), (answer.Status, answer.Reason));
        Assert.Contains("shaken pa trust-list next", answer.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forecast_WhereCallsAreVerifiedToo_TellsOfWhatWaits()
    {
        await using var world = await StartAsync(("Shaken:Roles", "pa,vs"), ("Pa:Authorities:TwoOperators", "true"));
        var root = (await world.PostAsync("/operator/v1/authorities", await world.ApplicationAsync())).Text("id");
        await world.PostAsync(
            $"/operator/v1/authorities/{root}/state", """{"state":"approved","revision":1,"reason":"decided"}""", by: "bob");
        await world.RunAsync("PaPublishList");
        Count(world.Program.Services, root, calls: 3);
        await SetCanadaAsync(world, ceiling: "B");
        var answer = await StoredAsync(
            world.Program.Time, async () => (await world.GetAsync($"{Path}/impact", "carol")).Json);
        Assert.Equal((3L, 3L), (answer.GetProperty("calls").GetInt64(), answer.GetProperty("changed").GetInt64()));
        var row = Assert.Single(answer.GetProperty("rows").EnumerateArray());
        Assert.Equal(
            ("CA", "CA/1234", "would-be-lowered", 3L),
            (row.GetProperty("country").GetString(), row.GetProperty("signer").GetString(), row.GetProperty("change").GetString(),
                row.GetProperty("calls").GetInt64()));
        Assert.Equal("page-malformed", (await world.GetAsync($"{Path}/impact?cursor=x", "carol")).Reason);
    }

    [Fact]
    public async Task Post_ProposalToAVerifier_IsCountedAgainstItsOwnCalls()
    {
        await using var world = await OperatorWorld.StartAsync(("Shaken:Roles", "vs"));
        Count(world.Program.Services, new string('a', 64), calls: 2);
        var key = $"Bearer {world.KeyOf("auditor")}";
        var answer = await StoredAsync(world.Program.Time, async () =>
            (await world.SendAsync(HttpMethod.Post, "/operator/v1/trust-impact", """{"roots":[]}""", key)).Json);

        // No list is in force here, so that no call can lose a root of it.
        Assert.Equal((2L, 0L), (answer.GetProperty("calls").GetInt64(), answer.GetProperty("changed").GetInt64()));
        var refused = await world.SendAsync(HttpMethod.Post, "/operator/v1/trust-impact", """{"roots":["AAAA"]}""", key);
        Assert.Equal((HttpStatusCode.BadRequest, "proposal-malformed"), (refused.Status, refused.Reason));
    }

    private static Task<PaWorld> StartAsync(params (string Name, string Value)[] settings) =>
        PaWorld.StartAsync(SignedDocumentKind.CountryPolicy, "Pa:CountryPolicy", settings);

    private static async Task SetCanadaAsync(PaWorld world, string ceiling)
    {
        var terms = $$"""{"terms":{"mechanism":"merge","ceiling":"{{ceiling}}"},"revision":0,"reason":"decided"}""";
        var set = await world.SendAsync(HttpMethod.Put, "/operator/v1/country-policy/CA", terms, world.SecretOf("alice"));
        Assert.Equal(HttpStatusCode.OK, set.Status);
    }

    // Calls of a Canadian provider below a root.
    private static void Count(IServiceProvider services, string root, int calls)
    {
        Assert.True(TenantId.TryParse("north", out var id));
        Assert.True(ProviderId.TryParse("US/1234", out var provider));
        Assert.True(ProviderId.TryParse("CA/1234", out var signer));
        var tenant = new Tenant(id, "North", provider, RestDialect.Both, IsActive: true, Revision: 1);
        var verdict = new CallVerdict(Verstat.Passed, [])
        {
            Attest = Attestation.A, Asserted = Attestation.A, Country = signer.Country, Signer = signer, Root = root, DecidedBy = "test",
        };
        var treatment = new CallTreatment(
            TreatmentAction.Continue, Verstat.Passed, Final: null, FinalReason: null, ReasonValues: [], DecidedBy: "test");
        var counts = services.GetRequiredService<CallCounts>();
        for (var call = 0; call < calls; call++) counts.CountVerified(tenant, verdict, treatment, "atis");
    }

    // The loop that stores counts waits for a minute of the test's clock.
    private static async Task<JsonElement> StoredAsync(Core.Tests.Support.ManualTime time, Func<Task<JsonElement>> askAsync)
    {
        for (var tries = 0; tries < 200; tries++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            if (await askAsync() is var answer && answer.GetProperty("calls").GetInt64() > 0) return answer;
            await Task.Yield();
        }

        throw new InvalidOperationException("The counts were not stored.");
    }
}
