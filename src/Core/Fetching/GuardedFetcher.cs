using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;

namespace Shaken.Core.Fetching;

/// <summary>
/// Fetches URLs that outsiders chose, within bounds: https on 443 and 8443, judged addresses, no redirect, no cookie, no proxy, so many octets, so
/// much time, so many at once. Who asks for a URL that is being fetched waits for that one fetch; a failure is the answer for a while.
/// </summary>
public sealed partial class GuardedFetcher : IUrlFetcher, IKnownHosts, IDisposable
{
    private readonly FetchingOptions _options;
    private readonly HashSet<WebOrigin> _exemptOrigins;
    private readonly TimeProvider _time;
    private readonly ILogger<GuardedFetcher> _logger;
    private readonly HttpMessageInvoker _publicClient;
    private readonly HttpMessageInvoker _exemptClient;
    private readonly FetchSlots _certificateSlots;
    private readonly FetchSlots _trustListSlots;
    private readonly FetchSlots _crlSlots;
    private readonly BoundedCache<string, object> _knownHosts;
    private readonly BoundedCache<FetchKey, RememberedFailure> _failures;
    private readonly ConcurrentDictionary<FetchKey, Lazy<Task<Outcome<FetchedDocument, FetchRefusal>>>> _underWay = new();

    /// <exception cref="ArgumentException">The options have errors; they are asked for at start.</exception>
    public GuardedFetcher(FetchingOptions options, IAddressResolver resolver, TimeProvider time, ILogger<GuardedFetcher> logger)
    {
        if (options.Errors().FirstOrDefault() is { } error) throw new ArgumentException(error, nameof(options));
        _options = options;
        _exemptOrigins = options.ExemptOrigins.Select(text => WebOrigin.TryParse(text, out var origin) ? origin : null).OfType<WebOrigin>().ToHashSet();
        _time = time;
        _logger = logger;
        _publicClient = GuardedConnection.NewPublicClient(options, resolver);
        _exemptClient = GuardedConnection.NewExemptClient(options, resolver);
        _certificateSlots = new FetchSlots(options.MaxFetches, options.MaxFetchesPerHost, options.MaxFetchesToStrangers);

        // No stranger names these, so none of their hosts counts as one.
        _trustListSlots = new FetchSlots(options.MaxListFetches, options.MaxFetchesPerHost, options.MaxListFetches);
        _crlSlots = new FetchSlots(options.MaxListFetches, options.MaxFetchesPerHost, options.MaxListFetches);
        _knownHosts = new BoundedCache<string, object>(options.KnownHosts, StringComparer.Ordinal);
        _failures = new BoundedCache<FetchKey, RememberedFailure>(options.RememberedFailures);
    }

    public async Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(string url, FetchProfile profile, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!FetchUrl.TryParse(url, _exemptOrigins, out var parsed, out var refusal)) return refusal;
        var key = new FetchKey(url, profile);
        if (_failures.TryGet(key, out var failure) && failure.Until > _time.GetUtcNow()) return failure.Refusal;

        // The fetch has a life of its own, bounded by its profile: whoever stops waiting for it stops nobody else.
        var fetch = _underWay.GetOrAdd(key, _ => new(() => FetchOnceAsync(parsed, key)));
        return await fetch.Value.WaitAsync(cancellationToken);
    }

    public void Know(string url)
    {
        if (FetchUrl.TryParse(url, _exemptOrigins, out var parsed, out _)) _knownHosts.Set(parsed.Origin.Host, _knownHosts);
    }

    public void Dispose()
    {
        _publicClient.Dispose();
        _exemptClient.Dispose();
    }

    private async Task<Outcome<FetchedDocument, FetchRefusal>> FetchOnceAsync(FetchUrl url, FetchKey key)
    {
        await Task.Yield();
        try
        {
            var outcome = await FetchInSlotAsync(url, key.Profile);
            if (!outcome.TryGet(out _, out var refusal))
            {
                LogRefused(url.Origin.Host, key.Profile.Name, refusal.Reason);

                // That we are busy says nothing about the URL.
                if (refusal.Reason != FetchFailure.Busy)
                    _failures.Set(key, new RememberedFailure(refusal with { IsRemembered = true }, _time.GetUtcNow() + _options.FailureLife));
            }

            return outcome;
        }
        finally
        {
            _underWay.TryRemove(key, out _);
        }
    }

    private async Task<Outcome<FetchedDocument, FetchRefusal>> FetchInSlotAsync(FetchUrl url, FetchProfile profile)
    {
        var host = url.Origin.Host;
        using var slot = SlotsOf(profile.Pool).TryTake(host, isStranger: !_knownHosts.TryGet(host, out _));
        if (slot is null) return new FetchRefusal(FetchFailure.Busy, "too many fetches are under way");
        return await FetchWithinTimeAsync(url, profile, slot);
    }

    private FetchSlots SlotsOf(FetchPool pool) => pool switch
    {
        FetchPool.Certificates => _certificateSlots,
        FetchPool.TrustLists => _trustListSlots,
        FetchPool.Crls => _crlSlots,
    };

    private async Task<Outcome<FetchedDocument, FetchRefusal>> FetchWithinTimeAsync(FetchUrl url, FetchProfile profile, FetchSlots.Slot slot)
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
        var request = new HttpRequestMessage(HttpMethod.Get, url.Uri) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        request.Headers.TryAddWithoutValidation("Accept", profile.Accept);

        // Common firewall rules for web applications refuse whoever does not say what it is.
        request.Headers.TryAddWithoutValidation("User-Agent", "Shaken.Serverless");
        request.Options.Set(GuardedConnection.Slot, slot);
        return request;
    }

    [LoggerMessage(EventId = 1101, Level = LogLevel.Information, Message = "No {Profile} fetched from {Host}: {Reason}")]
    private partial void LogRefused(string host, string profile, FetchFailure reason);

    /// <summary>What one fetch is shared by: the same URL under other bounds is another fetch, with another fate.</summary>
    private sealed record FetchKey(string Url, FetchProfile Profile);

    private sealed record RememberedFailure(FetchRefusal Refusal, DateTimeOffset Until);
}
