using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.PolicyAdministrator.Borders;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Registry;
using Shaken.Local.Authorities;
using Shaken.Web.Tests.Registry;

namespace Shaken.Web.Tests.PolicyAdministrator;

public sealed class RegistrySubscriptionEndpointTests
{
    private const string Path = "/operator/v1/registry-subscription";
    private const string ListUrl = "https://registry.example/registry/v1/list";
    private const string X5u = "https://registry.example/list.crt";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Subscription_OneProposesAnotherApproves_IsFollowedUntilRevoked()
    {
        await using var world = await StartAsync(("Pa:Authorities:TwoOperators", "true"));
        Assert.Equal(0, (await world.GetAsync(Path, "carol")).Number("revision"));
        var registry = await RegistryServer.AuthorityAsync("CH");
        var proposed = await PutAsync(world, Body(registry, revision: 0));
        Assert.Equal((HttpStatusCode.OK, false), (proposed.Status, proposed.Json.TryGetProperty("approved", out _)));
        const string Approve = """{"revision":1,"reason":"decided"}""";
        Assert.Equal("another-operator-needed", (await world.PostAsync($"{Path}/approval", Approve)).Reason);
        var approved = await world.PostAsync($"{Path}/approval", Approve, by: "bob");
        Assert.Equal(ListUrl, approved.Json.GetProperty("approved").GetProperty("listUrl").GetString());

        // Nothing answers there: the state says so.
        await world.RunAsync("PaFollowRegistry");
        var refresh = (await world.GetAsync(Path, "carol")).Json.GetProperty("refresh");
        Assert.Equal(("unreachable", 1), (refresh.GetProperty("failure").GetString(), refresh.GetProperty("failures").GetInt32()));
        var revoked = await world.PostAsync($"{Path}/revocation", """{"revision":2,"reason":"not needed"}""");
        Assert.False(revoked.Json.TryGetProperty("approved", out _));
    }

    [Fact]
    public async Task Countries_OfTheRegistry_AreShownBesideTheOwnPolicy()
    {
        await using var world = await StartAsync();
        var (registry, canada) = (await RegistryServer.AuthorityAsync("CH"), await RegistryServer.AuthorityAsync("CA"));
        await PutAsync(world, Body(registry, revision: 0));
        Assert.Equal(0, (await world.GetAsync($"{Path}/countries", "carol")).Json.GetProperty("countries").GetArrayLength());
        await FollowAsync(world, registry, RegistryServer.RegistrationOf(canada, url: RegistryServer.ListUrl).Entry);
        var before = await OnlyCountryAsync(world);
        Assert.Equal(
            ("CA", false, false),
            (
                before.GetProperty("country").GetString(), before.TryGetProperty("terms", out _),
                before.GetProperty("isFollowed").GetBoolean()));
        var terms = """{"terms":{"mechanism":"registry","ceiling":"C"},"revision":0,"reason":"decided"}""";
        var set = await world.SendAsync(HttpMethod.Put, "/operator/v1/country-policy/CA", terms, world.SecretOf("alice"));
        Assert.Equal(HttpStatusCode.OK, set.Status);
        var after = await OnlyCountryAsync(world);
        Assert.True(after.GetProperty("isFollowed").GetBoolean());
        Assert.Equal("C", after.GetProperty("terms").GetProperty("ceiling").GetString());
        Assert.Equal(1, (await world.GetAsync(Path, "carol")).Json.GetProperty("list").GetProperty("countries").GetInt32());
    }

