using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Lint;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Lists;
using Shaken.Local.Authorities;

namespace Shaken.Web.Tests.PolicyAdministrator;

public sealed class PartnerEndpointTests
{
    private const string ListUrl = "https://sti-pa.ca.example/ca-list";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Partner_AddedAndMoved_IsShownWithItsState()
    {
        await using var world = await PaWorld.StartAsync();
        var added = await world.PostAsync("/operator/v1/partners", await BodyAsync("canada"));
        Assert.Equal((HttpStatusCode.Created, "active"), (added.Status, added.Text("state")));
        Assert.Equal("CA", Assert.Single(added.Json.GetProperty("countries").EnumerateArray()).GetString());
        var paused = await world.PostAsync(
            "/operator/v1/partners/canada/state", """{"state":"paused","revision":1,"reason":"maintenance"}""");
        Assert.Equal(("paused", 2L), (paused.Text("state"), paused.Number("revision")));
        Assert.Equal("paused", (await world.GetAsync("/operator/v1/partners/canada", "carol")).Text("state"));
        Assert.Single((await world.GetAsync("/operator/v1/partners", "carol")).Json.GetProperty("partners").EnumerateArray());
    }

    [Fact]
    public async Task Refresh_PartnerThatCannotBeReached_ShowsWhy()
    {
        await using var world = await PaWorld.StartAsync();
        await world.PostAsync("/operator/v1/partners", await BodyAsync("canada", "https://127.0.0.1:1/ca-list"));
        await world.RunAsync("PaRefreshPartners");
        var refresh = (await world.GetAsync("/operator/v1/partners/canada", "carol")).Json.GetProperty("refresh");
        Assert.Equal(("unreachable", 1), (refresh.GetProperty("failure").GetString(), refresh.GetProperty("failures").GetInt32()));
    }

    [Fact]
    public async Task Amend_Partner_NeedsTheRevisionThatWasRead()
    {
        await using var world = await PaWorld.StartAsync();
        var body = await BodyAsync("canada");
        await world.PostAsync("/operator/v1/partners", body);
        var amended = body.Replace("\"reason\"", "\"revision\":1,\"reason\"", StringComparison.Ordinal);
        var first = await world.SendAsync(HttpMethod.Put, "/operator/v1/partners/canada", amended, world.SecretOf("alice"), key: "a");
        Assert.Equal((HttpStatusCode.OK, 2L), (first.Status, first.Number("revision")));
        var retried = await world.SendAsync(HttpMethod.Put, "/operator/v1/partners/canada", amended, world.SecretOf("alice"), key: "a");
        Assert.Equal((HttpStatusCode.OK, 2L), (retried.Status, retried.Number("revision")));
        var late = await world.SendAsync(HttpMethod.Put, "/operator/v1/partners/canada", amended, world.SecretOf("alice"), key: "b");
        Assert.Equal((HttpStatusCode.Conflict, "revision-differs"), (late.Status, late.Reason));
    }

    [Fact]
    public async Task Add_WrongRequest_IsRefusedByName()
    {
        await using var world = await PaWorld.StartAsync();
        var good = await BodyAsync("canada");
        foreach (var (body, reason) in ((string, string)[])[
            ("{}", "terms-not-allowed"),
            (good.Replace("\"canada\"", "\"Canada\"", StringComparison.Ordinal), "terms-not-allowed"),
            (good.Replace("\"CA\"", "\"AB\"", StringComparison.Ordinal), "terms-not-allowed"),
            (good.Replace("\"CA\"", "\"US\"", StringComparison.Ordinal), "terms-not-allowed"),
            (good.Replace("https:", "http:", StringComparison.Ordinal), "terms-not-allowed"),
            (good.Replace("BEGIN CERTIFICATE", "BEGIN NOTHING", StringComparison.Ordinal), "terms-not-allowed"),
            (good.Replace("\"reason\"", "\"raison\"", StringComparison.Ordinal), "act-malformed")])
        {
            var answer = await world.PostAsync("/operator/v1/partners", body);
            Assert.Equal((HttpStatusCode.BadRequest, reason), (answer.Status, answer.Reason));
        }

        Assert.Equal("caller-not-allowed", (await world.PostAsync("/operator/v1/partners", good, by: "carol")).Reason);
        Assert.Equal("not-found", (await world.GetAsync("/operator/v1/partners/nobody", "carol")).Reason);
        await world.PostAsync("/operator/v1/partners", good);
        Assert.Equal("is-there", (await world.PostAsync("/operator/v1/partners", good)).Reason);
        var state = await world.PostAsync("/operator/v1/partners/canada/state", """{"state":"gone","revision":1,"reason":"x"}""");
        Assert.Equal((HttpStatusCode.BadRequest, "state-unknown"), (state.Status, state.Reason));
    }

