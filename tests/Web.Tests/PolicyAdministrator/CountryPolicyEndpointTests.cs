using System.Net;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Web.Tests.PolicyAdministrator;

public sealed class CountryPolicyEndpointTests
{
    private const string Country = "/operator/v1/country-policy/CA";

    [Fact]
    public async Task Policy_SetAndPublished_IsServedInBothForms()
    {
        await using var world = await StartAsync();
        var set = await PutAsync(world, Country, Terms("""{"mechanism":"merge","ceiling":"B","prefixes":["1416"]}""", revision: 0));
        Assert.Equal((HttpStatusCode.OK, 1L), (set.Status, set.Number("revision")));
        Assert.Equal("B", set.Json.GetProperty("terms").GetProperty("ceiling").GetString());
        await world.RunAsync("PaPublishCountryPolicy");

        var reader = await world.UserAsync("ca.pa", "partner", "Canada");
        var policy = await world.SendAsync(HttpMethod.Get, "/api/v1/country-policy", secret: reader);
        Assert.Equal((HttpStatusCode.OK, "application/json", "success"), (policy.Status, policy.MediaType, policy.Text("status")));
        var bare = await world.SendAsync(HttpMethod.Get, "/api/v1/country-policy", secret: reader, accept: "application/jose");
        Assert.Equal(("application/jose+json", policy.Text("countryPolicy")), (bare.MediaType, bare.Body));
        var again = await world.SendAsync(HttpMethod.Get, "/api/v1/country-policy", secret: reader, etag: policy.ETag);
        Assert.Equal(HttpStatusCode.NotModified, again.Status);
        Assert.Equal(bare.Body, (await world.GetAsync("/operator/v1/country-policies/1", "carol")).Text("countryPolicy"));
    }

    [Fact]
    public async Task Set_WhereTwoOperatorsAreNeeded_WaitsForAnother()
    {
        await using var world = await StartAsync(("Pa:Authorities:TwoOperators", "true"));
        var proposed = await PutAsync(world, Country, Terms("""{"mechanism":"merge"}""", revision: 0));
        Assert.Equal("merge", proposed.Json.GetProperty("proposed").GetProperty("mechanism").GetString());
        Assert.False(proposed.Json.TryGetProperty("terms", out _));
        const string Approve = """{"revision":1,"reason":"decided"}""";
        var refused = await world.PostAsync($"{Country}/approval", Approve);
        Assert.Equal((HttpStatusCode.Forbidden, "another-operator-needed"), (refused.Status, refused.Reason));
        var approved = await world.PostAsync($"{Country}/approval", Approve, by: "bob");
        Assert.Equal((HttpStatusCode.OK, 2L), (approved.Status, approved.Number("revision")));
        Assert.Equal(2L, (await world.GetAsync(Country, "carol")).Number("revision"));
    }

    [Fact]
    public async Task Set_WrongRequest_IsRefusedByName()
    {
        await using var world = await StartAsync();
        foreach (var (path, body, status, reason) in ((string, string, HttpStatusCode, string)[])[
            (Country, "{}", HttpStatusCode.BadRequest, "terms-not-allowed"),
            (Country, Terms("""{"mechanism":"full"}""", 0), HttpStatusCode.BadRequest, "terms-not-allowed"),
            (Country, Terms("""{"mechanism":"own"}""", 0), HttpStatusCode.BadRequest, "terms-not-allowed"),
            (Country, """{"terms":{"mechanism":"merge"},"reason":"x"}""", HttpStatusCode.BadRequest, "revision-missing"),
            (Country, """{"terms":{"mechanism":"merge"},"revision":0}""", HttpStatusCode.BadRequest, "act-malformed"),
            (Country, Terms("""{"mechanism":"merge"}""", 7), HttpStatusCode.Conflict, "revision-differs"),
            ("/operator/v1/country-policy/AB", Terms("""{"mechanism":"merge"}""", 0), HttpStatusCode.BadRequest, "country-unknown")])
        {
            var answer = await PutAsync(world, path, body);
            Assert.Equal((status, reason), (answer.Status, answer.Reason));
        }

        var unknown = await world.GetAsync(Country, "carol");
        Assert.Equal((HttpStatusCode.NotFound, "not-found"), (unknown.Status, unknown.Reason));
        var auditor = await PutAsync(world, Country, Terms("""{"mechanism":"merge"}""", 0), by: "carol");
        Assert.Equal((HttpStatusCode.Forbidden, "caller-not-allowed"), (auditor.Status, auditor.Reason));
    }

    [Fact]
    public async Task List_OfCountries_IsPaged()
    {
        await using var world = await StartAsync();
        foreach (var country in new[] { "FR", "CA", "GB" })
            await PutAsync(world, $"/operator/v1/country-policy/{country}", Terms("""{"mechanism":"merge"}""", 0));
        var first = await world.GetAsync("/operator/v1/country-policy?count=2", "carol");
        Assert.Equal(["CA", "FR"], NamesOf(first));
        var second = await world.GetAsync($"/operator/v1/country-policy?count=2&cursor={first.Text("cursor")}", "carol");
        Assert.Equal(["GB"], NamesOf(second));
        Assert.False(second.Json.TryGetProperty("cursor", out _));
    }

    [Fact]
    public async Task Policy_NotConfigured_SaysWhichSettingIsMissing()
    {
        await using var world = await PaWorld.StartAsync();
        var answer = await world.GetAsync("/operator/v1/country-policy", "carol");
        Assert.Equal((HttpStatusCode.NotFound, "country-policy-unknown"), (answer.Status, answer.Reason));
        Assert.Contains("Pa:CountryPolicy", answer.Text("detail"), StringComparison.Ordinal);
    }

    private static async Task<PaWorld> StartAsync(params (string Name, string Value)[] settings) =>
        await PaWorld.StartAsync(SignedDocumentKind.CountryPolicy, "Pa:CountryPolicy", settings);

    private static Task<PaAnswer> PutAsync(PaWorld world, string path, string body, string by = "alice") =>
        world.SendAsync(HttpMethod.Put, path, body, world.SecretOf(by));

    private static string Terms(string terms, long revision) => $$"""{"terms":{{terms}},"revision":{{revision}},"reason":"decided"}""";

    private static IEnumerable<string?> NamesOf(PaAnswer answer) =>
        answer.Json.GetProperty("countries").EnumerateArray().Select(country => country.GetProperty("country").GetString());
}
