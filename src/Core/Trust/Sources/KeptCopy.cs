using Shaken.Core.Foundations;

namespace Shaken.Core.Trust.Sources;

/// <summary>
/// Fetched content and its ages: good as it is until <see cref="RefreshAt"/>, then fetched again in the background, stale after
/// <see cref="FreshUntil"/>, and of no use after <see cref="UsableUntil"/>.
/// </summary>
internal sealed class KeptCopy<TContent>(
    TContent content, Deadline refreshAt, Deadline freshUntil, Deadline usableUntil, TimeProvider time)
{
    private readonly Lock _lock = new();
    private Deadline _refreshNextAt = refreshAt;
    private bool _isRefreshing;
    private volatile bool _hasFailed;

    /// <summary>As fetched; the same object until it is to be refreshed.</summary>
    public TContent Content { get; } = content;

    /// <summary>Some time before it is stale, so that a URL in use never is.</summary>
    public Deadline RefreshAt { get; } = refreshAt;

    public Deadline FreshUntil { get; } = freshUntil;

    public Deadline UsableUntil { get; } = usableUntil;

    /// <summary>It is past its freshness because the source failed, not because nobody asked for it.</summary>
    public bool IsStale => _hasFailed && FreshUntil.HasPassed(time);

    /// <summary>Claims the refresh; false: one is under way, or failed a short while ago.</summary>
    public bool TryBeginRefresh()
    {
        lock (_lock)
        {
            if (_isRefreshing || !_refreshNextAt.HasPassed(time)) return false;
            return _isRefreshing = true;
        }
    }

    /// <summary>The refresh came to nothing. The next may begin after a pause.</summary>
    /// <param name="hasFailed">The source failed; false: it was not asked.</param>
    public void EndRefresh(bool hasFailed, TimeSpan pause)
    {
        lock (_lock)
        {
            _isRefreshing = false;
            _refreshNextAt = Deadline.After(pause, time);
            _hasFailed |= hasFailed;
        }
    }
}
