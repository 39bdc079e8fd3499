using System.Diagnostics.Metrics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Republish;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Tests.Support;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.CallPlacement;

/// <summary>Two CPSs of two operators: what is published at the first is retrieved at the second, and the second's own peer is down.</summary>
public sealed class RepublishTests(Deployment deployment) : IClassFixture<Deployment>, IAsyncLifetime
{
    private const string DeadPeer = "127.0.0.1:1";

    private readonly MeterListener _listener = new();
    private readonly Channel<(string Peer, string Outcome)> _outcomes = Channel.CreateUnbounded<(string, string)>();
    private int _queuedForDeadPeer;
    private Uri _first = null!;
    private Uri _second = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == RepublishMetrics.MeterName) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var peer = (string)tags[0].Value!;
            if (instrument.Name == "shaken.cps.republications") _outcomes.Writer.TryWrite((peer, (string)tags[1].Value!));
            if (instrument.Name == "shaken.cps.republish.waiting" && peer == DeadPeer && value > 0) Interlocked.Increment(ref _queuedForDeadPeer);
        });
        _listener.Start();
        _second = await StartAsync(Deployment.HostName, $"https://{DeadPeer}=dead.example");
        _first = await StartAsync(Deployment.PeerHost, $"{_second.GetLeftPart(UriPartial.Authority)}={Deployment.HostName}");
    }

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("/passports", HttpStatusCode.Created)]
    [InlineData("/publish", HttpStatusCode.OK)]
    public async Task PublishedAtTheFirst_IsRetrievedAtTheSecond_AndGoesNoFurther(string prefix, HttpStatusCode created)
    {
        var call = NewCall($"1215555{700 + prefix.Length:D4}");
        string[] tokens = [await deployment.SignAsync(call.Dest), await deployment.SignAsync(call.Dest)];
        Assert.Equal(created, await PublishAsync(_first, prefix, Deployment.PeerHost, call, tokens));
        Assert.Equal((_second.Authority, "delivered"), await _outcomes.Reader.ReadAsync(Token));
        Assert.Equal(tokens.Order(StringComparer.Ordinal), (await RetrieveAsync(_second, call)).Order(StringComparer.Ordinal));
        Assert.Empty(await RetrieveAsync(_second, call));
        Assert.Equal(0, Volatile.Read(ref _queuedForDeadPeer));
    }

    [Fact]
    public async Task Publisher_IsAnswered_ThoughThePeerIsDown()
    {
        var call = NewCall("12155550720");
        var token = await deployment.SignAsync(call.Dest);
        Assert.Equal(HttpStatusCode.Created, await PublishAsync(_second, "/passports", Deployment.HostName, call, [token]));
        Assert.Equal(1, Volatile.Read(ref _queuedForDeadPeer));
        Assert.Equal([token], await RetrieveAsync(_second, call));
    }

    [Fact]
    public async Task PublishedByAgreement_StaysAtTheAgreedCps()
    {
        var call = NewCall("12155550721");
        var token = await deployment.SignAsync(call.Dest);
        var bearer = await deployment.AsA().ForPublishingAsync(call, [token], Deployment.HostName, TimeSpan.FromSeconds(30), Token);
        Assert.Equal(HttpStatusCode.Created, (await deployment.Client.PublishAsync(_second, Deployment.ProviderA.Code, call, [token], bearer, Token)).Status);
        Assert.Equal(0, Volatile.Read(ref _queuedForDeadPeer));
    }

    [Fact]
    public async Task Refused_IsNotHandedOn()
    {
        var call = NewCall("12155550722");
        var token = await deployment.SignAsync();
        Assert.Equal(HttpStatusCode.Forbidden, await PublishAsync(_second, "/passports", Deployment.HostName, call, [token]));
        Assert.Equal(0, Volatile.Read(ref _queuedForDeadPeer));
    }

    private static CallNumbers NewCall(string dest) => TelephoneNumber.TryParse(dest, out var number) ? new CallNumbers(number, Deployment.Caller) : throw new ArgumentException("No number.", nameof(dest));

    private async Task<Uri> StartAsync(string hostName, string to)
    {
        var settings = await deployment.CpsSettingsAsync();
        settings["Cps:HostNames"] = hostName;
        settings["Cps:RepublishTo"] = to;
        settings["Cps:Republish:KeyFile"] = await deployment.WriteKeyOfBAsync();
        settings["Cps:Republish:CertificateUrl"] = deployment.X5uOfB;
        var url = await deployment.StartElsewhereAsync(settings);
        await deployment.UntilHealthyAsync(url);
        return url;
    }

    private async Task<HttpStatusCode> PublishAsync(Uri cps, string prefix, string audience, CallNumbers call, string[] tokens)
    {
        var array = JsonSerializer.Serialize(tokens);
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(array)));
        var bearer = await BearerAsync(deployment.A.Key, deployment.X5uOfA, call, $"\"action\":\"publish\",\"aud\":\"{audience}\",\"sub\":\"1234\",\"passports\":\"sha256-{hash}\"");
        return (await SendAsync(HttpMethod.Post, new Uri(cps, $"{prefix}/{call.Dest.Value}/{call.Orig.Value}"), bearer, $$"""{"passports":{{array}}}""")).Status;
    }

    private async Task<IReadOnlyList<string>> RetrieveAsync(Uri cps, CallNumbers call)
    {
        var bearer = await BearerAsync(deployment.B.Key, deployment.X5uOfB, call, $"\"action\":\"retrieve\",\"aud\":\"{Deployment.HostName}\",\"sub\":\"5678\"");
        var (status, body) = await SendAsync(HttpMethod.Get, new Uri(cps, $"/passports/{call.Dest.Value}/{call.Orig.Value}"), bearer, body: null);
        if (status == HttpStatusCode.NotFound) return [];
        using var json = JsonDocument.Parse(body);
        return [.. json.RootElement.GetProperty("passports").EnumerateArray().Select(item => item.GetString()!)];
    }

    private Task<string> BearerAsync(ISigningKey key, string x5u, CallNumbers call, string claims) => TestTokens.SignAsync(key, AgreedCpsTests.Header(x5u), $$"""
        {"iat":{{deployment.Time.GetUtcNow().ToUnixTimeSeconds()}},"jti":"{{SystemRandom.Instance.NewUuid()}}",{{claims}},"orig":{"tn":"{{call.Orig.Value}}"},"dest":{"tn":["{{call.Dest.Value}}"]}
        }
        """);

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpMethod method, Uri url, string bearer, string? body)
    {
        using var request = new HttpRequestMessage(method, url);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {bearer}");
        using var response = await deployment.Http.SendAsync(request, Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }
}
