using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Advertisements;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.CallPlacement.Directory;
using Shaken.Core.CallPlacement.Posting;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Storage;
using Shaken.Core.Tests.CallPlacement.Mailbox;
using Shaken.Core.Tests.Support;
using Shaken.Local.Blobs;

namespace Shaken.Core.Tests.CallPlacement.Posting;

/// <summary>What a CPS received.</summary>
internal sealed record SeenPost(Uri Url, string? MediaType, string Body, string? Authorization);

/// <summary>
/// Out-of-band posts to CPSs that are functions of the test: provider US/1234 has the called number, and the clock stands until it is told
/// to go on.
/// </summary>
internal sealed class PostWorld : IAsyncDisposable
{
    private readonly MeterListener _listener = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<string> _outcomes = Channel.CreateUnbounded<string>();
    private readonly HttpMessageInvoker _operators;
    private readonly HttpMessageInvoker _outsiders;
    private readonly Task _run;

    private PostWorld(CallWorld calls, PostOptions options, IReadOnlyList<PostPeer> peers, CpsLookup? mapping, AdvertisedCpss advertised)
    {
        Calls = calls;
        _operators = new HttpMessageInvoker(new FakeCps(this, isOperators: true));
        _outsiders = new HttpMessageInvoker(new FakeCps(this, isOperators: false));
        var routes = new PostRoutes(Numbers, peers, mapping, calls.Domain.Country, advertised, new FetchingOptions());
        var bearers = new BearerSigner(calls.Provider.Key, calls.X5u, calls.Provider.Id.Code, Time, SystemRandom.Instance);
        var clients = new PostClients(
            new CpsClient(_operators), new CpsClient(_outsiders), new PostIdentity(calls.Provider.Id.Code, bearers), Time);
        Posts = OutOfBandPosts.New(options, routes, clients, Time, Log);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == Posts.Meter && instrument.Name == "shaken.oob.posts") listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) => _outcomes.Writer.TryWrite((string)tags[0].Value!));
        _listener.Start();
        _run = Posts.RunAsync(_stopping.Token);
    }

    public CallWorld Calls { get; }

    public ManualTime Time => Calls.Time;

    public FakeNumbers Numbers { get; } = new();

    public OutOfBandPosts Posts { get; }

    public LogLines<OutOfBandPosts> Log { get; } = new();

    public ConcurrentQueue<SeenPost> Seen { get; } = [];

    /// <summary>What a CPS does with a request; until set it answers 201.</summary>
    public Func<CancellationToken, Task<HttpStatusCode>> Behaviour { get; set; } = _ => Task.FromResult(HttpStatusCode.Created);

    /// <summary>Whether the last request was sent by the client for hosts that the operator named.</summary>
    public bool? LastWasOperators { get; private set; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="peer">As the setting has it.</param>
    /// <param name="mappedUrl">What the cpsMapping has for 1234.</param>
    /// <param name="advertisedUrl">What the provider advertises for 1234.</param>
    public static async Task<PostWorld> StartAsync(
        string? peer = null, string? mappedUrl = null, string? advertisedUrl = null, PostOptions? options = null)
    {
        var calls = await CallWorld.NewAsync();
        var peers = new List<PostPeer>();
        if (peer is not null)
            peers.Add(PostPeer.TryParse(peer, out var parsed) ? parsed : throw new ArgumentException("No peer.", nameof(peer)));
        var mapping = mappedUrl is null ? null : await MapAsync(calls, mappedUrl);
        return new PostWorld(calls, options ?? new PostOptions(), peers, mapping, await AdvertiseAsync(calls, advertisedUrl));
    }

    /// <summary>Queues a PASSporT that is as fresh as can be.</summary>
    public void Enqueue(string token = "a.b.c") => Posts.Enqueue(token, MailboxWorld.Call, Time.GetUtcNow());

    /// <summary>What became of the next PASSporT.</summary>
    public async Task<string> OutcomeAsync() => await _outcomes.Reader.ReadAsync(Token);

    /// <summary>The same, while time goes on.</summary>
    public async Task<string> OutcomeInTimeAsync(TimeSpan step)
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

    /// <summary>Ends the posts, as the end of the program does.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await GoOnAsync(TimeSpan.FromSeconds(1), () => _run.IsCompleted);
        await _run;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _listener.Dispose();
        Posts.Dispose();
        _operators.Dispose();
        _outsiders.Dispose();
        _stopping.Dispose();
    }

    private static async Task<CpsLookup> MapAsync(CallWorld calls, string url)
    {
        const string X5u = "https://sti-pa.example/cps-mapping.pem";
        var signer = calls.Authority.Administrator.SignerOf(SignedDocumentKind.CpsMapping);
        calls.Certificates.Publish(X5u, signer.Chain);
        var jwt = await CpsMappingSigner.SignAsync(
            [(calls.Provider.Id.Code, url)], sequence: 1, calls.Time.GetUtcNow().AddDays(1), signer.Key, X5u, Token);
        var reader = new CpsMappingReader(calls.Certificates, calls.Domain, calls.Time);
        var lookup = new CpsLookup(new OneMapping(jwt), reader, new MemoryBlobs(), calls.Time, NullLogger<CpsLookup>.Instance);
        Assert.True((await lookup.RefreshAsync(Token)).IsSuccess);
        return lookup;
    }

    private static async Task<AdvertisedCpss> AdvertiseAsync(CallWorld calls, string? url)
    {
        var signer = new CpsAdvertisementSigner(calls.Provider.Key, calls.X5u);
        var text = url is null ? "" : await signer.SignAsync(calls.Provider.Id.Code, url, Token);
        IReadOnlyList<string> urls = url is null ? [] : ["https://cps.example/cps/advertisement"];
        var advertised = new AdvertisedCpss(
            urls, new OneDocument(text), new CpsAdvertisementReader(calls.Verdicts, new FetchingOptions()), calls.Time,
            NullLogger<AdvertisedCpss>.Instance);
        await advertised.RefreshAsync(Token);
        Assert.Equal(0, advertised.MissingCount);
        return advertised;
    }

