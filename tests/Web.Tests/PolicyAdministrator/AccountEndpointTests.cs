using System.Net;

namespace Shaken.Web.Tests.PolicyAdministrator;

public sealed class AccountEndpointTests
{
    [Fact]
    public async Task Account_ThroughALife_MovesAsTheTableSaysAndKeepsItsHistory()
    {
        await using var world = await PaWorld.StartAsync();
        await world.OpenAsync("acme", "1234");
        var account = await world.GetAsync("/operator/v1/accounts/acme", "carol");
        Assert.Equal(("open", 2L), (account.Text("state"), account.Number("revision")));
        Assert.Equal(
            ["notice", "suspended", "closed"], account.Json.GetProperty("moves").EnumerateArray().Select(move => move.GetString()));
        Assert.Equal("no-store", account.CacheControl);

        var illegal = await world.MoveAsync("acme", "reinstated");
        Assert.Equal((HttpStatusCode.Conflict, "move-not-legal"), (illegal.Status, illegal.Reason));
        foreach (var state in (string[])["suspended", "under-appeal", "reinstated"])
            Assert.Equal(HttpStatusCode.OK, (await world.MoveAsync("acme", state)).Status);
        var amended = await world.SendAsync(
            HttpMethod.Put, "/operator/v1/accounts/acme", $$"""{"profile":{{PaWorld.ProfileOf("1234", "5678")}},"revision":5,"reason":"bought"}""",
            world.SecretOf("alice"));
        Assert.Equal(6, amended.Number("revision"));

        var history = (await world.GetAsync("/operator/v1/accounts/acme/history", "carol"))
            .Json.GetProperty("acts")
            .EnumerateArray()
            .ToList();
        Assert.Equal(
            ["account-applied", "account-open", "account-suspended", "account-under-appeal", "account-reinstated", "account-amended"],
            history.Select(act => act.GetProperty("action").GetString()));
        Assert.All(history, act => Assert.Equal("operator:alice", act.GetProperty("actor").GetString()));
        Assert.All(history, act => Assert.Equal("127.0.0.1", act.GetProperty("address").GetString()));
        Assert.Equal("bought", history[^1].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Apply_SentAgain_IsMadeOnceAndAnotherIsRefused()
    {
        await using var world = await PaWorld.StartAsync();
        var body = $$"""{"id":"acme","profile":{{PaWorld.ProfileOf("1234")}},"reason":"applied"}""";
        Assert.Equal(HttpStatusCode.Created, (await world.PostAsync("/operator/v1/accounts", body, key: "one")).Status);
        Assert.Equal(HttpStatusCode.Created, (await world.PostAsync("/operator/v1/accounts", body, key: "one")).Status);
        Assert.Equal("id-taken", (await world.PostAsync("/operator/v1/accounts", body, key: "two")).Reason);
        Assert.Equal("id-taken", (await world.PostAsync("/operator/v1/accounts", body)).Reason);
        await world.MoveAsync("acme", "open");
        await world.PostAsync("/operator/v1/accounts", $$"""{"id":"other","profile":{{PaWorld.ProfileOf("1234")}},"reason":"applied"}""");
        var taken = await world.MoveAsync("other", "open");
        Assert.Equal((HttpStatusCode.Conflict, "code-taken"), (taken.Status, taken.Reason));
    }

    [Fact]
    public async Task List_OfAState_ByPages_HasEachOfThemOnce()
    {
        await using var world = await PaWorld.StartAsync();
        for (var number = 0; number < 9; number++)
        {
            if (number % 3 == 0) await world.OpenAsync($"a{number}", $"{number}001");
            else await ApplyAsync(world, $"a{number}");
        }

        var (found, cursor) = (new List<string>(), "");
        do
        {
            var page = (await world.GetAsync($"/operator/v1/accounts?state=open&count=2{cursor}", "carol")).Json;
            found.AddRange(page.GetProperty("accounts").EnumerateArray().Select(account => account.GetProperty("id").GetString()!));
            cursor = page.TryGetProperty("cursor", out var next) ? $"&cursor={Uri.EscapeDataString(next.GetString()!)}" : null;
        }
        while (cursor is not null);

        Assert.Equal(["a0", "a3", "a6"], found);
    }

    [Theory]
    [InlineData("provider=US/1001", "a1")]
    [InlineData("provider=US/1001&state=open", "a1")]
    [InlineData("provider=US/1001&state=closed", "")]
    [InlineData("provider=US/9999", "")]
    public async Task List_OfACode_HasItsHolder(string query, string expected)
    {
        await using var world = await PaWorld.StartAsync();
        await world.OpenAsync("a1", "1001");
        await world.OpenAsync("a2", "2001");
        var page = (await world.GetAsync($"/operator/v1/accounts?{query}", "carol")).Json;
        var found = page.GetProperty("accounts").EnumerateArray().Select(account => account.GetProperty("id").GetString());
        Assert.Equal(expected, string.Join(',', found));
    }

    [Theory]
    [InlineData("state=opened")]
    [InlineData("provider=1001")]
    public async Task List_OfAWrongFilter_IsRefused(string query)
    {
        await using var world = await PaWorld.StartAsync();
        var answer = await world.GetAsync($"/operator/v1/accounts?{query}", "carol");
        Assert.Equal((HttpStatusCode.BadRequest, "filter-malformed"), (answer.Status, answer.Reason));
    }

    [Fact]
    public async Task List_ByPages_HasEveryAccountOnce()
    {
        await using var world = await PaWorld.StartAsync();
        foreach (var id in (string[])["a", "b", "c", "d", "e"])
        {
            await world.PostAsync(
                "/operator/v1/accounts", $$"""{"id":"{{id}}","profile":{{PaWorld.ProfileOf($"A{id.ToUpperInvariant()}")}},"reason":"applied"}""");
        }

        var (ids, cursor) = (new List<string?>(), "");
        do
        {
            var page = (await world.GetAsync($"/operator/v1/accounts?count=2&cursor={Uri.EscapeDataString(cursor)}", "carol")).Json;
            ids.AddRange(page.GetProperty("accounts").EnumerateArray().Select(account => account.GetProperty("id").GetString()));
            cursor = page.TryGetProperty("cursor", out var next) ? next.GetString()! : "";
        }
        while (cursor.Length > 0);

        Assert.Equal(["a", "b", "c", "d", "e"], ids);
        Assert.Equal("page-malformed", (await world.GetAsync("/operator/v1/accounts?count=0", "carol")).Reason);
        Assert.Equal("page-malformed", (await world.GetAsync("/operator/v1/accounts?count=2e9", "carol")).Reason);
        Assert.Equal("page-malformed", (await world.GetAsync($"/operator/v1/accounts?cursor={new string('x', 3000)}", "carol")).Reason);
    }

    public static TheoryData<string, string, int, string> BadBodies => new()
    {
        { "", "", 400, "profile-not-allowed" },
        { "[]", "", 400, "body-malformed" },
        { """{"id":"acme","id":"b"}""", "", 400, "body-malformed" },
        { """{"id":"acme","profile":"x","reason":"r"}""", "profile", 400, "profile-not-allowed" },
        { """{"id":"acme","profile":{"name":1},"reason":"r"}""", "$.name", 400, "profile-not-allowed" },
        { """{"id":"acme","profile":{"nmae":"x"},"reason":"r"}""", "nmae", 400, "profile-not-allowed" },
        { """{"id":"acme","profile":{"name":"x","country":"USA"},"reason":"r"}""", "country", 400, "profile-not-allowed" },
        { """{"id":"acme","profile":{"name":"x","country":"US","providers":["1234"]},"reason":"r"}""", "US/1234", 400, "profile-not-allowed" },
        { """{"id":"acme","profile":{"name":"x","country":"US","providers":[null]},"reason":"r"}""", "US/1234", 400, "profile-not-allowed" },
        { """{"id":"acme","profile":{"name":"x","country":"US","providers":["US/1234"],"contacts":[null]},"reason":"r"}""", "contacts", 400, "profile-not-allowed" },
        { """{"id":"../x","profile":PROFILE,"reason":"r"}""", "id", 400, "profile-not-allowed" },
        { """{"id":7,"profile":PROFILE,"reason":"r"}""", "id", 400, "profile-not-allowed" },
        { """{"id":"acme","profile":PROFILE}""", "reason", 400, "act-malformed" },
        { """{"id":"acme","profile":PROFILE,"reason":"two\nlines"}""", "reason", 400, "act-malformed" },
        { """{"id":"acme","profile":PROFILE,"reason":"\u202Egnp"}""", "reason", 400, "act-malformed" },
        { """{"id":"acme","profile":PROFILE,"reason":7}""", "reason", 400, "act-malformed" },
    };

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task Apply_BadBody_NamesTheRule(string body, string word, int status, string reason)
    {
        await using var world = await PaWorld.StartAsync();
        var answer =
            await world.PostAsync("/operator/v1/accounts", body.Replace("PROFILE", PaWorld.ProfileOf("1234"), StringComparison.Ordinal));
        Assert.Equal((status, reason), ((int)answer.Status, answer.Reason));
        Assert.Contains(word, answer.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await world.GetAsync("/operator/v1/accounts/acme", "carol")).Status);
    }

    [Fact]
    public async Task Accounts_OfSomebodyWithoutTheRight_AreRefused()
    {
        await using var world = await PaWorld.StartAsync();
        await world.OpenAsync("acme", "1234");
        var body = $$"""{"id":"other","profile":{{PaWorld.ProfileOf("5678")}},"reason":"r"}""";
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.GetAsync("/operator/v1/accounts/acme")).Status);
        Assert.Equal(
            HttpStatusCode.Unauthorized, (await world.SendAsync(HttpMethod.Post, "/operator/v1/accounts", body, "op_wrong")).Status);
        var auditor = await world.PostAsync("/operator/v1/accounts", body, by: "carol");
        Assert.Equal((HttpStatusCode.Forbidden, "caller-not-allowed"), (auditor.Status, auditor.Reason));
        var state = await world.PostAsync("/operator/v1/accounts/acme/state", """{"state":"closed","revision":2,"reason":"r"}""", by: "carol");
        Assert.Equal(HttpStatusCode.Forbidden, state.Status);
        Assert.Equal("not-found", (await world.GetAsync("/operator/v1/accounts/nobody", "carol")).Reason);
        Assert.Equal("not-found", (await world.GetAsync("/operator/v1/accounts/a%20b/history", "carol")).Reason);
    }

    [Fact]
    public async Task Move_BadStateOrRevision_IsRefusedByName()
    {
        await using var world = await PaWorld.StartAsync();
        await world.OpenAsync("acme", "1234");
        foreach (var (body, reason) in ((string, string)[])[
            ("""{"revision":2,"reason":"r"}""", "state-unknown"), ("""{"state":"Closed","revision":2,"reason":"r"}""", "state-unknown"),
            ("""{"state":"closed","reason":"r"}""", "revision-missing"), ("""{"state":"closed","revision":"2","reason":"r"}""", "revision-missing"),
            ("""{"state":"closed","revision":1,"reason":"r"}""", "revision-differs")])
        {
            Assert.Equal(reason, (await world.PostAsync("/operator/v1/accounts/acme/state", body)).Reason);
        }
    }

    // Alice's clock says 21 November; the registration ends on 1 December and wants a month.
    [Fact]
    public async Task Warn_EvidenceThatExpiresSoon_IsShownAndLoggedOnceARun()
    {
        await using var world = await PaWorld.StartAsync();
        var profile = PaWorld.ProfileOf("1234").Replace(
            "\"contacts\"", """
            "evidence":[{"kind":"registration","reference":"R-1","expiresOn":"2026-12-01"},{"kind":"licence","reference":"L-1","expiresOn":"2027-12-01"}],"contacts"
            """.Trim(), StringComparison.Ordinal);
        await world.PostAsync("/operator/v1/accounts", $$"""{"id":"acme","profile":{{profile}},"reason":"applied"}""");
        var warning =
            Assert.Single((await world.GetAsync("/operator/v1/accounts/acme", "carol")).Json.GetProperty("warnings").EnumerateArray());
        Assert.Equal(("R-1", false), (warning.GetProperty("reference").GetString(), warning.GetProperty("hasExpired").GetBoolean()));
        await world.RunAsync("PaWarn");
        Assert.Contains(
            "expires on 2026-12-01", Assert.Single(world.Program.Log, line => line.StartsWith("Warning 1715", StringComparison.Ordinal)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublicProviders_ShowThoseThatGetTokensAndNothingPrivate()
    {
        await using var world = await PaWorld.StartAsync();
        await world.OpenAsync("acme", "1234");
        var named = PaWorld.ProfileOf("5678").Replace("Example Telephone", "=cmd()", StringComparison.Ordinal);
        await world.PostAsync("/operator/v1/accounts", $$"""{"id":"b","profile":{{named}},"reason":"applied"}""");
        var open = await world.GetAsync("/public/v1/providers");
        Assert.Equal("""{"providers":[{"name":"Example Telephone","country":"US","codes":["US/1234"]}]}""", open.Body);
        await world.MoveAsync("b", "open");
        var csv = await world.GetAsync("/public/v1/providers", accept: "text/csv");
        Assert.Equal("text/csv", csv.MediaType);
        Assert.Equal(
            "\"name\",\"country\",\"codes\"\r\n\"Example Telephone\",\"US\",\"US/1234\"\r\n\"'=cmd()\",\"US\",\"US/5678\"\r\n", csv.Body);
        await world.MoveAsync("acme", "suspended");
        Assert.DoesNotContain("1234", (await world.GetAsync("/public/v1/providers")).Body, StringComparison.Ordinal);
    }

    private static async Task ApplyAsync(PaWorld world, string id)
    {
        var made = await world.PostAsync(
            "/operator/v1/accounts", $$"""{"id":"{{id}}","profile":{{PaWorld.ProfileOf("5555")}},"reason":"applied"}""");
        Assert.Equal(HttpStatusCode.Created, made.Status);
    }
}
