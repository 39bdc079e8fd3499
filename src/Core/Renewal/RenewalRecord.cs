using System.Text.Json;
using Shaken.Core.Storage;

namespace Shaken.Core.Renewal;

/// <summary>The record of one renewal as this instance last read or wrote it. A write that finds another version writes nothing.</summary>
internal sealed class RenewalRecord
{
    private const string Table = "Renewals";
    private const string Row = "state";

    private readonly IRecords _records;
    private readonly RecordKey _key;
    private ETag? _etag;

    private RenewalRecord(IRecords records, RecordKey key, RenewalState state, ETag? etag) => (_records, _key, State, _etag) = (records, key, state, etag);

    public RenewalState State { get; private set; }

    public static async ValueTask<RenewalRecord> ReadAsync(IRecords records, string name, CancellationToken cancellationToken)
    {
        var key = new RecordKey(Table, name, Row);
        return await records.FindAsync(key, cancellationToken) is { } stored
            ? new RenewalRecord(records, key, JsonSerializer.Deserialize(stored.Document.Span, RenewalJson.Default.RenewalState)!, stored.ETag)
            : new RenewalRecord(records, key, RenewalState.None, etag: null);
    }

    /// <summary>Writes another state. False: somebody else wrote since; this instance has lost and stops.</summary>
    public async ValueTask<bool> TryWriteAsync(RenewalState state, CancellationToken cancellationToken)
    {
        var record = new NewRecord(_key, JsonSerializer.SerializeToUtf8Bytes(state, RenewalJson.Default.RenewalState));
        var written = _etag is { } expected ? await _records.TryReplaceAsync(record, expected, cancellationToken) : await _records.TryInsertAsync(record, cancellationToken);
        if (written is null) return false;
        (State, _etag) = (state, written);
        return true;
    }
}
