using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.PolicyAdministrator.ForeignCrls;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.Tests.Support;
using Shaken.Local.Authorities;

namespace Shaken.Web.Tests.PolicyAdministrator.Borders;

/// <summary>Our copies of partners' CRLs, as verifiers and operators see them.</summary>
public sealed class PartnerCrlEndpointTests
{
    private const string CrlUrl = "https://sti-pa.ca.example/download/v1/crl";
    private const string SignerUrl = "https://sti-pa.ca.example/crl-signer.crt";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_Copy_IsTheOctetsWithTheirTag()
    {
        await using var world = await PaWorld.StartAsync();
        var canada = await AddAsync(world);
        var list = await SignAsync(world, canada, number: 3);
        await RefreshAsync(world, canada, list);
        var path = await CopyAsync(world);
        var copy = await world.GetAsync(path);
        Assert.Equal((HttpStatusCode.OK, "application/pkix-crl"), (copy.Status, copy.MediaType));
        Assert.Equal(list, copy.Octets);
        Assert.Equal("public, max-age=300", copy.CacheControl);
        var again = await world.SendAsync(HttpMethod.Get, path, etag: copy.ETag);
        Assert.Equal((HttpStatusCode.NotModified, 0), (again.Status, again.Octets.Length));
        var other = await world.SendAsync(HttpMethod.Get, path, etag: "\"another\"");
        Assert.Equal((HttpStatusCode.OK, list.Length), (other.Status, other.Octets.Length));
    }

    [Fact]
    public async Task Show_Partner_TellsOfItsCrls()
    {
        await using var world = await PaWorld.StartAsync();
        var canada = await AddAsync(world);
        var unasked = CrlOf(await world.GetAsync("/operator/v1/partners/canada", "carol"));
        Assert.Equal((CrlUrl, false), (unasked.GetProperty("url").GetString(), unasked.TryGetProperty("copy", out _)));
        await RefreshAsync(world, canada, "no CRL"u8.ToArray());
        var failed = CrlOf(await world.GetAsync("/operator/v1/partners/canada", "carol"));
        Assert.Equal(("malformed", 1), (failed.GetProperty("failure").GetString(), failed.GetProperty("failures").GetInt32()));
    }

    [Fact]
    public async Task Show_PartnerWithACopy_TellsItsNumber()
    {
        await using var world = await PaWorld.StartAsync();
        var canada = await AddAsync(world);
        await RefreshAsync(world, canada, await SignAsync(world, canada, number: 3));
        var taken = CrlOf(await world.GetAsync("/operator/v1/partners/canada", "carol"));
        Assert.Equal(("3", false), (taken.GetProperty("number").GetString(), taken.TryGetProperty("failure", out _)));
    }

    [Fact]
    public async Task Get_CopyOfAnExcludedPartner_IsNotFound()
    {
        await using var world = await PaWorld.StartAsync();
        var canada = await AddAsync(world);
        await RefreshAsync(world, canada, await SignAsync(world, canada, number: 3));
        var path = await CopyAsync(world);
        await world.PostAsync("/operator/v1/partners/canada/state", """{"state":"excluded","revision":1,"reason":"dispute"}""");
        var answer = await world.GetAsync(path);
        Assert.Equal((HttpStatusCode.NotFound, "crl-unknown"), (answer.Status, answer.Reason));
    }

    [Theory]
    [InlineData("/download/v1/partner-crl/canada/00000000000000000000000000000000.crl")]
    [InlineData("/download/v1/partner-crl/nobody/00000000000000000000000000000000.crl")]
    [InlineData("/download/v1/partner-crl/canada/0000000000000000000000000000000G.crl")]
    [InlineData("/download/v1/partner-crl/canada/00000000000000000000000000000000.pem")]
    [InlineData("/download/v1/partner-crl/CANADA/x.crl")]
    public async Task Get_UnknownName_IsNotFound(string path)
    {
        await using var world = await PaWorld.StartAsync();
        await AddAsync(world);
        var answer = await world.GetAsync(path);
        Assert.Equal((HttpStatusCode.NotFound, "crl-unknown"), (answer.Status, answer.Reason));
    }

