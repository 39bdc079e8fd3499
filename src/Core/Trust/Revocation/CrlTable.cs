using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Crls;

namespace Shaken.Core.Trust.Revocation;

/// <summary>
/// The lists that are kept up to date, by their URL as RFC 5280 section 7.4 compares it, within bounds of their number and of their
/// entries in all.
/// </summary>
internal sealed class CrlTable
{
    private readonly ConcurrentDictionary<string, WatchedCrl> _watched = new(StringComparer.Ordinal);
    private readonly Lock _room = new();
    private readonly long _entriesInAll;
    private readonly ILogger _logger;
    private long _version = 1;
    private bool _hasToldNoRoom;

    /// <param name="configured">URLs that the operator named.</param>
    public CrlTable(IEnumerable<string> configured, long entriesInAll, ILogger logger)
    {
        (_entriesInAll, _logger) = (entriesInAll, logger);
        var urls = configured.DistinctBy(ComparableUri.Of, StringComparer.Ordinal).Take(Limits.CrlUrls);
        Configured = [.. urls.Select(url => new WatchedCrl(url, isConfigured: true, TimeSpan.Zero))];
        foreach (var watched in Configured) _watched[ComparableUri.Of(watched.Url)] = watched;
    }

    /// <summary>Another number whenever a list was replaced.</summary>
    public long Version => Interlocked.Read(ref _version);

    /// <summary>Those that the operator named.</summary>
    public IReadOnlyList<WatchedCrl> Configured { get; }

    public IEnumerable<WatchedCrl> All => _watched.Values;

    public WatchedCrl? Find(string url) => _watched.GetValueOrDefault(ComparableUri.Of(url));

    /// <summary>
    /// Only approved CAs get this far, but one of them may still name a URL for each certificate: what led to no list gives way to what
    /// may.
    /// </summary>
    /// <returns>Null: there is no room.</returns>
    public WatchedCrl? FindOrAdd(string url, TimeSpan now)
    {
        var isTold = false;
        var name = ComparableUri.Of(url);
        var added = new WatchedCrl(url, isConfigured: false, now);
        lock (_room)
        {
            if (_watched.TryGetValue(name, out var watched)) return watched;
            if (_watched.Count < Limits.CrlUrls || TryDropFruitless(now)) return _watched[name] = added;
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
            var others = _watched.Values.Where(other => other != watched).Sum(other => (long)(other.Current?.Index.Count ?? 0));
            if (others + list.Index.Count > _entriesInAll) return false;
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

    // Tried at least once, without a list now or in storage, and waiting for the next try.
    private bool TryDropFruitless(TimeSpan now)
    {
        var fruitless = _watched.Values
            .Where(watched => watched is { IsConfigured: false, Current: null, IsRestored: true, IsAsked: false } && watched.Due > now)
            .MinBy(watched => watched.Due);
        return fruitless is not null && _watched.TryRemove(ComparableUri.Of(fruitless.Url), out _);
    }
}
