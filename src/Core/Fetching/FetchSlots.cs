namespace Shaken.Core.Fetching;

/// <summary>
/// Who may fetch now, of one pool: so many in all, so many per host, and so many to hosts that are not known. What is full refuses at once; queues
/// would only move the load in time.
/// </summary>
internal sealed class FetchSlots(int most, int mostPerHost, int mostToStrangers)
{
    private readonly Dictionary<string, int> _perHost = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private int _all;
    private int _toStrangers;

    /// <summary>A slot, to be disposed when the fetch is over; null when there is none.</summary>
    /// <param name="host">In lower case.</param>
    public Slot? TryTake(string host, bool isStranger)
    {
        lock (_lock)
        {
            var ofHost = _perHost.GetValueOrDefault(host);
            if (_all >= most || ofHost >= mostPerHost || (isStranger && _toStrangers >= mostToStrangers)) return null;
            _all++;
            _perHost[host] = ofHost + 1;
            if (isStranger) _toStrangers++;
            return new Slot(this, host, isStranger);
        }
    }

    /// <summary>
    /// A place among the fetches under way. It is free again when the fetch is over and so is everything that it began and that cannot be stopped:
    /// a name lookup that nobody waits for any more still holds a thread.
    /// </summary>
    internal sealed class Slot(FetchSlots slots, string host, bool isStranger) : IDisposable
    {
        private int _holders = 1;

        /// <summary>Keeps the place taken until the work has ended, however it ends. False: the fetch is over and may begin nothing more.</summary>
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
                slots._all--;
                if (isStranger) slots._toStrangers--;
                if (--slots._perHost[host] == 0) slots._perHost.Remove(host);
            }
        }
    }
}
