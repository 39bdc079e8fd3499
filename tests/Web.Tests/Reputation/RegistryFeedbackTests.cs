using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Shaken.Web.Tests.PolicyAdministrator;
using Shaken.Web.Tests.Registry;

namespace Shaken.Web.Tests.Reputation;

/// <summary>An STI-PA tells the registry the scores of other countries.</summary>
public sealed class RegistryFeedbackTests
{
    private const string Report = """
        {"countries":[{"country":"CA","score":82,"confidence":90,"reporters":5,"lastOn":"2026-11-20"}]}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tell_ScoresOfOtherCountries_ReachTheRegistrysOperators()
    {
        await using var registry = await RegistryServer.StartAsync();
        var keyFile = Path.GetTempFileName();
        await File.WriteAllTextAsync(keyFile, await PartnerAsync(registry, "us.pa", "US"), Token);
        await using var world = await PaWorld.StartAsync(
            ("Pa:Country", "US"), ("Pa:Reputation:RegistryUrl", registry.Program.Url.AbsoluteUri),
            ("Pa:Reputation:RegistryKeyFile", keyFile));
        foreach (var name in (string[])["one", "two", "three"])
        {
            var at = JsonSerializer.Serialize(world.Program.Time.GetUtcNow());
            var call = $$"""{"at":{{at}},"verdict":"TN-Validation-Passed","outcome":"unwanted","attest":"A","country":"CA"}""";
            var body = $$"""{"batch":"b-1","observations":[{{string.Join(',', Enumerable.Repeat(call, 20))}}]}""";
            var secret = await world.UserAsync($"cvt.{name}", "reporter", name);
            var taken = await world.SendAsync(HttpMethod.Post, "/reputation/v1/observations", body, secret);
            Assert.Equal(HttpStatusCode.Created, taken.Status);
        }

        await world.RunAsync("PaFoldObservations");
        await world.RunAsync("PaTellRegistry");
        var listed = await registry.GetAsync("/operator/v1/registry/reputation", "alice");
        var told = Assert.Single(listed.Json.GetProperty("reports").EnumerateArray());
        Assert.Equal("US", told.GetProperty("by").GetString());
        var country = Assert.Single(told.GetProperty("countries").EnumerateArray());
        Assert.Equal(("CA", 78), (country.GetProperty("country").GetString(), country.GetProperty("score").GetInt32()));
        File.Delete(keyFile);
    }

    [Fact]
    public async Task Take_OfAnotherPrincipalOrForm_IsRefused()
    {
        await using var registry = await RegistryServer.StartAsync();
        var country = await PartnerAsync(registry, "us.pa", "US");
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(registry, Report, country)).Status);
        var malformed = await PostAsync(registry, "{}", country);
        Assert.Equal((HttpStatusCode.BadRequest, "report-malformed"), (malformed.Status, malformed.Reason));
        var nobody = await PostAsync(registry, Report, await PartnerAsync(registry, "some.pa", "Somebody"));
        Assert.Equal((HttpStatusCode.Forbidden, "country-unknown"), (nobody.Status, nobody.Reason));
        Assert.Equal(
            HttpStatusCode.Forbidden, (await registry.SendAsync(HttpMethod.Post, "/registry/v1/reputation", Report, "alice")).Status);
    }

    private static async Task<string> PartnerAsync(RegistryServer registry, string userId, string account)
    {
        var made = await registry.SendAsync(
            HttpMethod.Post, "/operator/v1/principals",
            $$"""{"userId":"{{userId}}","kind":"partner","account":"{{account}}","reason":"asked"}""", "alice");
        Assert.Equal(HttpStatusCode.Created, made.Status);
        var key = await registry.SendAsync(
            HttpMethod.Post, $"/operator/v1/principals/{userId}/keys", """{"name":"test","reason":"asked"}""", "alice");
        return key.Text("secret");
    }

    private static async Task<PaAnswer> PostAsync(RegistryServer registry, string body, string secret)
    {
        using var client = registry.Program.NewClient("127.0.0.1");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/registry/v1/reputation")
        {
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.TryAddWithoutValidation("Authorization", secret);
        using var response = await client.SendAsync(request, Token);
        return new PaAnswer(
            response.StatusCode, await response.Content.ReadAsByteArrayAsync(Token), response.Content.Headers.ContentType?.MediaType,
            ETag: null, CacheControl: null);
    }
}
