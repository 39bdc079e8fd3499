namespace Shaken.Scale;

/// <summary>The busiest second of any partition.</summary>
internal sealed record BusiestPartition(string Table, string Partition, int Entities, DateTimeOffset At);

/// <summary>Counts requests: those of the whole country by what they do, and entities for each second of each partition.</summary>
internal sealed class StorageLoad
{
    private readonly Dictionary<(string Table, string Partition), (int Entities, double Weight)> _second = [];
    private readonly SortedDictionary<int, double> _histogram = [];
    private readonly Dictionary<StorageAct, double> _requests = [];
    private readonly List<double> _callRequestsPerSecond = [];
    private double _callRequests;

    public BusiestPartition? Busiest { get; private set; }

    /// <summary>Requests of the country so far, by what they do.</summary>
    public IReadOnlyDictionary<StorageAct, double> Requests => _requests;

    /// <summary>Seconds of partitions of the country in which anything was asked of them.</summary>
    public double PartitionSeconds => _histogram.Values.Sum();

    /// <summary>Requests of calls alone, second by second, without the purge, which can wait.</summary>
    public IReadOnlyList<double> CallRequestsPerSecond => _callRequestsPerSecond;

    public void Add(StorageRequest request)
    {
        _requests[request.Act] = _requests.GetValueOrDefault(request.Act) + request.Weight;
        if (!request.IsPurge) _callRequests += request.Weight;
        if (request.Partition.Length == 0) return;
        var key = (request.Table, request.Partition);
        _second[key] = (_second.GetValueOrDefault(key).Entities + request.Entities, request.Weight);
    }

    /// <summary>Says that a second is over.</summary>
    public void EndSecond(DateTimeOffset at)
    {
        foreach (var ((table, partition), (entities, weight)) in _second)
        {
            _histogram[entities] = _histogram.GetValueOrDefault(entities) + weight;
            if (entities > (Busiest?.Entities ?? 0)) Busiest = new BusiestPartition(table, partition, entities, at);
        }

        _second.Clear();
        _callRequestsPerSecond.Add(_callRequests);
        _callRequests = 0;
    }

    /// <summary>Entities that a partition is asked for in a second, at most, in this share of the seconds in which it is asked for any.</summary>
    public int Quantile(double share)
    {
        var left = PartitionSeconds * share;
        foreach (var (entities, count) in _histogram)
        {
            left -= count;
            if (left <= 0) return entities;
        }

        return 0;
    }

    public double CallRequests => _requests.Where(pair => pair.Key is not (StorageAct.PurgeScan or StorageAct.PurgeDelete)).Sum(pair => pair.Value);

    public double PurgeRequests => _requests.GetValueOrDefault(StorageAct.PurgeScan) + _requests.GetValueOrDefault(StorageAct.PurgeDelete);
}