    [Fact]
    public async Task Subscribe_WrongRequest_IsRefusedByName()
    {
        await using var world = await StartAsync();
        var good = Body(await RegistryServer.AuthorityAsync("CH"), revision: 0);
        foreach (var (body, reason) in ((string, string)[])[
            ("{}", "terms-not-allowed"),
            (good.Replace("https:", "http:", StringComparison.Ordinal), "terms-not-allowed"),
            (good.Replace("BEGIN CERTIFICATE", "BEGIN NOTHING", StringComparison.Ordinal), "terms-not-allowed"),
            (good.Replace("\"revision\"", "\"version\"", StringComparison.Ordinal), "revision-missing"),
            (good.Replace("\"reason\"", "\"raison\"", StringComparison.Ordinal), "act-malformed")])
        {
            var answer = await PutAsync(world, body);
            Assert.Equal((HttpStatusCode.BadRequest, reason), (answer.Status, answer.Reason));
        }

        Assert.Equal("caller-not-allowed", (await world.SendAsync(HttpMethod.Put, Path, good, world.SecretOf("carol"))).Reason);
        Assert.Equal("nothing-proposed", (await world.PostAsync($"{Path}/revocation", """{"revision":0,"reason":"x"}""")).Reason);
        Assert.Equal("revision-differs", (await world.PostAsync($"{Path}/approval", """{"revision":7,"reason":"x"}""")).Reason);
    }

    // Countries of a registry are judged by the own country policy: without one there is nothing to subscribe for.
    [Fact]
    public async Task Subscription_WithoutACountryPolicy_IsUnknown()
    {
        await using var world = await PaWorld.StartAsync();
        var answer = await world.GetAsync(Path, "carol");
        Assert.Equal((HttpStatusCode.NotFound, "registry-unknown"), (answer.Status, answer.Reason));
    }

    private static Task<PaWorld> StartAsync(params (string Name, string Value)[] settings) =>
        PaWorld.StartAsync(SignedDocumentKind.CountryPolicy, "Pa:CountryPolicy", settings);

    private static Task<PaAnswer> PutAsync(PaWorld world, string body) =>
        world.SendAsync(HttpMethod.Put, Path, body, world.SecretOf("alice"));

    private static string Body(LocalAuthority registry, long revision)
    {
        var root = JsonSerializer.Serialize(registry.PolicyAdministratorRoot.Certificate.ToPem());
        return $$"""{"name":"Registry","listUrl":"{{ListUrl}}","roots":[{{root}}],"revision":{{revision}},"reason":"approved"}""";
    }

    private static async Task<JsonElement> OnlyCountryAsync(PaWorld world) =>
        Assert.Single((await world.GetAsync($"{Path}/countries", "carol")).Json.GetProperty("countries").EnumerateArray());

    // What the timer does, with an answer in the place of the registry's server.
    private static async Task FollowAsync(PaWorld world, LocalAuthority registry, RegistryEntry entry)
    {
        var (services, time) = (world.Program.Services, world.Program.Time);
        var signer = registry.Administrator.SignerOf(SignedDocumentKind.RegistryList);
        var certificates = new PublishedCertificates(time);
        certificates.Publish(X5u, signer.Chain);
        var jwt = await RegistryListSigner.SignAsync([entry], 1, time.GetUtcNow().AddDays(7), signer.Key, X5u, Token);
        var subscriptions = services.GetRequiredService<RegistrySubscriptions>();
        var (records, blobs) = (services.GetRequiredService<IRecords>(), services.GetRequiredService<IBlobs>());
        var subscribed = new SubscribedRegistry(subscriptions, records, blobs, certificates, time);
        await new FollowRegistry(
            subscriptions, subscribed, new OneDocument(jwt), blobs, time, SystemRandom.Instance,
            services.GetRequiredService<ILogger<RegistryListRefresh>>()).RunAsync(Token);
        Assert.NotNull(await subscribed.FindListAsync(Token));
    }

    /// <summary>Every URL has one document.</summary>
    private sealed class OneDocument(string text) : IUrlFetcher
    {
        public Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(
            string url, FetchProfile profile, CancellationToken cancellationToken) =>
            Task.FromResult<Outcome<FetchedDocument, FetchRefusal>>(
                new FetchedDocument(Encoding.UTF8.GetBytes(text), "application/jose+json", MaxAge: null));
    }
}
