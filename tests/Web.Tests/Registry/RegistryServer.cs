using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.Registry.Countries;
using Shaken.Core.Registry.Lists;
using Shaken.Core.Registry.Requests;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Registry;
using Shaken.Local.Authorities;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Tests.PolicyAdministrator;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Registry;

/// <summary>A registry with two operators that may decide (alice, bob), and hosts of countries without a network.</summary>
internal sealed class RegistryServer : IAsyncDisposable, IUrlFetcher
{
    public const string Url = "https://registry.example";
    public const string ListUrl = "https://sti-pa.ca.example/ca-list";

    private const string ListX5u = "https://sti-pa.ca.example/list.crt";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-registry-");
    private readonly Dictionary<string, string> _secrets = [];
    private readonly Dictionary<string, string> _served = [];
    private readonly LocalAuthority _authority;
    private HttpClient _client = null!;

    private RegistryServer(LocalAuthority authority, LocalAuthority canada) => (_authority, Canada) = (authority, canada);

    public LocalAuthority Canada { get; }

    public LoneProgram Program { get; private set; } = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RegistryServer> StartAsync(params (string Name, string Value)[] settings)
    {
        var server = new RegistryServer(await AuthorityAsync("CH"), await AuthorityAsync("CA"));
        server.Program = await LoneProgram.StartAsync([.. server.Settings(), .. settings]);
        server._client = server.Program.NewClient("127.0.0.1");
        return server;
    }

    public static async Task<LocalAuthority> AuthorityAsync(string country)
    {
        Assert.True(CountryCode.TryParse(country, out var code));
        return await LocalAuthority.NewAsync(code, $"Example {country}", new ManualTime(), SystemRandom.Instance, Token);
    }

    /// <summary>What a country says of itself.</summary>
    /// <param name="url">Null: it names no limited list of CAs.</param>
    public static Registration RegistrationOf(LocalAuthority authority, string name = "Canada", string? url = null)
    {
        var root = authority.PolicyAdministratorRoot;
        Assert.True(RegistryEntry.TryCreate(root.Country, name, url, [root], prefixes: null, out var entry, out var failure), failure);
        Assert.True(RegulatorContact.TryCreate("Regulator", "Ann", "ann@regulator.example", out var contact, out failure), failure);
        return new Registration(entry, contact);
    }

    public async Task<PaAnswer> SendAsync(HttpMethod method, string path, string? body = null, string? by = null, string? accept = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (by is not null) request.Headers.TryAddWithoutValidation("Authorization", _secrets[by]);
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(body.StartsWith('{') ? "application/json" : "application/jose");
        }

        using var response = await _client.SendAsync(request, Token);
        return new PaAnswer(
            response.StatusCode, await response.Content.ReadAsByteArrayAsync(Token), response.Content.Headers.ContentType?.MediaType,
            response.Headers.ETag?.Tag, response.Headers.CacheControl?.ToString());
    }

    public Task<PaAnswer> GetAsync(string path, string? by = null, string? accept = null) =>
        SendAsync(HttpMethod.Get, path, by: by, accept: accept);

    /// <summary>A country asks.</summary>
    public async Task<PaAnswer> AskAsync(
        Registration registration, long revision = 0, LocalAuthority? by = null, string audience = Url)
    {
        var signer = (by ?? Canada).Administrator.SignerOf(SignedDocumentKind.RegistryRequest);
        var compact = await CountryRequestSigner.SignAsync(
            registration, audience, revision, Program.Time.GetUtcNow().AddDays(1), "registers", signer.Key, signer.Chain, Token);
        return await SendAsync(HttpMethod.Post, $"/registry/v1/countries/{registration.Entry.Country}/requests", compact);
    }

    public Task<PaAnswer> DecideAsync(string act, long revision, string by = "alice", string more = "", string country = "CA") =>
        SendAsync(
            HttpMethod.Post, $"/operator/v1/registry/countries/{country}/{act}",
            $$"""{"revision":{{revision}},"reason":"decided"{{more}}}""", by);

    /// <summary>Canada is registered, with a list that its server has.</summary>
    public async Task RegisterAsync()
    {
        var asked = await AskAsync(RegistrationOf(Canada, url: ListUrl));
        var challenge = asked.Json.GetProperty("challenge");
        _served[challenge.GetProperty("url").GetString()!] = challenge.GetProperty("answer").GetString()!;
        var services = Program.Services;
        var proofs = new CountryProofs(
            new FetchingOptions(), services.GetRequiredService<IRecords>(), this, Program.Time, SystemRandom.Instance);
        var register = new RegisterCountry(Url, services.GetRequiredService<RegistryCountries>(), proofs, Program.Time);
        var proven = (await register.ProveAsync(Canada.PolicyAdministratorRoot.Country, address: null, Token)).Value;
        Assert.Null(proven.Fault);
        await DecideAsync("approval", proven.Country.Revision);
    }

    /// <summary>What the timer does, with an answer in the place of the country's server.</summary>
    public async Task TakeListAsync()
    {
        var (services, time) = (Program.Services, Program.Time);
        _served[ListUrl] = await Canada.SignTrustListAsync(sequence: 1, time.GetUtcNow().AddDays(7), ListX5u, Token);
        var certificates = new PublishedCertificates(time);
        certificates.Publish(ListX5u, [Canada.ListSigner]);
        var states = new PartnerStates(
            services.GetRequiredService<IRecords>(), services.GetRequiredService<IBlobs>(), certificates, time);
        await new CountryLists(
            1, services.GetRequiredService<RegistryCountries>(), states, this, time, SystemRandom.Instance,
            services.GetRequiredService<ILogger<RefreshPartners>>()).RefreshAsync(Token);
    }

    /// <summary>Runs a timer once.</summary>
    public Task RunAsync(string timer) => FunctionTable.Timers.Single(one => one.Name == timer).RunAsync(Program.Services, Token);

    public Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(
        string url, FetchProfile profile, CancellationToken cancellationToken) =>
        Task.FromResult<Outcome<FetchedDocument, FetchRefusal>>(_served.TryGetValue(url, out var text)
            ? new FetchedDocument(Encoding.UTF8.GetBytes(text), "text/plain", MaxAge: null)
            : new FetchRefusal(FetchFailure.StatusNotOk, "the host answered 404"));

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Program.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private IEnumerable<(string Name, string Value)> Settings()
    {
        var keys = new List<string>();
        foreach (var name in (string[])["alice", "bob"])
        {
            var (secret, key) = HashedKey.New(ApiKeyPrefixes.Operator, SystemRandom.Instance);
            _secrets[name] = secret;
            keys.Add($"{name}:{key}:governance");
        }

        yield return ("Shaken:Roles", "registry");
        yield return ("Operator:Keys", string.Join(',', keys));
        yield return ("Registry:Url", Url);
        foreach (var setting in Signer("Registry:List", SignedDocumentKind.RegistryList)) yield return setting;
        foreach (var setting in Signer("Registry:Joined", SignedDocumentKind.TrustedCaList)) yield return setting;
    }

    private IEnumerable<(string Name, string Value)> Signer(string section, SignedDocumentKind kind)
    {
        var signer = _authority.Administrator.SignerOf(kind);
        yield return ($"{section}:Certificate", Write($"{kind}.pem", signer.Certificate.ToPem()));
        yield return ($"{section}:Key", Write($"{kind}.key", ((SoftwareKey)signer.Key).ToPem()));
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