#pragma warning disable RS0030 // Others need the real time to do their work.
    private static Task YieldAsync() => Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Token);
#pragma warning restore RS0030

    /// <summary>The number directory of the test.</summary>
    internal sealed class FakeNumbers : INumberDirectory
    {
        /// <summary>Whose the called number is; null: nobody's.</summary>
        public ProviderId? Provider { get; set; } = MailboxWorld.Provider("US/1234");

        /// <summary>It fails so many times.</summary>
        public int Outages { get; set; }

        public ValueTask<NumberAssignment?> FindAsync(TelephoneNumber number, CancellationToken cancellationToken)
        {
            if (Outages-- > 0) throw new StorageException("away");
            Assert.True(NumberPattern.TryParse(number.Value, out var pattern));
            return new(Provider is { } provider ? new NumberAssignment(provider, pattern) : null);
        }
    }

    private sealed class OneMapping(string jwt) : ICpsMappingOrigin
    {
        public ValueTask<Outcome<string, CpsMappingRefusal>> GetAsync(CancellationToken cancellationToken) => new(jwt);
    }

    private sealed class OneDocument(string text) : IUrlFetcher
    {
        public Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(
            string url, FetchProfile profile, CancellationToken cancellationToken) =>
            Task.FromResult<Outcome<FetchedDocument, FetchRefusal>>(
                new FetchedDocument(Encoding.ASCII.GetBytes(text), "application/jose", MaxAge: null));
    }

    private sealed class FakeCps(PostWorld world, bool isOperators) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            world.LastWasOperators = isOperators;
            world.Seen.Enqueue(new SeenPost(
                request.RequestUri!, request.Content!.Headers.ContentType?.MediaType,
                await request.Content.ReadAsStringAsync(cancellationToken), request.Headers.Authorization?.ToString()));
            return new HttpResponseMessage(await world.Behaviour(cancellationToken)) { Content = new StringContent("{}") };
        }
    }
}
