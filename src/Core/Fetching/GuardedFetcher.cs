using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;

namespace Shaken.Core.Fetching;

/// <summary>
/// Fetches URLs that outsiders chose, within bounds: https on 443 and 8443, judged addresses, no redirect, no cookie, no proxy, so many
/// octets, so much time, so many at once. Who asks for a URL that is being fetched waits for that one fetch; a failure is the answer for a
/// while.
/// </summary>
public sealed partial class GuardedFetcher : IUrlFetcher, IDisposable
{
    private readonly FetchingOptions _options;
    private readonly IReadOnlySet<WebOrigin> _exemptOrigins;
    private readonly TimeProvider _time;
    private readonly ILogger<GuardedFetcher> _logger;
    private readonly LineSampler<(string Host, FetchFailure Reason)> _lines;
    private readonly HttpMessageInvoker _publicClient;
    private readonly HttpMessageInvoker _exemptClient;
    private readonly FetchSlots _certificateSlots;
    private readonly FetchSlots _trustListSlots;
    private readonly FetchSlots _crlSlots;
    private readonly FetchSlots _contentSlots;
    private readonly KnownHosts _known;
    private readonly FetchSetbacks _setbacks;
    private readonly BoundedCache<FetchKey, RememberedFailure> _failures;
    private readonly ConcurrentDictionary<FetchKey, Lazy<Task<Outcome<FetchedDocument, FetchRefusal>>>> _underWay = new();

    /// <param name="known">Null: no host is known.</param>
    /// <exception cref="ArgumentException">The options have errors; they are asked for at start.</exception>
    public GuardedFetcher(
        FetchingOptions options, IAddressResolver resolver, TimeProvider time, ILogger<GuardedFetcher> logger, KnownHosts? known = null)
    {
        if (options.Errors().FirstOrDefault() is { } error) throw new ArgumentException(error, nameof(options));
        _options = options;
        _exemptOrigins = options.ReadExemptOrigins();
        _time = time;
        _logger = logger;
        _lines = new LineSampler<(string Host, FetchFailure Reason)>(
            time, (key, count) => LogMoreRefused(count, key.Host, key.Reason), LogOthersRefused);
        _known = known ?? new KnownHosts(options, time);
        _setbacks = new FetchSetbacks(options, time);
        _publicClient = GuardedConnection.NewPublicClient(options, resolver);
        _exemptClient = GuardedConnection.NewExemptClient(options, resolver);
        var certificates = new FetchShares
        {
            All = options.MaxFetches,
            PerHost = options.MaxFetchesPerHost,
            ToStrangers = options.MaxFetchesToStrangers,
            ToStrangersPerClient = options.MaxFetchesToStrangersPerClient,
            NewPathsPerHost = options.MaxNewPathsPerHost,
            NewPathsPerHostAndClient = options.MaxNewPathsPerHostAndClient,
        };
        _certificateSlots = new FetchSlots(certificates);
        _trustListSlots = new FetchSlots(certificates with { All = options.MaxListFetches });
        _crlSlots = new FetchSlots(certificates with { All = options.MaxListFetches });
        _contentSlots = new FetchSlots(certificates);
        _failures = new BoundedCache<FetchKey, RememberedFailure>(options.RememberedFailures);
    }

    public Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(
        string url, FetchProfile profile, CancellationToken cancellationToken) =>
        FetchAsync(url, profile, client: default, cancellationToken);

    public async Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(
        string url, FetchProfile profile, ClientKey client, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!FetchUrl.TryParse(url, _exemptOrigins, out var parsed, out var refusal)) return refusal;
        var key = new FetchKey(url, profile);
        if (_failures.TryGet(key, out var failure) && !failure.Until.HasPassed(_time))
            return failure.Refusal with { RetryAfter = failure.Until.Left(_time) };

