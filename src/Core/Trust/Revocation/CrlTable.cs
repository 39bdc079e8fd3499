using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Crls;

namespace Shaken.Core.Trust.Revocation;

/// <summary>
/// The lists that are kept up to date, by country and URL, within bounds of their number and of their entries in all. Another country's
/// share of both is bounded too, so that its CAs cannot crowd out the lists of ours.
/// </summary>
internal sealed class CrlTable
{
    // Of the entries in all, for one other country.
    private const int ShareOfOthers = 4;

    private readonly ConcurrentDictionary<CrlKey, WatchedCrl> _watched = new();
    private readonly Lock _room = new();
    private readonly TrustDomain _own;
    private readonly long _entriesInAll;
    private readonly ILogger _logger;
    private volatile FrozenDictionary<TrustDomain, WatchedCrl[]> _configured = FrozenDictionary<TrustDomain, WatchedCrl[]>.Empty;
    private long _version = 1;
    private bool _hasToldNoRoom;

    /// <param name="own">The domain that may take all the room.</param>
    public CrlTable(TrustDomain own, long entriesInAll, ILogger logger) =>
        (_own, _entriesInAll, _logger) = (own, entriesInAll, logger);

    /// <summary>Another number whenever a list was replaced.</summary>
    public long Version => Interlocked.Read(ref _version);

    /// <summary>Those that an operator or the country policy named, of all countries.</summary>
    public IEnumerable<WatchedCrl> Configured => _configured.Values.SelectMany(lists => lists);

    public IEnumerable<WatchedCrl> All => _watched.Values;

    /// <summary>Those that were named for a country.</summary>
    public IReadOnlyList<WatchedCrl> ConfiguredFor(TrustDomain domain) => _configured.GetValueOrDefault(domain, []);

    public WatchedCrl? Find(TrustDomain domain, string url) => _watched.GetValueOrDefault(new CrlKey(domain, url));

    /// <summary>
    /// Keeps the lists that are named now, in the order given; those that were named before and are not any more stay like any other.
    /// </summary>
    public void Configure(IEnumerable<CrlKey> named)
    {
        lock (_room)
        {
            var keys = named.Distinct().Take(Limits.CrlUrls).ToList();
            var before = Configured.ToHashSet();
            if (before.Select(watched => watched.Key).ToHashSet().SetEquals(keys)) return;
            var after = new List<WatchedCrl>(keys.Count);
            foreach (var key in keys)
            {
                var watched = _watched.GetOrAdd(key, static added => new WatchedCrl(added, TimeSpan.Zero));
                watched.IsConfigured = true;
                before.Remove(watched);
                after.Add(watched);
            }

            foreach (var dropped in before) dropped.IsConfigured = false;
            _configured = after.GroupBy(watched => watched.Domain).ToFrozenDictionary(group => group.Key, group => group.ToArray());
        }

        Interlocked.Increment(ref _version);
    }

    /// <summary>
    /// Only approved CAs get this far, but one of them may still name a URL for each certificate: what led to no list gives way to what
    /// may.
    /// </summary>
    /// <returns>Null: there is no room.</returns>
    public WatchedCrl? FindOrAdd(TrustDomain domain, string url, TimeSpan now)
    {
        var isTold = false;
        var added = new WatchedCrl(new CrlKey(domain, url), now);
        lock (_room)
        {
            if (_watched.TryGetValue(added.Key, out var watched)) return watched;
            if (HasRoomFor(domain) || TryDropFruitless(domain, now)) return _watched[added.Key] = added;
            (isTold, _hasToldNoRoom) = (_hasToldNoRoom, true);
        }

        if (!isTold) CrlLog.NoRoom(_logger, Limits.CrlUrls, added.Host);
        return null;
    }

    /// <summary>
    /// Puts a list in force if its entries fit beside those of the others: one step, so that lists that come at once cannot take the
    /// same room.
    /// </summary>
    public bool TryTake(WatchedCrl watched, VerifiedCrl list)
    {
        lock (_room)
        {
            var others = EntriesOf(_watched.Values.Where(other => other != watched));
            if (others + list.Index.Count > _entriesInAll) return false;
            if (watched.Domain != _own)
            {
                var ofCountry = EntriesOf(_watched.Values.Where(other => other != watched && other.Domain == watched.Domain));
                if (ofCountry + list.Index.Count > _entriesInAll / ShareOfOthers) return false;
            }

            watched.Current = list;
        }

        Interlocked.Increment(ref _version);
        return true;
    }

    /// <summary>Holds a list until storage takes it. False: others wait already, and the octets of them all are bounded.</summary>
    public bool TryHold(WatchedCrl watched, UnkeptCrl list)
    {
        lock (_room)
        {
            var others = _watched.Values.Where(other => other != watched).Sum(other => (long)(other.Unkept?.Crl.Der.Length ?? 0));
            watched.Unkept = others + list.Crl.Der.Length <= Limits.CrlUnkeptOctets ? list : null;
            return watched.Unkept is not null;
        }
    }

    private static long EntriesOf(IEnumerable<WatchedCrl> lists) => lists.Sum(list => (long)(list.Current?.Index.Count ?? 0));

    private bool HasRoomFor(TrustDomain domain) =>
        _watched.Count < Limits.CrlUrls && (domain == _own || NamedBy(domain).Count() < Limits.CrlUrlsOfOtherCountry);

    private IEnumerable<WatchedCrl> NamedBy(TrustDomain domain) =>
        _watched.Values.Where(watched => !watched.IsConfigured && watched.Domain == domain);

    // Tried at least once, without a list now or in storage, and waiting for the next try. Another country gives up its own.
    private bool TryDropFruitless(TrustDomain domain, TimeSpan now)
    {
        var candidates = domain == _own ? _watched.Values : NamedBy(domain);
        var fruitless = candidates
            .Where(watched => watched is { IsConfigured: false, Current: null, IsRestored: true, IsAsked: false } && watched.Due > now)
            .MinBy(watched => watched.Due);
        return fruitless is not null && _watched.TryRemove(fruitless.Key, out _);
    }
}