    [Fact]
    public async Task Roots_OfPartnerWithoutAList_AreNoneAndNoneIsAccepted()
    {
        await using var world = await PaWorld.StartAsync();
        await world.PostAsync("/operator/v1/partners", await BodyAsync("canada"));
        const string Path = "/operator/v1/partners/canada/roots";
        var shown = await world.GetAsync(Path, "carol");
        Assert.Equal((0, 0L), (shown.Json.GetProperty("roots").GetArrayLength(), shown.Number("revision")));
        var stranger = $$"""{"roots":["{{new string('a', 64)}}"],"revision":0,"reason":"agreed"}""";
        var refused = await world.SendAsync(HttpMethod.Put, Path, stranger, world.SecretOf("alice"));
        Assert.Equal((HttpStatusCode.BadRequest, "roots-not-allowed"), (refused.Status, refused.Reason));
        var malformed = await world.SendAsync(HttpMethod.Put, Path, """{"roots":7,"revision":0,"reason":"x"}""", world.SecretOf("alice"));
        Assert.Equal("roots-not-allowed", malformed.Reason);
        var approval = await world.PostAsync($"{Path}/approval", """{"revision":0,"reason":"x"}""");
        Assert.Equal((HttpStatusCode.Conflict, "nothing-proposed"), (approval.Status, approval.Reason));
        Assert.Equal("not-found", (await world.GetAsync("/operator/v1/partners/nobody/roots", "carol")).Reason);
    }

    [Fact]
    public async Task Roots_OneOperatorProposesAnotherApproves_AreMerged()
    {
        await using var world = await PaWorld.StartAsync(("Pa:Authorities:TwoOperators", "true"));
        var canada = await CanadaAsync();
        await world.PostAsync("/operator/v1/partners", BodyOf("canada", canada));
        await TakeListAsync(world, canada);
        const string Path = "/operator/v1/partners/canada/roots";
        var root = canada.Root.Certificate.Fingerprint;
        var shown = await world.GetAsync(Path, "carol");
        Assert.Equal((root, "new"), OnlyRootOf(shown));
        var listed = shown.Json.GetProperty("roots")[0];
        var broken = CertificateLinter.Lint(canada.Root.Certificate, LintProfile.OfCountry(canada.Root.Country, []))
            .Select(one => one.Rule);
        Assert.Equal("CA", listed.GetProperty("country").GetString());
        Assert.Equal(broken, listed.GetProperty("findings").EnumerateArray().Select(one => one.GetProperty("rule").GetString()));

        var wanted = $$"""{"roots":["{{root}}"],"revision":0,"reason":"agreed"}""";
        var proposed = await world.SendAsync(HttpMethod.Put, Path, wanted, world.SecretOf("alice"));
        Assert.Equal((HttpStatusCode.OK, 1L), (proposed.Status, proposed.Number("revision")));
        Assert.Equal(root, Assert.Single(proposed.Json.GetProperty("proposed").EnumerateArray()).GetString());
        Assert.Equal((root, "new"), OnlyRootOf(proposed));
        const string Approve = """{"revision":1,"reason":"decided"}""";
        var refused = await world.PostAsync($"{Path}/approval", Approve);
        Assert.Equal((HttpStatusCode.Forbidden, "another-operator-needed"), (refused.Status, refused.Reason));
        Assert.Equal(0, (await world.GetAsync("/operator/v1/merged-roots", "carol")).Json.GetProperty("roots").GetArrayLength());

        var approved = await world.PostAsync($"{Path}/approval", Approve, by: "bob");
        Assert.Equal((HttpStatusCode.OK, 2L), (approved.Status, approved.Number("revision")));
        Assert.Equal(((root, "accepted"), false), (OnlyRootOf(approved), approved.Json.TryGetProperty("proposed", out _)));
        var merged = Assert.Single((await world.GetAsync("/operator/v1/merged-roots", "carol")).Json.GetProperty("roots").EnumerateArray());
        Assert.Equal((root, "canada"), (merged.GetProperty("id").GetString(), merged.GetProperty("origin").GetString()));
        Assert.Equal(broken.Count(), merged.GetProperty("findings").GetArrayLength());

        // To take a root off, one operator is enough.
        var off = await world.SendAsync(HttpMethod.Put, Path, """{"roots":[],"revision":2,"reason":"revoked"}""", world.SecretOf("alice"));
        Assert.Equal((HttpStatusCode.OK, 3L, (root, "new")), (off.Status, off.Number("revision"), OnlyRootOf(off)));
        Assert.Equal(0, (await world.GetAsync("/operator/v1/merged-roots", "carol")).Json.GetProperty("roots").GetArrayLength());
    }

