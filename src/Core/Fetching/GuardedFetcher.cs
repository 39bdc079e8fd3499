using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;

namespace Shaken.Core.Fetching;

/// <summary>
/// Fetches URLs that outsiders chose, within bounds: https on 443 and 8443, judged addresses, no redirect, no cookie, no proxy, so many octets, so
/// much time, so many at once. Who asks for a URL that is being fetched waits for that one fetch; a failure is the answer for a while.
/// </summary>
public sealed partial class GuardedFetcher : IUrlFetcher, IDisposable
{
    private readonly FetchingOptions _options;
    private readonly HashSet<string> _exemptOrigins;
    private readonly TimeProvider _time;
    private readonly ILogger<GuardedFetcher> _logger;
    private readonly HttpMessageInvoker _publicClient;
    private readonly HttpMessageInvoker _exemptClient;
    private readonly FetchSlots _slots;
    private readonly BoundedCache<string, RememberedFailure> _failures;
    private readonly ConcurrentDictionary<string, Lazy<Task<Outcome<FetchedDocument, FetchRefusal>>>> _underWay = new(StringComparer.Ordinal);

    public GuardedFetcher(FetchingOptions options, IAddressResolver resolver, TimeProvider time, ILogger<GuardedFetcher> logger)
    {
        _options = options;
        _exemptOrigins = options.ExemptOrigins.Select(FetchUrl.NormalizeOrigin).OfType<string>().ToHashSet(StringComparer.Ordinal);
        _time = time;
        _logger = logger;
        _publicClient = GuardedConnection.NewClient(resolver, judgesAddresses: true, tlsRoots: null);
        _exemptClient = GuardedConnection.NewClient(resolver, judgesAddresses: false, options.TlsRoots);
        _slots = new FetchSlots(options);
        _failures = new BoundedCache<string, RememberedFailure>(options.RememberedFailures, StringComparer.Ordinal);
    }

    public async Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(string url, FetchProfile profile, CancellationToken cancellationToken)
    {
        if (!FetchUrl.TryParse(url, _exemptOrigins, out var parsed, out var refusal)) return refusal;
        if (_failures.TryGet(url, out var failure) && failure.Until > _time.GetUtcNow()) return failure.Refusal;

        // The fetch has a life of its own, bounded by its profile: whoever stops waiting for it stops nobody else.
        var fetch = _underWay.GetOrAdd(url, _ => new(() => FetchOnceAsync(parsed, profile)));
        return await fetch.Value.WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        _publicClient.Dispose();
        _exemptClient.Dispose();
    }

    private async Task<Outcome<FetchedDocument, FetchRefusal>> FetchOnceAsync(FetchUrl url, FetchProfile profile)
    {
        await Task.Yield();
        try
        {
            if (_slots.TryTake(url.Uri.Host) is not { } slot) return new FetchRefusal(FetchFailure.Busy, "too many fetches are under way");
            Outcome<FetchedDocument, FetchRefusal> outcome;
            using (slot)
            {
                outcome = await FetchWithinTimeAsync(url, profile);
                if (outcome.IsSuccess) slot.HostAnswered();
            }

            if (!outcome.TryGet(out _, out var refusal))
            {
                _failures.Set(url.Text, new RememberedFailure(refusal, _time.GetUtcNow() + _options.FailureLife));
                LogRefused(url.Uri.Host, refusal.Reason);
            }

            return outcome;
        }
        finally
        {
            _underWay.TryRemove(url.Text, out _);
        }
    }

    private async Task<Outcome<FetchedDocument, FetchRefusal>> FetchWithinTimeAsync(FetchUrl url, FetchProfile profile)
    {
        using var deadline = new CancellationTokenSource(profile.Timeout, _time);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url.Uri) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
            request.Headers.TryAddWithoutValidation("Accept", profile.Accept);
            using var response = await (url.IsExempt ? _exemptClient : _publicClient).SendAsync(request, deadline.Token);
            return await FetchedResponse.ReadAsync(response, profile, deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return new FetchRefusal(FetchFailure.TooSlow, $"not complete within {profile.Timeout.TotalSeconds:0.#} seconds");
        }
        catch (Exception exception) when (GuardedConnection.RefusalIn(exception) is not null)
        {
            return GuardedConnection.RefusalIn(exception)!;
        }
    }

    [LoggerMessage(EventId = 1101, Level = LogLevel.Information, Message = "Not fetched from {Host}: {Reason}")]
    private partial void LogRefused(string host, FetchFailure reason);

    private sealed record RememberedFailure(FetchRefusal Refusal, DateTimeOffset Until);
}
