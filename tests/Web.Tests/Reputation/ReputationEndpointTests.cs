using System.Net;
using System.Text.Json;
using Shaken.Web.Tests.PolicyAdministrator;

namespace Shaken.Web.Tests.Reputation;

public sealed class ReputationEndpointTests
{
    private const string Observations = "/reputation/v1/observations";
    private const string Query = "/reputation/v1/numbers/query";
    private const string Question = """{"numbers":["12155550121","12155550199"],"origins":[{"signer":"CA/1234","origid":"o-1"}]}""";

    [Fact]
    public async Task Observations_OfThreeReporters_AreScoredForEveryReader()
    {
        await using var world = await PaWorld.StartAsync();
        await ReportAsync(world);
        var reader = await world.UserAsync("cvt.reader", "reporter", "Reader");
        var answer = await world.SendAsync(HttpMethod.Post, Query, Question, reader);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var numbers = answer.Json.GetProperty("numbers").EnumerateArray().ToList();
        Assert.Equal(78, numbers[0].GetProperty("score").GetInt32());
        Assert.False(numbers[1].TryGetProperty("score", out _));
        Assert.Equal(3, answer.Json.GetProperty("origins")[0].GetProperty("reporters").GetInt32());
        Assert.DoesNotContain("5550", answer.Body, StringComparison.Ordinal);
        foreach (var (path, name) in ((string, string)[])[
            ("/reputation/v1/providers/CA/1234", "provider"), ("/reputation/v1/countries/CA", "country")])
        {
            var known = await world.SendAsync(HttpMethod.Get, path, secret: reader);
            Assert.Equal((HttpStatusCode.OK, "no-store"), (known.Status, known.CacheControl));
            Assert.StartsWith("CA", known.Text(name), StringComparison.Ordinal);
            Assert.Equal(78, known.Json.GetProperty("reputation").GetProperty("score").GetInt32());
        }
    }

