using System.Net;
using Shaken.Core.Registry.Countries;

namespace Shaken.Web.Tests.Registry;

public sealed class RegistryEndpointTests
{
    [Fact]
    public async Task Ask_FirstRequest_IsAcceptedWithTheChallenge()
    {
        await using var server = await RegistryServer.StartAsync();
        var asked = await server.AskAsync(RegistryServer.RegistrationOf(server.Canada, url: RegistryServer.ListUrl));
        Assert.Equal((HttpStatusCode.Accepted, "pending", 1L), (asked.Status, asked.Text("state"), asked.Number("revision")));
        Assert.True(asked.Json.GetProperty("waits").GetBoolean());
        Assert.StartsWith(
            "https://sti-pa.ca.example/.well-known/shaken-registry/",
            asked.Json.GetProperty("challenge").GetProperty("url").GetString(), StringComparison.Ordinal);

        // The host cannot be reached here: the challenge stays open, with what is wrong.
        var proof = await server.SendAsync(HttpMethod.Post, "/registry/v1/countries/CA/proof");
        Assert.Equal(HttpStatusCode.Accepted, proof.Status);
        Assert.NotEmpty(proof.Json.GetProperty("challenge").GetProperty("detail").GetString()!);
        var refused = await server.DecideAsync("approval", 1);
        Assert.Equal((HttpStatusCode.Conflict, "not-proven"), (refused.Status, refused.Reason));
    }

