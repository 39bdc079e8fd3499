using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Passports;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Revocation;
using Shaken.Local.Authorities;
using Shaken.Web.Shared.Trust;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.PolicyAdministrator.Borders;

/// <summary>
/// The United States and Canada, each with an STI-PA, and the STI-VS of a provider in the United States, which reads the list and the
/// policy of its own STI-PA and nothing else: three programs that know each other by HTTP alone.
/// </summary>
internal sealed class TwoCountries : IAsyncDisposable
{
    public const string CanadianCaller = "14165550121";

    private const string Called = "12155550131";
    private const int Looks = 200;

    private readonly Deployment _deployment = new();
    private readonly (string Secret, HashedKey Hash) _operator = HashedKey.New(ApiKeyPrefixes.Operator, SystemRandom.Instance);
    private Uri _verifier = null!;
    private string _tenantKey = "";

    private TwoCountries()
    {
    }

    public BorderAdministrator States { get; private set; } = null!;

    public BorderAdministrator Canada { get; private set; } = null!;

    /// <summary>A provider of Canada.</summary>
    public LocalProvider Provider { get; private set; } = null!;

    public string X5u { get; private set; } = "";

    public IServiceProvider Verifier { get; private set; } = null!;

    /// <summary>What the verifier knows of Canada; null: nothing.</summary>
    public TrustDomain? Known => Verifier.GetRequiredService<TrustDomains>().All.FirstOrDefault(domain => domain.Country?.Value == "CA");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

#pragma warning disable RS0030 // A composition root of the tests.
    private static TimeProvider SystemClock => TimeProvider.System;
#pragma warning restore RS0030

    public static async Task<TwoCountries> StartAsync()
    {
        var world = new TwoCountries();
        await world._deployment.InitializeAsync();
        world.States = await BorderAdministrator.FoundAsync(world._deployment, "US");
        world.Canada = await BorderAdministrator.FoundAsync(world._deployment, "CA");
        await world.Canada.StartAsync(world.Canada.Origin);

        // The account of the other STI-PA, which ATIS-1000087 clause 4.3 asks for.
        var key = await world._deployment.WriteFileAsync("partner.key", await world.Canada.UserAsync("us.pa", "partner", "US"));
        await world.States.StartAsync(
            world.Canada.Origin, ("Pa:Partners:0:Id", "canada"), ("Pa:Partners:0:ApiKeyFile", key));
        await world.StartVerifierAsync();
        Assert.True(ServiceProviderCode.TryParse("9999", out var code));
        var id = new ProviderId(world.Canada.Authority.Root.Country, code);
        world.Provider = await world.Canada.Authority.IssueAsync(id, "Canadian Telephone", TimeSpan.FromDays(30), Token);
        world.X5u = await world._deployment.PublishAsync(world.Provider.Chain);
        return world;
    }

    public ValueTask DisposeAsync() => _deployment.DisposeAsync();

    public void Advance(TimeSpan span) => _deployment.Time.Advance(span);

    /// <summary>The United States read Canada's list, accept its roots, keep its CRL, and publish list and policy.</summary>
    public async Task ExchangeAsync()
    {
        var root = JsonSerializer.Serialize(Canada.Authority.PolicyAdministratorRoot.Certificate.ToPem());
        await States.OperateAsync(HttpMethod.Post, "partners", $$"""
            {"id":"canada","name":"CST-GA","countries":["CA"],"listUrl":"{{Canada.Origin}}/partner/v1/ca-list","roots":[{{root}}],
            "reason":"agreed"}
            """);
        await States.RunAsync("PaRefreshPartners");
        await UntilAsync(async () => (await CrlsAsync()).Length > 0, "the partner's list is not read");
        await States.RunAsync("PaRefreshPartnerCrls");
        await UntilAsync(async () => (await CrlsAsync()) is [var only] && only.TryGetProperty("copy", out _), "the CRL is not copied");
        var roots = JsonSerializer.Serialize(new[] { Canada.Authority.Root.Certificate.Fingerprint });
        await States.OperateAsync(HttpMethod.Put, "partners/canada/roots", $$"""{"roots":{{roots}},"revision":0,"reason":"agreed"}""");
        await PublishAsync();
    }

    /// <summary>Sets what the policy of the United States says of Canada, and has the verifier read it.</summary>
    public async Task SetTermsAsync(string terms, long revision)
    {
        await States.OperateAsync(
            HttpMethod.Put, "country-policy/CA", $$"""{"terms":{{terms}},"revision":{{revision}},"reason":"decided"}""");
        await PublishAsync();
    }