    [Fact]
    public async Task Report_OfCountriesAndProviders_IsReadInBothForms()
    {
        await using var world = await PaWorld.StartAsync();
        await ReportAsync(world, calls: 300);
        await PutTracebackAsync(world, "unanswered", revision: 0);
        var countries = await world.GetAsync("/operator/v1/reputation/countries", "carol");
        var country = Assert.Single(countries.Json.GetProperty("countries").EnumerateArray());
        Assert.Equal("none", country.GetProperty("recommended").GetString());
        Assert.Equal(1, country.GetProperty("tracebacks").GetProperty("unanswered").GetInt32());
        var csv = await world.GetAsync("/operator/v1/reputation/countries?form=csv", "carol");
        Assert.Equal("text/csv", csv.MediaType);
        Assert.Contains("\"CA\",\"", csv.Body, StringComparison.Ordinal);
        var providers = await world.GetAsync("/operator/v1/reputation/providers", "carol");
        Assert.Equal("CA/1234", providers.Json.GetProperty("providers")[0].GetProperty("provider").GetString());
        var lines = (await world.GetAsync("/operator/v1/reputation/providers", "carol", accept: "text/csv")).Body;
        Assert.Contains("\"CA/1234\",\"", lines, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""","to":"12155550131" """, "called-number-sent")]
    [InlineData(""","calling":"9f86d081884c7d659a2feaa0c55ad015" """, "number-not-plain")]
    [InlineData(""","name":"Ann" """, "batch-malformed")]
    public async Task Observations_WithWhatMayNotBeSent_AreRefusedByName(string member, string reason)
    {
        await using var world = await PaWorld.StartAsync();
        var secret = await world.UserAsync("cvt.1", "reporter", "One");
        var refused = await world.SendAsync(HttpMethod.Post, Observations, BatchOf(world, 1, member), secret);
        Assert.Equal((HttpStatusCode.BadRequest, reason), (refused.Status, refused.Reason));
        Assert.DoesNotContain("5550", refused.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Observations_SentAgain_AreKnown_AndOthersUnderTheirIdRefused()
    {
        await using var world = await PaWorld.StartAsync();
        var secret = await world.UserAsync("cvt.1", "reporter", "One");
        Assert.Equal(
            HttpStatusCode.Created, (await world.SendAsync(HttpMethod.Post, Observations, BatchOf(world, 2), secret)).Status);
        var again = await world.SendAsync(HttpMethod.Post, Observations, BatchOf(world, 2), secret);
        Assert.Equal((HttpStatusCode.OK, true), (again.Status, again.Json.GetProperty("known").GetBoolean()));
        var other = await world.SendAsync(HttpMethod.Post, Observations, BatchOf(world, 3), secret);
        Assert.Equal((HttpStatusCode.Conflict, "batch-differs"), (other.Status, other.Reason));
    }

    [Fact]
    public async Task Observations_BeyondTheReportersBounds_AreToldWhenToComeBack()
    {
        await using var world = await PaWorld.StartAsync(("Pa:Reputation:BatchesPerMinute", "1"));
        var secret = await world.UserAsync("cvt.1", "reporter", "One");
        await world.SendAsync(HttpMethod.Post, Observations, BatchOf(world, 2), secret);
        var refused = await world.SendAsync(HttpMethod.Post, Observations, BatchOf(world, 2), secret);
        Assert.Equal((HttpStatusCode.TooManyRequests, "reporter-too-fast"), (refused.Status, refused.Reason));
    }

    [Fact]
    public async Task Observations_OfAnotherKindOfPrincipal_AreRefused()
    {
        await using var world = await PaWorld.StartAsync();
        var partner = await world.UserAsync("ca.pa", "partner", "Canada");
        Assert.Equal(
            HttpStatusCode.Forbidden, (await world.SendAsync(HttpMethod.Post, Observations, BatchOf(world, 1), partner)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.SendAsync(HttpMethod.Post, Query, Question, partner)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.SendAsync(HttpMethod.Post, Query, Question)).Status);
    }

    [Theory]
    [InlineData("GET", "/reputation/v1/providers/CA/12-34", null, "provider-unknown")]
    [InlineData("GET", "/reputation/v1/countries/AB", null, "country-unknown")]
    [InlineData("POST", Query, """{"numbers":["1215555012x"]}""", "query-malformed")]
    [InlineData("POST", Query, """{"numbers":"12155550121"}""", "query-malformed")]
    [InlineData("POST", Query, """{"origins":[{"signer":"CA/1234"}]}""", "query-malformed")]
    public async Task Read_OfAWrongQuestion_IsRefused(string method, string path, string? body, string reason)
    {
        await using var world = await PaWorld.StartAsync();
        var refused = await world.SendAsync(new HttpMethod(method), path, body, world.SecretOf("carol"));
        Assert.Equal((HttpStatusCode.BadRequest, reason), (refused.Status, refused.Reason));
    }

    [Fact]
    public async Task Traceback_EnteredAndEnforced_IsReadListedAndReported()
    {
        await using var world = await PaWorld.StartAsync();
        Assert.Equal(1, (await PutTracebackAsync(world, "asked", revision: 0)).Number("revision"));
        Assert.Equal("revision-differs", (await PutTracebackAsync(world, "enforced", revision: 0)).Reason);
        Assert.Equal("enforced", (await PutTracebackAsync(world, "enforced", revision: 1)).Text("state"));
        Assert.Equal("CA/1234", (await world.GetAsync("/operator/v1/tracebacks/tb-1", "carol")).Text("provider"));
        var listed = await world.GetAsync("/operator/v1/tracebacks", "carol");
        Assert.Single(listed.Json.GetProperty("tracebacks").EnumerateArray());
        Assert.Equal(HttpStatusCode.NotFound, (await world.GetAsync("/operator/v1/tracebacks/tb-2", "carol")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await PutTracebackAsync(world, "asked", revision: 2, by: "carol")).Status);
        var report = (await world.GetAsync("/operator/v1/reports/2026-Q4?form=csv", "carol")).Body;
        Assert.Contains("\"tracebacks\",\"enforced\",\"1\"", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"country":"AB","askedOn":"2026-11-03","state":"asked","revision":0,"reason":"x"}""")]
    [InlineData("""{"country":"CA","provider":"US/1234","askedOn":"2026-11-03","state":"asked","revision":0,"reason":"x"}""")]
    [InlineData("""{"country":"CA","provider":7,"askedOn":"2026-11-03","state":"asked","revision":0,"reason":"x"}""")]
    [InlineData("""{"country":"CA","askedOn":"2026-11-22","state":"asked","revision":0,"reason":"x"}""")]
    [InlineData("""{"country":"CA","askedOn":"2026-11-03","state":"lost","revision":0,"reason":"x"}""")]
    [InlineData("""{"country":"CA","askedOn":"2026-11-03","state":"asked","reason":"x"}""")]
    public async Task PutTraceback_OfAWrongMember_IsRefused(string body)
    {
        await using var world = await PaWorld.StartAsync();
        var refused = await world.SendAsync(HttpMethod.Put, "/operator/v1/tracebacks/tb-1", body, world.SecretOf("alice"));
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
    }

    private static async Task ReportAsync(PaWorld world, int calls = 20)
    {
        foreach (var name in (string[])["one", "two", "three"])
        {
            var secret = await world.UserAsync($"cvt.{name}", "reporter", name);
            var taken = await world.SendAsync(HttpMethod.Post, Observations, BatchOf(world, calls), secret);
            Assert.Equal((HttpStatusCode.Created, calls), (taken.Status, (int)taken.Number("observations")));
        }

        await world.RunAsync("PaFoldObservations");
        await world.RunAsync("PaPurgeReputation");
    }

    private static string BatchOf(PaWorld world, int calls, string more = ""","calling":"12155550121" """)
    {
        var at = JsonSerializer.Serialize(world.Program.Time.GetUtcNow());
        var one = $$"""
            {"at":{{at}},"verdict":"TN-Validation-Passed","outcome":"unwanted","attest":"A","signer":"CA/1234","origid":"o-1"{{more}}}
            """;
        return $$"""{"batch":"b-1","observations":[{{string.Join(',', Enumerable.Repeat(one, calls))}}]}""";
    }

    private static Task<PaAnswer> PutTracebackAsync(PaWorld world, string state, int revision, string by = "alice") => world.SendAsync(
        HttpMethod.Put, "/operator/v1/tracebacks/tb-1",
        $$"""
        {"country":"CA","provider":"CA/1234","askedOn":"2026-11-03","state":"{{state}}","revision":{{revision}},"reason":"x"}
        """,
        world.SecretOf(by));
}
