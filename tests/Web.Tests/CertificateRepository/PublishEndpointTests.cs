using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Shaken.Core.CertificateRepository;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Local.Authorities;
using Shaken.Web.CertificateRepository;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.CertificateRepository;

/// <summary>Chains of other CAs at the STI-CR, over HTTP.</summary>
public sealed class PublishEndpointTests(Deployment deployment) : IClassFixture<Deployment>, IAsyncLifetime
{
    private readonly (string Secret, HashedKey Key) _publisher = HashedKey.New(PublisherKey.Prefix, SystemRandom.Instance);
    private readonly (string Secret, HashedKey Key) _operator = HashedKey.New(OperatorKey.Prefix, SystemRandom.Instance);
    private Uri _repository = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var settings = await deployment.CpsSettingsAsync();
        settings["Shaken:Roles"] = "cr,cps";
        settings["Cr:PublisherKeys"] = $"other-ca:{_publisher.Key}";
        settings["Operator:Keys"] = $"alice:{_operator.Key}";
        _repository = await deployment.StartElsewhereAsync(settings);
        await deployment.UntilHealthyAsync(_repository);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Put_PublishesATrustedChain_UnderAUrlThatServesIt_AndRepeatsQuietly()
    {
        var chain = (await NewProviderAsync()).Chain;
        using var created = await PutAsync(chain[0].Fingerprint, Pem([.. chain, deployment.Authority.Root.Certificate]));
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal($"/certificates/{chain[0].Fingerprint}.pem", created.Headers.Location?.ToString());
        Assert.Empty((await JsonAsync(created)).GetProperty("findings").EnumerateArray());

        using var served = await SendAsync(HttpMethod.Get, created.Headers.Location!.ToString(), secret: null);
        Assert.Equal(PublishedChains.MediaType, served.Content.Headers.ContentType?.ToString());
        Assert.Equal(Pem(chain), await served.Content.ReadAsStringAsync(Token));

        using var again = await PutAsync(chain[0].Fingerprint, Pem(chain));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task Put_WithoutAPublishersKey_Is401()
    {
        var chain = (await NewProviderAsync()).Chain;
        foreach (var secret in (string?[])[null, _operator.Secret, _publisher.Secret + "x", ""])
        {
            using var response = await PutAsync(chain[0].Fingerprint, Pem(chain), secret);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }

        using var unpublished = await SendAsync(HttpMethod.Get, $"/certificates/{chain[0].Fingerprint}.pem", secret: null);
        Assert.Equal(HttpStatusCode.NotFound, unpublished.StatusCode);
    }

    [Fact]
    public async Task Put_OfWhatIsNoTrustedChain_NamesTheReason()
    {
        var ours = (await NewProviderAsync()).Chain;
        var strangers = await LocalAuthority.NewAsync(Deployment.ProviderA.Country, "Stranger", deployment.Time, SystemRandom.Instance, Token);
        var theirs = (await strangers.IssueAsync(Deployment.ProviderA, "Stranger", TimeSpan.FromDays(1), Token)).Chain;

        await RefusesAsync(HttpStatusCode.Forbidden, "chain-refused", theirs[0].Fingerprint, Pem(theirs));
        await RefusesAsync(HttpStatusCode.Forbidden, "chain-refused", ours[0].Fingerprint, Pem([ours[0]]));
        await RefusesAsync(HttpStatusCode.Forbidden, "chain-refused", ours[1].Fingerprint, Pem([ours[1], ours[0]]));
        await RefusesAsync(HttpStatusCode.BadRequest, "certificate-superfluous", ours[0].Fingerprint, Pem([.. ours, theirs[1]]));
        await RefusesAsync(HttpStatusCode.BadRequest, "id-is-another", theirs[0].Fingerprint, Pem(ours));
        await RefusesAsync(HttpStatusCode.BadRequest, "chain-malformed", ours[0].Fingerprint, "no chain");
        await RefusesAsync(HttpStatusCode.RequestEntityTooLarge, "body-too-large", ours[0].Fingerprint, new string('x', Limits.ChainOctets + 1));
        using var json = await PutAsync(ours[0].Fingerprint, Pem(ours), _publisher.Secret, "application/json");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, json.StatusCode);
    }

    [Fact]
    public async Task Index_IsForOperatorsOnly_AndListsWhatIsPublished()
    {
        var chain = (await NewProviderAsync()).Chain;
        using var created = await PutAsync(chain[0].Fingerprint, Pem(chain));
        using var refused = await SendAsync(HttpMethod.Get, "/operator/v1/certificates", _publisher.Secret);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);

        using var index = await SendAsync(HttpMethod.Get, "/operator/v1/certificates", _operator.Secret);
        Assert.Equal(HttpStatusCode.OK, index.StatusCode);
        Assert.True(index.Headers.CacheControl?.NoStore);
        var line = Assert.Single((await JsonAsync(index)).GetProperty("certificates").EnumerateArray(), one => one.GetProperty("id").GetString() == chain[0].Fingerprint);
        Assert.Equal(chain[0].Subject.ToString(), line.GetProperty("subject").GetString());
    }

    private async Task<LocalProvider> NewProviderAsync() => await deployment.Authority.IssueAsync(Deployment.ProviderA, "Provider A", TimeSpan.FromDays(30), Token);

    private async Task RefusesAsync(HttpStatusCode status, string reason, string id, string body)
    {
        using var response = await PutAsync(id, body);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(reason, (await JsonAsync(response)).GetProperty("reason").GetString());
    }

    private Task<HttpResponseMessage> PutAsync(string id, string body) => PutAsync(id, body, _publisher.Secret);

    private Task<HttpResponseMessage> PutAsync(string id, string body, string? secret, string mediaType = PublishedChains.MediaType)
    {
        var content = new ByteArrayContent(Encoding.ASCII.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return SendAsync(HttpMethod.Put, $"/certificates/{id}.pem", secret, content);
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? secret, HttpContent? content = null)
    {
        var request = new HttpRequestMessage(method, new Uri(_repository, path)) { Content = content };
        if (secret is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {secret}");
        return deployment.Http.SendAsync(request, Token);
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(Token)).RootElement;

    private static string Pem(IEnumerable<StiCertificate> chain) => string.Join('\n', chain.Select(certificate => certificate.ToPem())) + "\n";
}