    /// <summary>Publishes list and policy, and has the verifier read both and the CRLs that they lead to.</summary>
    public async Task PublishAsync()
    {
        await States.RunAsync("PaPublishList");
        await States.RunAsync("PaPublishCountryPolicy");
        await FollowAsync();
    }

    public async Task FollowAsync()
    {
        await Verifier.GetRequiredService<TrustListRefresh>().RefreshAsync(Token);
        foreach (var document in Verifier.GetRequiredService<FollowedLists>().All) await document.TryRefreshAsync(Token);
        await Verifier.GetRequiredService<RevocationLists>().RefreshAsync(Token);
    }

    /// <summary>The CRLs of Canada as the STI-PA of the United States has them.</summary>
    public async Task<JsonElement[]> CrlsAsync() =>
        [.. (await States.OperateAsync(HttpMethod.Get, "partners/canada")).GetProperty("crls").EnumerateArray()];

    /// <summary>Until something that also goes on in the background has happened.</summary>
    public static async Task UntilAsync(Func<Task<bool>> hasHappened, string otherwise)
    {
        for (var look = 0; !await hasHappened(); look++)
        {
            Assert.True(look < Looks, otherwise);
            await Task.Delay(TimeSpan.FromMilliseconds(25), SystemClock, Token);
        }
    }

    /// <summary>A call from Canada, verified in the United States over REST.</summary>
    public async Task<JsonElement> CallAsync(Attestation attest = Attestation.A)
    {
        Assert.True(TelephoneNumber.TryParse(CanadianCaller, out var caller));
        Assert.True(TelephoneNumber.TryParse(Called, out var called));
        var now = _deployment.Time.GetUtcNow();
        var claims = PassportClaims.ForCall(caller, called, now, attest, SystemRandom.Instance.NewUuid());
        var identity = await new PassportSigner(Provider.Key, X5u).SignIdentityAsync(claims, Token);
        var (status, answer) = await SendAsync(HttpMethod.Post, "/stir/v1/verification", _tenantKey, $$$"""
            {"verificationRequest":{"from":{"tn":"{{{CanadianCaller}}}"},"to":{"tn":["{{{Called}}}"]},
            "time":{{{now.ToUnixTimeSeconds()}}},"identity":{{{JsonSerializer.Serialize(identity)}}}}}
            """);
        Assert.Equal(HttpStatusCode.OK, status);
        return answer.GetProperty("verificationResponse");
    }

    private async Task StartVerifierAsync()
    {
        var key = await _deployment.WriteFileAsync("reader.key", await States.UserAsync("reader", "account-user", "example"));
        var root = await _deployment.WriteFileAsync("us-root.pem", States.Authority.PolicyAdministratorRoot.Certificate.ToPem());
        _verifier = await _deployment.StartElsewhereAsync(new()
        {
            ["Shaken:Roles"] = "vs",
            ["Operator:Keys"] = $"alice:{_operator.Hash}",
            ["TrustList:Url"] = $"{States.Origin}/api/v1/ca-list",
            ["TrustList:ApiKeyFile"] = key,
            ["TrustList:PolicyAdministratorRoots"] = root,
            ["Countries:PolicyUrl"] = $"{States.Origin}/api/v1/country-policy",
            ["Fetching:ExemptOrigins"] = $"{_deployment.RepositoryUrl.GetLeftPart(UriPartial.Authority)},{States.Origin}",
            ["Fetching:TlsRoots"] = _deployment.TlsRootPath,
        });
        Verifier = _deployment.NewestServices;
        const string Tenant = """{"revision":0,"name":"B","provider":"US/5678","dialect":"atis","reason":"test"}""";
        await OperateAsync(HttpMethod.Put, "tenants/b", Tenant);
        await OperateAsync(HttpMethod.Post, "principals", """{"userId":"sbc","kind":"tenant","account":"b","reason":"test"}""");
        _tenantKey = (await OperateAsync(HttpMethod.Post, "principals/sbc/keys", """{"name":"sbc","reason":"test"}"""))
            .GetProperty("secret").GetString()!;
    }

    private async Task<JsonElement> OperateAsync(HttpMethod method, string path, string body)
    {
        var (status, answer) = await SendAsync(method, $"/operator/v1/{path}", _operator.Secret, body);
        Assert.True(status is HttpStatusCode.OK or HttpStatusCode.Created, $"{path}: {(int)status} {answer}");
        return answer;
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpMethod method, string path, string key, string body)
    {
        using var request = new HttpRequestMessage(method, new Uri(_verifier, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _deployment.Http.SendAsync(request, Token);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        return (response.StatusCode, json.RootElement.Clone());
    }
}
