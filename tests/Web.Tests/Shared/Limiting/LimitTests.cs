using System.Net;
using Shaken.Core.CallPlacement;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Shared.Limiting;

public sealed class LimitTests(Deployment deployment) : IClassFixture<Deployment>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Address_ThatAsksTooOften_Gets429_AndAnotherIsServed()
    {
        var url = await StartAsync(("Limits:PerAddressPerSecond", "5"), ("Limits:TrustedProxies", "127.0.0.0/8"));
        var statuses = new List<HttpStatusCode>();
        for (var count = 0; count < 15; count++) statuses.Add(await GetAsync(url, "192.0.2.1"));
        Assert.Equal(10, statuses.Count(status => status == HttpStatusCode.NotFound));
        Assert.Equal(5, statuses.Count(status => status == HttpStatusCode.TooManyRequests));
        Assert.Equal(HttpStatusCode.NotFound, await GetAsync(url, "192.0.2.2"));

        // What a client writes left of the proxy's own entry changes nothing.
        Assert.Equal(HttpStatusCode.TooManyRequests, await GetAsync(url, "198.51.100.9, 192.0.2.1"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await GetAsync(url, "192.0.2.1:50123"));

        deployment.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.NotFound, await GetAsync(url, "192.0.2.1"));
    }

    [Fact]
    public async Task ForwardedFor_OfNoProxy_CountsForNothing()
    {
        var url = await StartAsync(("Limits:PerAddressPerSecond", "5"));
        var statuses = new List<HttpStatusCode>();
        for (var count = 0; count < 15; count++) statuses.Add(await GetAsync(url, $"192.0.2.{count}"));
        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
    }

    [Fact]
    public async Task Health_IsAnsweredToWhomeverAsksTooOften()
    {
        var url = await StartAsync(("Limits:PerAddressPerSecond", "1"));
        for (var count = 0; count < 5; count++) await GetAsync(url, "192.0.2.1");
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, "/health"));
        using var response = await deployment.Http.SendAsync(request, Token);
        Assert.NotEqual(HttpStatusCode.TooManyRequests, response.StatusCode);
    }

    [Fact]
    public async Task CertificateThatSignsTooFast_IsStopped_AndAnothersCallsGoThrough()
    {
        var url = new Uri(await StartAsync(("Cps:PerCertificatePerSecond", "3")), "/cps/company/5678");
        var answers = new List<CpsAnswer>();
        for (var call = 0; call < 10; call++) answers.Add(await deployment.Client.PostOpenAsync(url, [await SignAsync(deployment.Signer, $"1215557{call:D4}")], Token));
        Assert.Equal(6, answers.Count(answer => answer.Status == HttpStatusCode.Created));
        Assert.All(answers.Skip(6), answer => Assert.Equal((HttpStatusCode.TooManyRequests, "signer-too-fast"), (answer.Status, answer.Reason)));

        // A stranger who names that certificate does not use it up further; the other provider's calls go through meanwhile.
        var other = new PassportSigner(deployment.B.Key, deployment.X5uOfB);
        Assert.Equal(HttpStatusCode.Created, (await deployment.Client.PostOpenAsync(url, [await SignAsync(other, "12155579999")], Token)).Status);
        var forged = new PassportSigner(deployment.B.Key, deployment.X5uOfA);
        Assert.Equal("passport-refused", (await deployment.Client.PostOpenAsync(url, [await SignAsync(forged, "12155579998")], Token)).Reason);
    }

    // Over HTTP/2, where the server's own least rate is that of the whole connection.
    [Fact]
    public async Task BodyPastItsDeadline_Http2_Gets408AndTheConnectionServesOn()
    {
        var url = await StartAsync(("Limits:BodySeconds", "10"));
        var slow = Enumerable.Range(0, 3).Select(_ => new SlowBody()).ToList();
        var posting = slow.ConvertAll(body => PostAsync(url, body, version: HttpVersion.Version20));
        await Task.WhenAll(slow.Select(body => body.Started));
        for (var round = 0; round < 500 && posting.Exists(post => !post.IsCompleted); round++)
        {
            deployment.Time.Advance(TimeSpan.FromSeconds(10));
            Assert.Equal(HttpStatusCode.NotFound, await GetAsync(url, "192.0.2.1"));
        }

        var statuses = posting.Where(post => post.IsCompletedSuccessfully).ToList();
        slow.ForEach(body => body.Finish());
        Assert.Equal(3, statuses.Count);
        Assert.All(await Task.WhenAll(statuses), status => Assert.Equal(HttpStatusCode.RequestTimeout, status));
    }

    [Fact]
    public async Task MoreThanOneAddressMayHaveUnderWay_Get429_AndAnotherIsServed()
    {
        var url = await StartAsync(("Limits:PerAddressUnderWay", "2"), ("Limits:TrustedProxies", "127.0.0.0/8"));
        var slow = Enumerable.Range(0, 2).Select(_ => new SlowBody()).ToList();
        var posting = slow.ConvertAll(body => PostAsync(url, body, "192.0.2.1"));
        await Task.WhenAll(slow.Select(body => body.Started));
        HttpStatusCode status;
        var attempts = 0;
        do status = await GetAsync(url, "192.0.2.1");
        while (status != HttpStatusCode.TooManyRequests && ++attempts < 1000);
        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.Equal(HttpStatusCode.NotFound, await GetAsync(url, "192.0.2.2"));

        slow.ForEach(body => body.Finish());
        await Task.WhenAll(posting);
        Assert.Equal(HttpStatusCode.NotFound, await GetAsync(url, "192.0.2.1"));
    }

    private async Task<Uri> StartAsync(params (string Name, string Value)[] settings)
    {
        var all = await deployment.CpsSettingsAsync();
        foreach (var (name, value) in settings) all[name] = value;
        return await deployment.StartAsync(all);
    }

    private Task<string> SignAsync(PassportSigner signer, string dest) => TelephoneNumber.TryParse(dest, out var number)
        ? signer.SignAsync(PassportClaims.ForCall(Deployment.Caller, number, deployment.Time.GetUtcNow(), Attestation.A, SystemRandom.Instance.NewUuid()), Token).AsTask()
        : throw new ArgumentException("No number.", nameof(dest));

    private async Task<HttpStatusCode> GetAsync(Uri url, string forwardedFor)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, "/nothing"));
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", forwardedFor);
        using var response = await deployment.Http.SendAsync(request, Token);
        return response.StatusCode;
    }

    private async Task<HttpStatusCode> PostAsync(Uri url, SlowBody body, string? forwardedFor = null, Version? version = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(url, "/cps/company/5678")) { Content = body };
        if (version is not null) (request.Version, request.VersionPolicy) = (version, HttpVersionPolicy.RequestVersionExact);
        if (forwardedFor is not null) request.Headers.TryAddWithoutValidation("X-Forwarded-For", forwardedFor);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/passport");
        using var response = await deployment.Http.SendAsync(request, Token);
        return response.StatusCode;
    }

    /// <summary>A body that begins, and ends when it is told to.</summary>
    private sealed class SlowBody : HttpContent
    {
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _finish = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Started => _started.Task;

        public void Finish() => _finish.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("a"u8.ToArray(), Token);
            await stream.FlushAsync(Token);
            _started.SetResult();
            await _finish.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
