using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.CallPlacement.Deliveries;
using Shaken.Core.CallPlacement.Republish;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Tests.CallPlacement.Mailbox;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.CallPlacement.Republish;

/// <summary>A fan-out to peers that are functions of the test, on a clock that stands until it is told to go on.</summary>
internal sealed class RepublishWorld : IAsyncDisposable
{
    private static int _worlds;

    private readonly string _suffix = $"{Interlocked.Increment(ref _worlds)}.example";
    private readonly RepublishMetrics _metrics = new();
    private readonly MeterListener _listener = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<(string Peer, string Outcome)> _outcomes = Channel.CreateUnbounded<(string, string)>();
    private readonly FakePeers _peers = new();
    private readonly HttpMessageInvoker _http;
    private readonly RepublishFanOut _fanOut;
    private Task _run = Task.CompletedTask;

    private RepublishWorld(DeliveryBounds bounds, string[] peers)
    {
        _http = new HttpMessageInvoker(_peers);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == RepublishMetrics.MeterName && instrument.Name == "shaken.cps.republications") listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            if (tags[0].Value is string peer && peer.EndsWith(_suffix, StringComparison.Ordinal)) _outcomes.Writer.TryWrite((peer[..^(_suffix.Length + 1)], (string)tags[1].Value!));
        });
        _listener.Start();
        var signer = new RepublishSigner(Key, "https://cr.example/own.pem", Time, SystemRandom.Instance);
        var targets = peers.Select(peer => RepublishTarget.TryParse($"https://{Host(peer)}", out var target) ? target : throw new ArgumentException("No target.", nameof(peers)));
        _fanOut = new RepublishFanOut([.. targets], signer, new CpsClient(_http), bounds, _metrics, Time, new LogOf(Log));
    }

    public ManualTime Time { get; } = new();

    public SoftwareKey Key { get; } = SoftwareKey.New();

    /// <summary>Every line of the log.</summary>
    public ConcurrentQueue<string> Log { get; } = [];

    /// <summary>The body of every answer.</summary>
    public string Answer { set => _peers.Answer = value; }

    /// <summary>Every request, as it arrived.</summary>
    public ConcurrentQueue<PeerRequest> Requests => _peers.Requests;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static RepublishWorld Start(DeliveryBounds bounds, params string[] peers)
    {
        var world = new RepublishWorld(bounds, peers);
        world._run = world._fanOut.RunAsync(world._stopping.Token);
        return world;
    }

    public string Host(string peer) => $"{peer}.{_suffix}";

    /// <summary>What a peer does with a request; until set it answers 201.</summary>
    public void Set(string peer, Func<CancellationToken, Task<HttpStatusCode>> behaviour) => _peers.Behaviours[Host(peer)] = behaviour;

    public void Set(string peer, HttpStatusCode status) => Set(peer, _ => Task.FromResult(status));

    /// <summary>Hands on one PASSporT, worth a minute.</summary>
    public Task<string> HandOnAsync(string passport) => HandOnAsync(passport, TimeSpan.FromMinutes(1));

    public async Task<string> HandOnAsync(string passport, TimeSpan worth)
    {
        var publisher = new BearerSigner(Key, "https://cr.example/publisher.pem", Code, Time, SystemRandom.Instance);
        var bearer = await publisher.ForPublishingAsync(MailboxWorld.Call, [passport], "first.example", TimeSpan.FromSeconds(30), Token);
        Assert.True(BearerClaims.TryParse(bearer, BearerForm.Shared, out var claims, out _));
        _fanOut.HandOn(new Republication(MailboxWorld.Call, [passport], $"Bearer {bearer}", claims, Time.GetUtcNow() + worth));
        return bearer;
    }

    /// <summary>What became of the next publication at some peer.</summary>
    public async Task<(string Peer, string Outcome)> OutcomeAsync() => await _outcomes.Reader.ReadAsync(Token);

    /// <summary>The same, while time goes on.</summary>
    public async Task<(string Peer, string Outcome)> OutcomeInTimeAsync(TimeSpan step)
    {
        var next = OutcomeAsync();
        await GoOnAsync(step, () => next.IsCompleted);
        return await next;
    }

    /// <summary>Goes on in steps, and lets others work in between, until it is so.</summary>
    public async Task GoOnAsync(TimeSpan step, Func<bool> until)
    {
        while (!until())
        {
            Time.Advance(step);
            await YieldAsync();
        }
    }

    public async Task<PeerRequest> ArrivedAsync() => await _peers.Arrived.Reader.ReadAsync(Token);

    /// <summary>Tells the fan-out to end, and gives the end.</summary>
    public async Task<Task> StopAsync()
    {
        await _stopping.CancelAsync();
        return _run;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await GoOnAsync(TimeSpan.FromSeconds(1), () => _run.IsCompleted);
        await _run;
        _listener.Dispose();
        _metrics.Dispose();
        _http.Dispose();
        _stopping.Dispose();
        Key.Dispose();
    }

    private static ServiceProviderCode Code => ServiceProviderCode.TryParse("1234", out var code) ? code : throw new InvalidOperationException("No code.");

#pragma warning disable RS0030 // Others need the real time to do their work.
    private static Task YieldAsync() => Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Token);
#pragma warning restore RS0030

    private sealed class LogOf(ConcurrentQueue<string> lines) : ILogger<RepublishFanOut>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{eventId.Id} {formatter(state, exception)}");
    }

    private sealed class FakePeers : HttpMessageHandler
    {
        public ConcurrentDictionary<string, Func<CancellationToken, Task<HttpStatusCode>>> Behaviours { get; } = new(StringComparer.Ordinal);

        public string Answer { get; set; } = "{}";

        public ConcurrentQueue<PeerRequest> Requests { get; } = [];

        public Channel<PeerRequest> Arrived { get; } = Channel.CreateUnbounded<PeerRequest>();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using var body = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(cancellationToken));
            var seen = new PeerRequest(
                request.RequestUri!,
                request.Headers.Authorization!.Parameter!,
                body.RootElement.GetProperty("passports").EnumerateArray().Single().GetString()!,
                body.RootElement.GetProperty("token").GetString()!);
            Requests.Enqueue(seen);
            Arrived.Writer.TryWrite(seen);
            var status = Behaviours.TryGetValue(request.RequestUri!.Host, out var behaviour) ? await behaviour(cancellationToken) : HttpStatusCode.Created;
            return new HttpResponseMessage(status) { Content = new StringContent(Answer) };
        }
    }
}

/// <summary>What a peer received.</summary>
internal sealed record PeerRequest(Uri Url, string Bearer, string Passport, string Token);
