using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Reputation.Observations;

/// <summary>
/// The monthly keys of calling numbers, each sealed under the deployment secret in the store and removed after its month. All instances
/// share them. Where the key of the running month does not open, the month begins anew under another one.
/// </summary>
public sealed partial class CallerKeys
{
    /// <summary>The table, for its purge.</summary>
    public const string Table = "reputation-keys";

    /// <summary>What is kept of a month is removed so long after its end, when no instance counts anything of it any more.</summary>
    public static readonly TimeSpan KeptAfterMonth = TimeSpan.FromDays(2);

    private const string Partition = "months";
    private const int MaxGenerations = 10;

    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMinutes(1);

    private readonly IRecords _records;
    private readonly IReadOnlyList<Sealing> _sealings;
    private readonly TimeProvider _time;
    private readonly IRandom _random;
    private readonly ILogger _logger;
    private readonly KeptReads<string, CallerKey> _reads;
    private readonly Func<string, CancellationToken, ValueTask<CallerKey?>> _read;

    public CallerKeys(IRecords records, DeploymentSecrets secrets, TimeProvider time, IRandom random, ILogger<CallerKeys> logger)
    {
        (_records, _time, _random, _logger) = (records, time, random, logger);
        _sealings = [.. secrets.All.Select(secret => new Sealing(secret, Table, random))];
        _read = ReadAsync;
        _reads = new KeptReads<string, CallerKey>(
            new ReadLife(RefreshAfter: LookAgainAfter / 2, Fresh: LookAgainAfter, DuringOutage: TimeSpan.FromDays(1)), time, capacity: 4,
            (_, exception) => LogNotRead(exception));
    }

    /// <summary>The key of the running month. The first call of a month makes it.</summary>
    /// <exception cref="StorageException">The store does not answer.</exception>
    internal async ValueTask<CallerKey> GetCurrentAsync(CancellationToken cancellationToken) =>
        (await _reads.GetAsync(MonthOf(_time.GetUtcNow()), _read, cancellationToken))!;

    // The first generation that opens; where none does, a new one.
    private async ValueTask<CallerKey?> ReadAsync(string month, CancellationToken cancellationToken)
    {
        for (var generation = 0; generation < MaxGenerations; generation++)
        {
            var key = new RecordKey(Table, Partition, string.Create(CultureInfo.InvariantCulture, $"{month}.{generation}"));
            var record = await _records.FindAsync(key, cancellationToken)
                ?? await InsertAsync(key, month, cancellationToken);
            if (await OpenAsync(record, month, cancellationToken) is { } opened) return opened;
            LogNotOpened(key.Row);
        }

        throw new StorageException("No key of calling numbers opens: give back the deployment secret that was taken away.");
    }

    private async ValueTask<CallerKey?> OpenAsync(StoredRecord record, string month, CancellationToken cancellationToken)
    {
        var document = JsonSerializer.Deserialize(record.Document.Span, ObservationJson.Default.CallerKeyDocument)
            ?? throw new StorageException("A key of calling numbers cannot be read.");
        var sealing = _sealings.FirstOrDefault(one => one.SecretId == document.SecretId);
        if (sealing is null || !sealing.TryOpen(document.Sealed, record.Key.Row, out var key) || key.Length != CallerKey.Octets)
            return null;

        // Sealed anew, it opens when the secret before is gone.
        if (sealing != _sealings[0]) await _records.TryReplaceAsync(Write(record.Key, month, key), record.ETag, cancellationToken);
        return new CallerKey(record.Key.Row, EndOf(month), key);
    }

    // Another instance may be quicker: then its key is the one.
    private async ValueTask<StoredRecord> InsertAsync(RecordKey row, string month, CancellationToken cancellationToken)
    {
        var key = new byte[CallerKey.Octets];
        _random.Fill(key);
        await _records.TryInsertAsync(Write(row, month, key), cancellationToken);
        return await _records.FindAsync(row, cancellationToken)
            ?? throw new StorageException("A key of calling numbers that was just written is gone.");
    }

    private NewRecord Write(RecordKey row, string month, byte[] key)
    {
        var document = new CallerKeyDocument(_sealings[0].SecretId, _sealings[0].Seal(key, row.Row));
        return new NewRecord(
            row, JsonSerializer.SerializeToUtf8Bytes(document, ObservationJson.Default.CallerKeyDocument), EndOf(month) + KeptAfterMonth);
    }

    private static string MonthOf(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyyMM", CultureInfo.InvariantCulture);

    private static DateTimeOffset EndOf(string month) =>
        new DateTimeOffset(DateTime.ParseExact(month, "yyyyMM", CultureInfo.InvariantCulture), TimeSpan.Zero).AddMonths(1);

    [LoggerMessage(EventId = 4501, Level = LogLevel.Warning,
        Message = "The key of calling numbers could not be read again; the one in force is used on")]
    private partial void LogNotRead(Exception exception);

    [LoggerMessage(EventId = 4502, Level = LogLevel.Error,
        Message = "The key {Key} of calling numbers does not open: the deployment secret that seals it is not set here. The scores of "
            + "numbers begin anew under another key")]
    private partial void LogNotOpened(string key);
}