    [Fact]
    public async Task Policy_WithACopy_NamesTheCopyAndTheRoots()
    {
        await using var world = await PaWorld.StartAsync(SignedDocumentKind.CountryPolicy, "Pa:CountryPolicy", []);
        var canada = await AddAsync(world);
        await RefreshAsync(world, canada, await SignAsync(world, canada, number: 3));
        var terms = """{"terms":{"mechanism":"merge"},"revision":0,"reason":"agreed"}""";
        await world.SendAsync(HttpMethod.Put, "/operator/v1/country-policy/CA", terms, world.SecretOf("alice"));
        await world.RunAsync("PaPublishCountryPolicy");
        var jwt = (await world.GetAsync("/operator/v1/country-policies/1", "carol")).Text("countryPolicy");
        Assert.True(Core.Keys.Jws.TryParse(jwt, Limits.TrustListOctets, out var jws, out _));
        using var payload = JsonDocument.Parse(jws.DecodePayload());
        var country = payload.RootElement.GetProperty("countries").GetProperty("CA");
        Assert.Equal(
            $"{PaWorld.Url}{await CopyAsync(world)}", Assert.Single(country.GetProperty("crls").EnumerateArray()).GetString());
        Assert.Single(country.GetProperty("paRoots").EnumerateArray());
    }

    private static async Task<LocalAuthority> AddAsync(PaWorld world)
    {
        Assert.True(CountryCode.TryParse("CA", out var code));
        var canada = await LocalAuthority.NewAsync(code, "Test", new ManualTime(), SystemRandom.Instance, Token);
        var root = JsonSerializer.Serialize(canada.PolicyAdministratorRoot.Certificate.ToPem());
        var added = await world.PostAsync("/operator/v1/partners", $$"""
            {"id":"canada","name":"CST-GA","countries":["CA"],"listUrl":"https://sti-pa.ca.example/ca-list","roots":[{{root}}],
            "crls":["{{CrlUrl}}"],"reason":"agreed"}
            """);
        Assert.Equal(HttpStatusCode.Created, added.Status);
        return canada;
    }

    private static async Task<string> CopyAsync(PaWorld world) =>
        CrlOf(await world.GetAsync("/operator/v1/partners/canada", "carol")).GetProperty("copy").GetString()!;

    private static JsonElement CrlOf(PaAnswer partner) => Assert.Single(partner.Json.GetProperty("crls").EnumerateArray());

    private static async Task<byte[]> SignAsync(PaWorld world, LocalAuthority authority, long number)
    {
        var signer = authority.Administrator.SignerOf(SignedDocumentKind.Crl);
        var now = DateTimeOffset.FromUnixTimeSeconds(world.Program.Time.GetUtcNow().ToUnixTimeSeconds());
        var terms = new CrlTerms(signer.Certificate, CrlScope.ManyIssuers, number, now, now.AddDays(1), CrlUrl) { SignerUrl = SignerUrl };
        return await new CrlSigner(signer.Certificate, signer.Key).SignAsync(new CrlDraft(terms, 16).Lint().Value, Token);
    }

    // What the timer does, with an answer in the place of the partner's server.
    private static Task RefreshAsync(PaWorld world, LocalAuthority authority, byte[] served)
    {
        var (services, time) = (world.Program.Services, world.Program.Time);
        var certificates = new PublishedCertificates(time);
        certificates.Publish(SignerUrl, authority.Administrator.SignerOf(SignedDocumentKind.Crl).Chain);
        return new RefreshForeignCrls(
            services.GetRequiredService<KnownPartners>(), services.GetRequiredService<PartnerStates>(),
            services.GetRequiredService<ForeignCrlStates>(), new OneList(served), certificates, time, SystemRandom.Instance,
            services.GetRequiredService<ILogger<RefreshForeignCrls>>()).RunAsync(Token);
    }

    private sealed class OneList(byte[] list) : IUrlFetcher
    {
        public Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(
            string url, FetchProfile profile, CancellationToken cancellationToken) =>
            Task.FromResult<Outcome<FetchedDocument, FetchRefusal>>(new FetchedDocument(list, PublishedCrl.MediaType, MaxAge: null));
    }
}
