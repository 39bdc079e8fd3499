using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Pushing;
using Shaken.Core.Foundations;
using Shaken.Core.Tests.CallPlacement.Mailbox;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.CallPlacement.Pushing;

public sealed class PassportPushTests : IAsyncDisposable
{
    private readonly ConcurrentQueue<(Uri Url, string Body, string? Authorization)> _seen = [];
    private readonly Channel<string> _outcomes = Channel.CreateUnbounded<string>();
    private readonly MeterListener _listener = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly LogLines<PassportPush> _log = new();
    private MailboxWorld? _world;
    private HttpMessageInvoker? _http;
    private PassportPush? _push;
    private Task _run = Task.CompletedTask;
    private Func<Task<HttpStatusCode>> _behaviour = () => Task.FromResult(HttpStatusCode.OK);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        while (!_run.IsCompleted)
        {
            _world!.Time.Advance(TimeSpan.FromSeconds(1));
            await YieldAsync();
        }

        await _run;
        _listener.Dispose();
        _push?.Dispose();
        _http?.Dispose();
        _stopping.Dispose();
    }

    [Fact]
    public async Task Push_Stored_SendsTheFieldsVerificationRequest()
    {
        var world = await StartAsync("Bearer secret");
        var passport = await world.NewPassportAsync();
        _push!.Push(new AdmittedPassports(MailboxWorld.Call, [passport]));
        Assert.Equal("delivered", await _outcomes.Reader.ReadAsync(Token));
        var (url, body, authorization) = Assert.Single(_seen);
        Assert.Equal(("https://vs.example/stir/v1/verification", "Bearer secret"), (url.AbsoluteUri, authorization));
        var iat = world.Time.GetUtcNow().ToUnixTimeSeconds();
        var identity = $"{passport.Compact};info=<{world.Calls.X5u}>";
        Assert.Equal(
            "{\"verificationRequest\":{\"orig\":{\"tn\":\"12155550121\"},\"dest\":{\"tn\":[\"12155550131\"]},"
            + $"\"iat\":{iat},\"identity\":\"{identity}\"}}}}",
            body);
        using var json = JsonDocument.Parse(body);
        Assert.Equal(4, json.RootElement.GetProperty("verificationRequest").GetPropertyCount());
    }

    [Fact]
    public async Task Push_Several_SendsEachAlone()
    {
        var world = await StartAsync();
        _push!.Push(new AdmittedPassports(MailboxWorld.Call, [await world.NewPassportAsync(), await world.NewPassportAsync()]));
        for (var index = 0; index < 2; index++) Assert.Equal("delivered", await _outcomes.Reader.ReadAsync(Token));
        Assert.Equal(2, _seen.Select(one => one.Body).Distinct().Count());
        Assert.All(_seen, one => Assert.Null(one.Authorization));
    }

    [Fact]
    public async Task Push_ServiceThatHangs_HoldsUpNobody_AndExpires()
    {
        var world = await StartAsync();
        _behaviour = () => new TaskCompletionSource<HttpStatusCode>().Task;
        _push!.Push(new AdmittedPassports(MailboxWorld.Call, [await world.NewPassportAsync()]));
        var next = _outcomes.Reader.ReadAsync(Token).AsTask();
        while (!next.IsCompleted)
        {
            world.Time.Advance(TimeSpan.FromSeconds(1));
            await YieldAsync();
        }

        Assert.Equal("expired", await next);
        Assert.All(_log.All, line => Assert.DoesNotContain("12155550131", line.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Publish_NewPassport_IsPushedOnceItIsStored_AndARepeatedOneIsNot()
    {
        await StartAsync();
        var cps = await CpsWorld.NewAsync(push: _push);
        var token = await cps.Calls.SignAsync();
        for (var index = 0; index < 2; index++)
        {
            var body = Encoding.ASCII.GetBytes(token);
            Assert.True((await cps.Publish.PublishOpenAsync("5678", body, client: default, Token)).IsSuccess);
        }

        Assert.Equal("delivered", await _outcomes.Reader.ReadAsync(Token));
        await _stopping.CancelAsync();
        await _run;
        Assert.Single(_seen);
    }

    private async Task<MailboxWorld> StartAsync(string? authorization = null)
    {
        _world = await MailboxWorld.NewAsync();
        _http = new HttpMessageInvoker(new Service(this));
        var target = new PushTarget(
            new Uri("https://vs.example/stir/v1/verification"), authorization is null ? null : new SecretText(authorization));
        _push = new PassportPush(target, _http, MailboxWorld.Freshness, _world.Time, _log);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == _push.Meter && instrument.Name == "shaken.cps.pushes") listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) => _outcomes.Writer.TryWrite((string)tags[0].Value!));
        _listener.Start();
        _run = _push.RunAsync(_stopping.Token);
        return _world;
    }

#pragma warning disable RS0030 // Others need the real time to do their work.
    private static Task YieldAsync() => Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Token);
#pragma warning restore RS0030

    private sealed class Service(PassportPushTests test) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = await request.Content!.ReadAsStringAsync(cancellationToken);
            test._seen.Enqueue((request.RequestUri!, body, request.Headers.Authorization?.ToString()));
            return new HttpResponseMessage(await test._behaviour().WaitAsync(cancellationToken));
        }
    }
}
