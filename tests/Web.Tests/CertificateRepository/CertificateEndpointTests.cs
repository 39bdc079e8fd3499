using System.Net;
using System.Text;
using Shaken.Core.Pki.Certificates;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.CertificateRepository;

public sealed class CertificateEndpointTests(Deployment deployment) : IClassFixture<Deployment>
{
    [Fact]
    public async Task Get_ServesTheChainAsTheProfileWantsIt()
    {
        using var response = await SendAsync(HttpMethod.Get, deployment.X5uOfA);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/pem-certificate-chain", response.Content.Headers.ContentType?.ToString());
        Assert.True(response.Headers.CacheControl is { Public: true, MaxAge.TotalSeconds: >= 86400 });
        Assert.False(response.Headers.ETag!.IsWeak);
        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.True(CertificateBundle.TryRead(body, out var certificates, out _));
        Assert.Equal(deployment.A.Chain.Select(certificate => certificate.Fingerprint), certificates.Select(certificate => certificate.Fingerprint));
        Assert.DoesNotContain("\r", Encoding.ASCII.GetString(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Head_SaysTheSameWithoutABody()
    {
        using var get = await SendAsync(HttpMethod.Get, deployment.X5uOfA);
        using var head = await SendAsync(HttpMethod.Head, deployment.X5uOfA);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(get.Headers.ETag, head.Headers.ETag);
        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task KnownEntityTag_Is304()
    {
        using var first = await SendAsync(HttpMethod.Get, deployment.X5uOfA);
        using var again = await SendAsync(HttpMethod.Get, deployment.X5uOfA, first.Headers.ETag!.Tag);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        using var another = await SendAsync(HttpMethod.Get, deployment.X5uOfA, "\"other\"");
        Assert.Equal(HttpStatusCode.OK, another.StatusCode);
    }

    [Theory]
    [InlineData("/certificates/0000000000000000000000000000000000000000000000000000000000000000.pem")]
    [InlineData("/certificates/..%2f..%2fetc%2fpasswd.pem")]
    [InlineData("/certificates/x.pem")]
    public async Task UnknownId_Is404_KeptBriefly(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, new Uri(deployment.RepositoryUrl, path).AbsoluteUri);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.InRange(response.Headers.CacheControl?.MaxAge ?? TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromMinutes(5));
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string url, string? known = null)
    {
        var request = new HttpRequestMessage(method, url);
        if (known is not null) request.Headers.TryAddWithoutValidation("If-None-Match", known);
        return deployment.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
