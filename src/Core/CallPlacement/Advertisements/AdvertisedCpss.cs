using System.Collections.Frozen;
using System.Text;
using Microsoft.Extensions.Logging;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.CallPlacement.Advertisements;

/// <summary>
/// The CPSs that other providers advertise (RFC 9888), at URLs that the operator names. Read again and again in the background, each
/// signature and certificate judged anew; one that cannot be fetched counts for a day. A lookup reads memory only.
/// </summary>
public sealed partial class AdvertisedCpss
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(1);

    private readonly IReadOnlyList<string> _urls;
    private readonly IUrlFetcher _fetcher;
    private readonly CpsAdvertisementReader _reader;
    private readonly TimeProvider _time;
    private readonly ILogger<AdvertisedCpss> _logger;
    private readonly Held?[] _held;
    private volatile Snapshot _snapshot = Snapshot.Empty;

    /// <param name="urls">Where advertisements are; of two that name one code or number, the first counts.</param>
    public AdvertisedCpss(
        IReadOnlyList<string> urls, IUrlFetcher fetcher, CpsAdvertisementReader reader, TimeProvider time,
        ILogger<AdvertisedCpss> logger)
    {
        (_urls, _fetcher, _reader, _time, _logger) = (urls, fetcher, reader, time, logger);
        _held = new Held?[urls.Count];
    }

    /// <summary>How many of the advertisements are not held, refused ones among them.</summary>
    public int MissingCount => _urls.Count - _snapshot.Count;

    /// <summary>
    /// The base URL of the CPS that takes PASSporTs for a number itself, or for a block with it; null: none is advertised.
    /// </summary>
    public Uri? Find(TelephoneNumber number) =>
        _snapshot.Numbers.GetValueOrDefault(number.Value)
            ?? Array.Find(_snapshot.Blocks, block => block.Range.Contains(number))?.BaseUrl;

    /// <summary>The base URL of the CPS that takes PASSporTs for a provider; null: none is advertised.</summary>
    public Uri? Find(ProviderId provider) => _snapshot.Providers.GetValueOrDefault(provider);

    /// <summary>Reads every advertisement once. One caller at a time.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        for (var index = 0; index < _urls.Count; index++)
        {
            if ((await ReadAsync(_urls[index], cancellationToken)).TryGet(out var read, out var refusal))
            {
                _held[index] = new Held(read, Deadline.After(Life, _time));
                continue;
            }

            LogRefused(HostOf(_urls[index]), refusal.Reason, refusal.Detail);

            // A host that does not answer says nothing; one that answers with what is not believed has taken the last one back.
            if (refusal.Reason != CpsAdvertisementFailure.Unreachable || _held[index]?.Until.HasPassed(_time) == true) _held[index] = null;
        }

        _snapshot = Snapshot.Of(_held.OfType<Held>().Select(held => held.Advertisement));
    }

    private async ValueTask<Outcome<CpsAdvertisement, CpsAdvertisementRefusal>> ReadAsync(string url, CancellationToken cancellationToken)
    {
        var fetched = await _fetcher.FetchAsync(url, FetchProfile.CpsAdvertisement, cancellationToken);
        return fetched.TryGet(out var document, out var refusal)
            ? await _reader.ReadAsync(Encoding.ASCII.GetString(document.Octets.Span), cancellationToken)
            : new CpsAdvertisementRefusal(CpsAdvertisementFailure.Unreachable, $"{KebabCase.Of(refusal.Reason)}: {refusal.Detail}");
    }

    private static string HostOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var parsed) ? parsed.Host : "?";

    [LoggerMessage(EventId = 4284, Level = LogLevel.Warning, Message = "No CPS advertisement taken from {Host} ({Reason}): {Detail}")]
    private partial void LogRefused(string host, CpsAdvertisementFailure reason, string detail);

    private sealed record Held(CpsAdvertisement Advertisement, Deadline Until);

    private sealed record Block(TelephoneNumberRange Range, Uri BaseUrl);

    /// <summary>Everything that is advertised, for lookups; replaced whole.</summary>
    private sealed record Snapshot(
        int Count, FrozenDictionary<ProviderId, Uri> Providers, FrozenDictionary<string, Uri> Numbers, Block[] Blocks)
    {
        public static Snapshot Empty { get; } = Of([]);

        public static Snapshot Of(IEnumerable<CpsAdvertisement> advertisements)
        {
            var providers = new Dictionary<ProviderId, Uri>();
            var numbers = new Dictionary<string, Uri>(StringComparer.Ordinal);
            var blocks = new List<Block>();
            var count = 0;
            foreach (var advertisement in advertisements)
            {
                count++;
                foreach (var entry in advertisement.Entries)
                {
                    if (entry.For is SpcEntry spc) providers.TryAdd(new ProviderId(advertisement.Country, spc.Code), entry.BaseUrl);
                    if (entry.For is NumberEntry one) numbers.TryAdd(one.Number.Value, entry.BaseUrl);
                    if (entry.For is RangeEntry block) blocks.Add(new Block(block.Range, entry.BaseUrl));
                }
            }

            return new Snapshot(count, providers.ToFrozenDictionary(), numbers.ToFrozenDictionary(StringComparer.Ordinal), [.. blocks]);
        }
    }
}
