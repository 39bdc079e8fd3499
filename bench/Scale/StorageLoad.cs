using Shaken.Core.CallPlacement.Mailbox;

namespace Shaken.Scale;

/// <summary>The busiest second of any partition.</summary>
internal sealed record BusiestPartition(string Table, string Partition, int Entities, DateTimeOffset At);

/// <summary>Counts requests: those of the whole country by what they do, and entities for each second of each partition.</summary>
internal sealed class StorageLoad
{
    private readonly Dictionary<(string Table, string Partition), (double Entities, double Weight)> _second = [];
    private readonly SortedDictionary<string, SortedDictionary<int, double>> _histograms = new(StringComparer.Ordinal);
    private readonly Dictionary<StorageAct, double> _requests = [];
    private readonly List<double> _callRequestsPerSecond = [];
    private double _callRequests;

    public BusiestPartition? Busiest { get; private set; }

    public IEnumerable<string> Tables => _histograms.Keys;

    /// <summary>Requests of the country so far, by what they do.</summary>
    public IReadOnlyDictionary<StorageAct, double> Requests => _requests;

    /// <summary>Requests of calls alone, second by second, without the purge, which can wait.</summary>
    public IReadOnlyList<double> CallRequestsPerSecond => _callRequestsPerSecond;

    public double CallRequests => _requests.Where(pair => pair.Key is not (StorageAct.PurgeScan or StorageAct.PurgeDelete)).Sum(pair => pair.Value);

    public double PurgeRequests => _requests.GetValueOrDefault(StorageAct.PurgeScan) + _requests.GetValueOrDefault(StorageAct.PurgeDelete);

    public void Add(StorageRequest request)
    {
        _requests[request.Act] = _requests.GetValueOrDefault(request.Act) + request.Weight;
        if (!request.IsPurge) _callRequests += request.Weight;
        if (request.Partition.Length == 0) return;

        // A partition of the mailbox holds one pair of numbers, all of whose calls are made: what it sees is what it would see, and it stands for others like it.
        // Partitions of other tables are shared by all pairs, those left out too: there each call counts for as many as it stands for.
        var isPair = request.Table == PassportMailbox.Table;
        var (entities, weight) = (isPair ? request.Entities : request.Entities * request.Weight, isPair ? request.Weight : 1);
        var key = (request.Table, request.Partition);
        _second[key] = (_second.GetValueOrDefault(key).Entities + entities, weight);
    }

    /// <summary>Says that a second is over.</summary>
    public void EndSecond(DateTimeOffset at)
    {
        foreach (var ((table, partition), (sum, weight)) in _second)
        {
            if (!_histograms.TryGetValue(table, out var histogram)) _histograms[table] = histogram = [];
            var entities = (int)Math.Round(sum);
            histogram[entities] = histogram.GetValueOrDefault(entities) + weight;
            if (entities > (Busiest?.Entities ?? 0)) Busiest = new BusiestPartition(table, partition, entities, at);
        }

        _second.Clear();
        _callRequestsPerSecond.Add(_callRequests);
        _callRequests = 0;
    }

    /// <summary>Seconds of partitions of a table in which anything was asked of them.</summary>
    public double PartitionSeconds(string table) => _histograms[table].Values.Sum();

    /// <summary>The most entities that a partition of a table was asked for in a second.</summary>
    public int Most(string table) => _histograms[table].Keys.Last();

    /// <summary>Entities that a partition is asked for in a second, at most, in this share of the seconds in which it is asked for any.</summary>
    public int Quantile(string table, double share)
    {
        var left = PartitionSeconds(table) * share;
        foreach (var (entities, count) in _histograms[table])
        {
            left -= count;
            if (left <= 0) return entities;
        }

        return Most(table);
    }
}