    [Fact]
    public async Task MergedRoots_OwnRootThatIsApproved_HasNoOrigin()
    {
        await using var world = await PaWorld.StartAsync();
        var id = await world.ApproveAsync();
        var root = Assert.Single((await world.GetAsync("/operator/v1/merged-roots", "carol")).Json.GetProperty("roots").EnumerateArray());
        Assert.Equal((id, false), (root.GetProperty("id").GetString(), root.TryGetProperty("origin", out _)));
    }

    [Fact]
    public async Task List_OfPartners_IsPaged()
    {
        await using var world = await PaWorld.StartAsync();
        foreach (var id in new[] { "c", "a", "b" }) await world.PostAsync("/operator/v1/partners", await BodyAsync(id));
        var first = await world.GetAsync("/operator/v1/partners?count=2", "carol");
        Assert.Equal(["a", "b"], first.Json.GetProperty("partners").EnumerateArray().Select(one => one.GetProperty("id").GetString()));
        var second = await world.GetAsync("/operator/v1/partners?count=2&cursor=b", "carol");
        Assert.Equal(["c"], second.Json.GetProperty("partners").EnumerateArray().Select(one => one.GetProperty("id").GetString()));
    }

    private static (string? Id, string? State) OnlyRootOf(PaAnswer answer)
    {
        var root = Assert.Single(answer.Json.GetProperty("roots").EnumerateArray());
        return (root.GetProperty("id").GetString(), root.GetProperty("state").GetString());
    }

    // What the timer does, with an answer in the place of the partner's server.
    private static async Task TakeListAsync(PaWorld world, LocalAuthority partner)
    {
        const string X5u = "https://sti-pa.ca.example/list.crt";
        var (services, time) = (world.Program.Services, world.Program.Time);
        var certificates = new PublishedCertificates(time);
        certificates.Publish(X5u, [partner.ListSigner]);
        var list = await partner.SignTrustListAsync(sequence: 1, time.GetUtcNow().AddDays(7), X5u, Token);
        var states = new PartnerStates(
            services.GetRequiredService<IRecords>(), services.GetRequiredService<IBlobs>(), certificates, time);
        var refresh = new RefreshPartners(
            atOnce: 1, services.GetRequiredService<KnownPartners>(), states, new OneList(list), time, SystemRandom.Instance,
            services.GetRequiredService<ILogger<RefreshPartners>>());
        await refresh.RunAsync(Token);
    }

    private static async Task<string> BodyAsync(string id, string url = ListUrl) => BodyOf(id, await CanadaAsync(), url);

    private static string BodyOf(string id, LocalAuthority partner, string url = ListUrl)
    {
        var root = JsonSerializer.Serialize(partner.PolicyAdministratorRoot.Certificate.ToPem());
        return $$"""{"id":"{{id}}","name":"CST-GA","countries":["CA"],"listUrl":"{{url}}","roots":[{{root}}],"reason":"agreed"}""";
    }

    private static Task<LocalAuthority> CanadaAsync()
    {
        Assert.True(CountryCode.TryParse("CA", out var canada));
        return LocalAuthority.NewAsync(canada, "Test", new ManualTime(), SystemRandom.Instance, Token);
    }

    /// <summary>The server of every partner, with one list.</summary>
    private sealed class OneList(string compact) : IPartnerLists
    {
        public ValueTask<Outcome<PartnerAnswer, TrustListRefusal>> GetAsync(
            Partner partner, PartnerStatus status, CancellationToken cancellationToken) =>
            ValueTask.FromResult<Outcome<PartnerAnswer, TrustListRefusal>>(
                new PartnerAnswer(compact, ETag: null, LastModified: null));
    }
}
