using Shaken.Core.Foundations;

namespace Shaken.Core.Fetching;

/// <summary>
/// Who may fetch now: so many in all, so many per host, and so many to hosts that have never given a document. What is full refuses at once;
/// queues would only move the load in time.
/// </summary>
internal sealed class FetchSlots
{
    private readonly FetchingOptions _options;
    private readonly BoundedCache<string, object> _knownHosts;
    private readonly Dictionary<string, int> _perHost = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _lock = new();
    private int _all;
    private int _toStrangers;

    public FetchSlots(FetchingOptions options)
    {
        _options = options;
        _knownHosts = new BoundedCache<string, object>(options.KnownHosts, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>A slot, to be disposed when the fetch is over; null when there is none.</summary>
    public Slot? TryTake(string host)
    {
        var isStranger = !_knownHosts.TryGet(host, out _);
        lock (_lock)
        {
            var ofHost = _perHost.GetValueOrDefault(host);
            if (_all >= _options.MaxFetches || ofHost >= _options.MaxFetchesPerHost || (isStranger && _toStrangers >= _options.MaxFetchesToStrangers)) return null;
            _all++;
            _perHost[host] = ofHost + 1;
            if (isStranger) _toStrangers++;
            return new Slot(this, host, isStranger);
        }
    }

    private void Return(string host, bool isStranger)
    {
        lock (_lock)
        {
            _all--;
            if (isStranger) _toStrangers--;
            if (--_perHost[host] == 0) _perHost.Remove(host);
        }
    }

    internal sealed class Slot(FetchSlots slots, string host, bool isStranger) : IDisposable
    {
        public void HostAnswered() => slots._knownHosts.Set(host, slots);

        public void Dispose() => slots.Return(host, isStranger);
    }
}