        // The fetch has a life of its own, bounded by its profile: a caller that stops waiting stops no other caller.
        var fetch = _underWay.GetOrAdd(key, _ => new(() => FetchOnceAsync(parsed, key, client)));
        return await fetch.Value.WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        _lines.Dispose();
        _publicClient.Dispose();
        _exemptClient.Dispose();
    }

    private async Task<Outcome<FetchedDocument, FetchRefusal>> FetchOnceAsync(FetchUrl url, FetchKey key, ClientKey client)
    {
        await Task.Yield();
        try
        {
            var outcome = await FetchInSlotAsync(url, key.Profile, PlaceOf(url, key.Profile, client));
            if (outcome.TryGet(out _, out var refusal)) return outcome;
            if (_lines.IsDue((url.Origin.Host, refusal.Reason))) LogRefused(url.Origin.Host, key.Profile.Name, refusal.Reason);

            // That we are busy says nothing about the URL.
            if (refusal.Reason == FetchFailure.Busy) return refusal;
            _failures.Set(key, new RememberedFailure(refusal with { IsRemembered = true }, Deadline.After(_options.FailureLife, _time)));
            return refusal with { RetryAfter = _options.FailureLife };
        }
        finally
        {
            _underWay.TryRemove(key, out _);
        }
    }

    private async Task<Outcome<FetchedDocument, FetchRefusal>> FetchInSlotAsync(FetchUrl url, FetchProfile profile, FetchPlace place)
    {
        if (place.IsNewPath && _setbacks.AreTooMany(place.Host, place.Client))
        {
            return new FetchRefusal(FetchFailure.Busy, "too many URLs of this host failed lately")
                { RetryAfter = _setbacks.Pause(place.Client) };
        }

        using var slot = SlotsOf(profile.Pool).TryTake(place);
        if (slot is null) return new FetchRefusal(FetchFailure.Busy, "too many fetches are under way") { RetryAfter = profile.Timeout };
        var outcome = await FetchWithinTimeAsync(url, profile, slot);
        if (place.IsNewPath && !outcome.TryGet(out _, out var refusal) && refusal.Reason != FetchFailure.Busy)
            _setbacks.Add(place.Host, place.Client);
        return outcome;
    }

    // No stranger names lists and their signers, so none of their hosts counts as one. An icon's host has proven nothing, and its failures
    // must not count against the certificates of the same host.
    private FetchPlace PlaceOf(FetchUrl url, FetchProfile profile, ClientKey client)
    {
        var host = url.Origin.Host;
        return profile.Pool switch
        {
            FetchPool.Certificates => new FetchPlace(
                host, client, IsStranger: !_known.KnowsHost(host), IsNewPath: !_known.KnowsUrl(url.Text)),
            FetchPool.TrustLists or FetchPool.Crls => new FetchPlace(host, client, IsStranger: false, IsNewPath: false),
            FetchPool.RichCallContents => new FetchPlace(host, client, IsStranger: true, IsNewPath: false),
        };
    }

    private FetchSlots SlotsOf(FetchPool pool) => pool switch
    {
        FetchPool.Certificates => _certificateSlots,
        FetchPool.TrustLists => _trustListSlots,
        FetchPool.Crls => _crlSlots,
        FetchPool.RichCallContents => _contentSlots,
    };

    private async Task<Outcome<FetchedDocument, FetchRefusal>> FetchWithinTimeAsync(
        FetchUrl url, FetchProfile profile, FetchSlots.Slot slot)
    {
        using var deadline = new CancellationTokenSource(profile.Timeout, _time);
        try
        {
            using var request = NewRequest(url, profile, slot);
            using var response = await (url.IsExempt ? _exemptClient : _publicClient).SendAsync(request, deadline.Token);
            return await FetchedResponse.ReadAsync(response, profile, deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return new FetchRefusal(FetchFailure.TooSlow, $"not complete within {profile.Timeout.TotalSeconds:0.#} seconds");
        }
        catch (Exception exception) when (ConnectionFailures.RefusalIn(exception) is not null)
        {
            return ConnectionFailures.RefusalIn(exception)!;
        }
    }

    private static HttpRequestMessage NewRequest(FetchUrl url, FetchProfile profile, FetchSlots.Slot slot)
    {
        // Never a higher version: HTTP/3 would connect by itself, past the judged address, to wherever an Alt-Svc header says.
        var request = new HttpRequestMessage(
            HttpMethod.Get, url.Uri) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        request.Headers.TryAddWithoutValidation("Accept", profile.Accept);

        // Common firewall rules for web applications refuse clients without a User-Agent.
        request.Headers.TryAddWithoutValidation("User-Agent", "Shaken.Serverless");
        request.Options.Set(GuardedConnection.Slot, slot);
        return request;
    }

    [LoggerMessage(EventId = 1101, Level = LogLevel.Information, Message = "No {Profile} fetched from {Host}: {Reason}")]
    private partial void LogRefused(string host, string profile, FetchFailure reason);

    [LoggerMessage(EventId = 1102, Level = LogLevel.Information,
        Message = "{Count} more URLs of {Host} were not fetched within a minute: {Reason}")]
    private partial void LogMoreRefused(long count, string host, FetchFailure reason);

    [LoggerMessage(EventId = 1103, Level = LogLevel.Warning,
        Message = "{Count} more URLs were not fetched within a minute, of more hosts and for more reasons than are told apart")]
    private partial void LogOthersRefused(long count);

    /// <summary>What one fetch is shared by: the same URL under other bounds is another fetch, with another fate.</summary>
    private sealed record FetchKey(string Url, FetchProfile Profile);

    private sealed record RememberedFailure(FetchRefusal Refusal, Deadline Until);
}