    [Fact]
    public async Task Ask_WrongRequest_IsRefusedByName()
    {
        await using var server = await RegistryServer.StartAsync();
        var registration = RegistryServer.RegistrationOf(server.Canada);
        Assert.Equal("request-not-valid", (await server.AskAsync(registration, audience: "https://other.example")).Reason);
        Assert.Equal("revision-differs", (await server.AskAsync(registration, revision: 3)).Reason);
        var swiss = await RegistryServer.AuthorityAsync("CH");
        var forged = await server.AskAsync(registration, by: swiss);
        Assert.Equal((HttpStatusCode.Forbidden, "signer-not-allowed"), (forged.Status, forged.Reason));
        foreach (var (path, body, reason) in ((string, string, string)[])[
            ("/registry/v1/countries/CA/requests", "a.b.c", "request-not-valid"),
            ("/registry/v1/countries/AB/requests", "a.b.c", "country-unknown"),
            ("/registry/v1/countries/ca/requests", "a.b.c", "country-unknown"),
            ("/registry/v1/countries/XK/proof", "", "not-found")])
        {
            Assert.Equal(reason, (await server.SendAsync(HttpMethod.Post, path, body)).Reason);
        }

        var huge = await server.SendAsync(HttpMethod.Post, "/registry/v1/countries/CA/requests", new string('a', 200_000));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, huge.Status);
    }

    [Fact]
    public async Task Countries_RegisteredOne_IsReadAsJsonCsvAndPage()
    {
        await using var server = await RegistryServer.StartAsync();
        Assert.Equal(0, (await server.GetAsync("/registry/v1/countries")).Json.GetProperty("countries").GetArrayLength());
        const string Name = "<script>alert(1)</script>";
        await server.AskAsync(RegistryServer.RegistrationOf(server.Canada, Name));
        Assert.Equal("country-unregistered", (await server.GetAsync("/registry/v1/countries/CA")).Reason);
        Assert.Equal(HttpStatusCode.OK, (await server.DecideAsync("approval", 1)).Status);
        var country = await server.GetAsync("/registry/v1/countries/CA");
        Assert.Equal((Name, "registered", 2L), (country.Text("name"), country.Text("state"), country.Number("revision")));
        Assert.True(country.Json.GetProperty("unrestricted").GetBoolean());
        Assert.DoesNotContain("ann@regulator.example", country.Body, StringComparison.Ordinal);
        var page = await server.GetAsync("/registry/v1/countries", accept: "text/html");
        Assert.Equal("text/html", page.MediaType);
        Assert.DoesNotContain("<script>", page.Body, StringComparison.Ordinal);
        var csv = await server.GetAsync("/registry/v1/countries?form=csv");
        Assert.Equal("text/csv", csv.MediaType);
        Assert.StartsWith("\"country\",\"name\",\"listUrl\"", csv.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_OfTheRegistry_AreSignedAndStayReadable()
    {
        await using var server = await RegistryServer.StartAsync();
        Assert.Equal("list-unknown", (await server.GetAsync("/registry/v1/list")).Reason);
        await server.RegisterAsync();
        await server.RunAsync("RegistryPublishLists");
        var list = await server.GetAsync("/registry/v1/list");
        Assert.Equal((HttpStatusCode.OK, "success"), (list.Status, list.Text("status")));
        Assert.Equal("public, max-age=60", list.CacheControl);
        var bare = await server.GetAsync("/registry/v1/list?form=bare");
        Assert.Equal((list.Text("registryList"), "application/jose+json"), (bare.Body, bare.MediaType));
        var first = await server.GetAsync("/registry/v1/lists/1");
        Assert.Equal((1L, 1L), (first.Number("sequence"), first.Number("count")));
        Assert.Equal("list-unknown", (await server.GetAsync("/registry/v1/lists/2")).Reason);
    }

    [Fact]
    public async Task Lists_OfCountries_AreHandedOnAndJoined()
    {
        await using var server = await RegistryServer.StartAsync();
        Assert.Equal("list-unknown", (await server.GetAsync("/registry/v1/ca-list")).Reason);
        await server.RegisterAsync();
        Assert.Equal("list-unknown", (await server.GetAsync("/registry/v1/countries/CA/ca-list")).Reason);
        Assert.Equal("country-unregistered", (await server.GetAsync("/registry/v1/countries/FR/ca-list")).Reason);
        await server.TakeListAsync();
        await server.RunAsync("RegistryPublishLists");
        var handed = await server.GetAsync("/registry/v1/countries/CA/ca-list");
        Assert.Equal((HttpStatusCode.OK, 3), (handed.Status, handed.Text("caList").Split('.').Length));
        var joined = await server.GetAsync("/registry/v1/ca-list");
        Assert.Equal((HttpStatusCode.OK, 3), (joined.Status, joined.Text("caList").Split('.').Length));
        Assert.NotEqual(handed.Text("caList"), joined.Text("caList"));
    }

    [Fact]
    public async Task Signer_ThatX5uNames_IsServed()
    {
        await using var server = await RegistryServer.StartAsync();
        await server.RegisterAsync();
        await server.RunAsync("RegistryPublishLists");
        var jwt = (await server.GetAsync("/registry/v1/list?form=bare")).Body;
        Assert.True(Core.Keys.Jws.TryParse(jwt, 1_000_000, out var jws, out _));
        Assert.StartsWith($"{RegistryServer.Url}/registry/v1/certificate/registry-list-", jws.Header.X5u, StringComparison.Ordinal);
        var certificate = await server.GetAsync(jws.Header.X5u![RegistryServer.Url.Length..]);
        Assert.Equal((HttpStatusCode.OK, "application/pem-certificate-chain"), (certificate.Status, certificate.MediaType));
    }

    [Fact]
    public async Task Number_OfARegisteredCountry_LeadsToItsAnchors()
    {
        await using var server = await RegistryServer.StartAsync();
        await server.RegisterAsync();
        await server.TakeListAsync();
        var found = await server.GetAsync("/registry/v1/numbers/14165550100");
        var country = Assert.Single(found.Json.GetProperty("countries").EnumerateArray());
        Assert.Equal("CA", country.GetProperty("country").GetString());
        Assert.Equal(
            server.Canada.Root.Certificate.ToPem(), Assert.Single(country.GetProperty("anchors").EnumerateArray()).GetString());
        Assert.Equal("number-unregistered", (await server.GetAsync("/registry/v1/numbers/12125550100")).Reason);
        Assert.Equal("number-malformed", (await server.GetAsync("/registry/v1/numbers/not-a-number")).Reason);
        Assert.DoesNotContain(server.Program.Log, line => line.Contains("14165550100", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Operators_DisputeAndOverride_NeedTwoWhereTwoAreNeeded()
    {
        await using var server = await RegistryServer.StartAsync(("Registry:TwoOperators", "true"));
        await server.AskAsync(RegistryServer.RegistrationOf(server.Canada));
        Assert.Equal("registered", (await server.DecideAsync("approval", 1)).Text("state"));
        var disputed = await server.DecideAsync("state", 2, more: ",\"state\":\"disputed\"");
        Assert.Equal("disputed", disputed.Text("state"));
        Assert.Equal("disputed", (await server.GetAsync("/registry/v1/countries/CA")).Text("state"));
        var heir = RegistryServer.RegistrationOf(await RegistryServer.AuthorityAsync("CA"), "Canada anew");
        var body = $"{{\"registration\":{RegistrationJson.TextOf(heir)},\"revision\":3,\"reason\":\"key lost\"}}";
        var proposed = await server.SendAsync(HttpMethod.Put, "/operator/v1/registry/countries/CA", body, "alice");
        Assert.Equal((HttpStatusCode.OK, "operator:alice"), (proposed.Status, proposed.Text("proposedBy")));
        var refused = await server.DecideAsync("approval", 4);
        Assert.Equal((HttpStatusCode.Forbidden, "another-operator-needed"), (refused.Status, refused.Reason));
        var settled = await server.DecideAsync("approval", 4, by: "bob");
        Assert.Equal("registered", settled.Text("state"));
        Assert.Equal("Canada anew", (await server.GetAsync("/registry/v1/countries/CA")).Text("name"));
    }

    [Fact]
    public async Task Operators_ListAndRefuse_SeeTheContactAndTheState()
    {
        await using var server = await RegistryServer.StartAsync();
        await server.AskAsync(RegistryServer.RegistrationOf(server.Canada));
        var listed = Assert.Single(
            (await server.GetAsync("/operator/v1/registry/countries", "alice")).Json.GetProperty("countries").EnumerateArray());
        Assert.Contains("ann@regulator.example", listed.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("pending", (await server.GetAsync("/operator/v1/registry/countries/CA", "bob")).Text("state"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.GetAsync("/operator/v1/registry/countries/CA")).Status);
        Assert.Equal("not-found", (await server.GetAsync("/operator/v1/registry/countries/FR", "bob")).Reason);
        Assert.Equal("refused", (await server.DecideAsync("refusal", 1)).Text("state"));
        var moved = await server.DecideAsync("state", 2, more: ",\"state\":\"disputed\"");
        Assert.Equal((HttpStatusCode.Conflict, "move-not-legal"), (moved.Status, moved.Reason));
    }
}
