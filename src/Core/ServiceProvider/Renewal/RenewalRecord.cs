using System.Text.Json;
using Shaken.Core.Storage;

namespace Shaken.Core.ServiceProvider.Renewal;

/// <summary>The record of one renewal as this instance last read or wrote it. A write that finds another version writes nothing.</summary>
internal sealed class RenewalRecord
{
    private const string Table = "Renewals";
    private const string Row = "state";

    private readonly IRecords _records;
    private readonly RecordKey _key;
    private ETag? _etag;

    private RenewalRecord(IRecords records, RecordKey key) => (_records, _key) = (records, key);

    public RenewalState State { get; private set; } = RenewalState.None;

    public static async ValueTask<RenewalRecord> ReadAsync(IRecords records, string name, CancellationToken cancellationToken)
    {
        var record = new RenewalRecord(records, new RecordKey(Table, name, Row));
        await record.ReadAgainAsync(cancellationToken);
        return record;
    }

    /// <summary>Takes the state and the version that are stored now.</summary>
    public async ValueTask ReadAgainAsync(CancellationToken cancellationToken)
    {
        var stored = await _records.FindAsync(_key, cancellationToken);
        State = stored is null ? RenewalState.None : JsonSerializer.Deserialize(stored.Document.Span, RenewalJson.Default.RenewalState)!;
        _etag = stored?.ETag;
    }

    /// <summary>Writes another state. False: somebody else wrote since; this instance has lost and stops.</summary>
    public async ValueTask<bool> TryWriteAsync(RenewalState state, CancellationToken cancellationToken)
    {
        var record = new NewRecord(_key, JsonSerializer.SerializeToUtf8Bytes(state, RenewalJson.Default.RenewalState));
        var written = _etag is { } expected
            ? await _records.TryReplaceAsync(record, expected, cancellationToken)
            : await _records.TryInsertAsync(record, cancellationToken);
        if (written is null) return false;
        (State, _etag) = (state, written);
        return true;
    }
}
