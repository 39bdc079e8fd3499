namespace Shaken.Core.Fetching;

/// <summary>
/// Who may fetch now, of one pool. What is full refuses at once; queues would only move the load in time. No client can take all places
/// for strangers, nor all for new paths of one host, and new paths of a host leave room for those that were good before.
/// </summary>
internal sealed class FetchSlots(FetchShares most)
{
    private readonly Dictionary<Share, int> _taken = [];
    private readonly Lock _lock = new();

    /// <summary>A slot, to be disposed when the fetch is over; null when there is none.</summary>
    public Slot? TryTake(FetchPlace place)
    {
        var shares = SharesOf(place).ToList();
        lock (_lock)
        {
            if (shares.Exists(share => _taken.GetValueOrDefault(share.Share) >= share.Most)) return null;
            foreach (var (share, _) in shares) _taken[share] = _taken.GetValueOrDefault(share) + 1;
        }

        return new Slot(this, [.. shares.Select(share => share.Share)]);
    }

    private IEnumerable<(Share Share, int Most)> SharesOf(FetchPlace place)
    {
        yield return (new(ShareKind.All, "", ""), most.All);
        yield return (new(ShareKind.Host, place.Host, ""), most.PerHost);
        if (place.IsStranger) yield return (new(ShareKind.Strangers, "", ""), most.ToStrangers);
        if (place.IsStranger && place.Client.Value is { } client)
            yield return (new(ShareKind.StrangersOfClient, "", client), most.ToStrangersPerClient);
        if (place.IsNewPath) yield return (new(ShareKind.NewPathsOfHost, place.Host, ""), most.NewPathsPerHost);
        if (place.IsNewPath && place.Client.Value is { } seeker)
            yield return (new(ShareKind.NewPathsOfHostAndClient, place.Host, seeker), most.NewPathsPerHostAndClient);
    }

    /// <summary>
    /// A place among the fetches under way. It is free again when the fetch is over and so is everything that it began and that cannot be
    /// stopped: a name lookup that nobody waits for any more still holds a thread.
    /// </summary>
    internal sealed class Slot(FetchSlots slots, IReadOnlyList<Share> shares) : IDisposable
    {
        private int _holders = 1;

        /// <summary>
        /// Keeps the place taken until the work has ended, however it ends. False: the fetch is over and may begin nothing more.
        /// </summary>
        public bool TryKeepUntil(Task work)
        {
            lock (slots._lock)
            {
                if (_holders == 0) return false;
                _holders++;
            }

            // Its owner awaits the work for its result; here its end is all that counts.
            _ = work.ContinueWith(
                static (ended, slot) =>
                {
                    _ = ended.Exception;
                    ((Slot)slot!).Dispose();
                },
                this,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            return true;
        }

        public void Dispose()
        {
            lock (slots._lock)
            {
                if (--_holders > 0) return;
                foreach (var share in shares)
                {
                    if (--slots._taken[share] == 0) slots._taken.Remove(share);
                }
            }
        }
    }
}
