using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Authentication.Origins;

/// <summary>
/// The keys of origids: one a year, each sealed under the deployment secret in the store and kept, so that origids of all years resolve.
/// All instances share them.
/// </summary>
public sealed partial class OrigIdKeys : IDisposable
{
    private const string Table = "signing-origids";
    private const string Partition = "keys";
    private const int LastVersion = 15;

    private static readonly TimeSpan Life = TimeSpan.FromDays(365);

    // Another instance's newer key opens nothing that this one makes, so nothing hurries.
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);

    private readonly IRecords _records;
    private readonly IReadOnlyList<Sealing> _sealings;
    private readonly TimeProvider _time;
    private readonly IRandom _random;
    private readonly ILogger<OrigIdKeys> _logger;
    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile Known? _known;

    public OrigIdKeys(IRecords records, DeploymentSecrets secrets, TimeProvider time, IRandom random, ILogger<OrigIdKeys> logger)
    {
        (_records, _time, _random, _logger) = (records, time, random, logger);
        _sealings = [.. secrets.All.Select(secret => new Sealing(secret, "signing-origids", random))];
    }

    public void Dispose() => _reading.Dispose();

    /// <summary>
    /// Seals under the secret in use what is sealed under the other, so that the other can be taken away when each instance has done so
    /// once. It makes no key.
    /// </summary>
    public async ValueTask SealAnewAsync(CancellationToken cancellationToken) => await ListAsync(cancellationToken);

    /// <summary>The key that makes origids now. Only the first call reads the store.</summary>
    internal ValueTask<OrigIdKey> GetCurrentAsync(CancellationToken cancellationToken)
    {
        if (_known is not { } known) return ReadCurrentAsync(cancellationToken);
        if (_time.GetElapsedTime(known.ReadAt) >= Fresh && known.TryBeginRefresh()) _ = Task.Run(RefreshAsync, CancellationToken.None);
        return ValueTask.FromResult(known.Current);
    }

    /// <summary>The key of a version; null: there is none, or none that opens.</summary>
    internal async ValueTask<OrigIdKey?> FindAsync(int version, CancellationToken cancellationToken)
    {
        if (_known?.Keys.GetValueOrDefault(version) is { } known) return known;
        return (await ReadAsync(cancellationToken)).Keys.GetValueOrDefault(version);
    }

    private async ValueTask<OrigIdKey> ReadCurrentAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            return (_known ?? await ReadAsync(cancellationToken)).Current;
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task RefreshAsync()
    {
        try
        {
            await ReadAsync(CancellationToken.None);
        }
#pragma warning disable CA1031 // Nobody awaits this: whatever it meets is logged, and the key in force makes origids on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotRead(exception);
            _known = _known!.ReadAgainLater(_time.GetTimestamp());
        }
    }

    private async ValueTask<Known> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var (keys, last) = await ListAsync(cancellationToken);
            var current = keys.Values.MaxBy(key => key.Version);
            var isDue = current is null || current.Version != last || _time.GetUtcNow() - current.CreatedAt >= Life;
            if (!isDue || (last == LastVersion && current is not null))
                return _known = new Known(keys, current!, _time.GetTimestamp());
            if (last == LastVersion)
                throw new StorageException("No key of origids opens: give back the deployment secret that was taken away.");

            // Another instance may be quicker: then its key is found.
            await InsertAsync(last + 1, cancellationToken);
        }
    }

    private async ValueTask<(Dictionary<int, OrigIdKey> Keys, int Last)> ListAsync(CancellationToken cancellationToken)
    {
        var keys = new Dictionary<int, OrigIdKey>();
        var last = -1;
        var page = await _records.ListAsync(Table, Partition, continuation: null, StorageLimits.Page, cancellationToken);
        foreach (var record in page.Records)
        {
            last = int.Parse(record.Key.Row, NumberStyles.None, CultureInfo.InvariantCulture);
            if (await OpenAsync(record, last, cancellationToken) is { } key) keys.Add(last, key);
        }

        return (keys, last);
    }

    private async ValueTask<OrigIdKey?> OpenAsync(StoredRecord record, int version, CancellationToken cancellationToken)
    {
        var document = JsonSerializer.Deserialize(record.Document.Span, OriginsJson.Default.OrigIdKeyDocument)
            ?? throw new StorageException("A key of origids cannot be read.");
        var sealing = _sealings.FirstOrDefault(one => one.SecretId == document.SecretId);
        if (sealing is null || !sealing.TryOpen(document.Sealed, record.Key.Row, out var key) || key.Length != OrigIdCipher.KeyOctets)
        {
            LogNotOpened(version, document.SecretId);
            return null;
        }

        // Sealed anew, it opens when the secret before is gone.
        if (sealing != _sealings[0])
            await _records.TryReplaceAsync(Write(record.Key, key, document.CreatedAt), record.ETag, cancellationToken);
        return new OrigIdKey(version, new OrigIdCipher(key), document.CreatedAt);
    }

    private async ValueTask InsertAsync(int version, CancellationToken cancellationToken)
    {
        var key = new byte[OrigIdCipher.KeyOctets];
        _random.Fill(key);
        var row = new RecordKey(Table, Partition, version.ToString("00", CultureInfo.InvariantCulture));
        await _records.TryInsertAsync(Write(row, key, _time.GetUtcNow()), cancellationToken);
    }

    private NewRecord Write(RecordKey row, byte[] key, DateTimeOffset createdAt)
    {
        var document = new OrigIdKeyDocument(_sealings[0].Seal(key, row.Row), _sealings[0].SecretId, createdAt);
        return new NewRecord(row, JsonSerializer.SerializeToUtf8Bytes(document, OriginsJson.Default.OrigIdKeyDocument));
    }

    [LoggerMessage(EventId = 4202, Level = LogLevel.Warning,
        Message = "The keys of origids could not be read again; the one in force is used on")]
    private partial void LogNotRead(Exception exception);

    [LoggerMessage(EventId = 4203, Level = LogLevel.Error,
        Message = "The key {Version} of origids does not open: the deployment secret {SecretId} is not set here, or the record was "
            + "changed")]
    private partial void LogNotOpened(int version, string secretId);

    private sealed class Known(Dictionary<int, OrigIdKey> keys, OrigIdKey current, long readAt)
    {
        private int _isRefreshed;

        public Dictionary<int, OrigIdKey> Keys => keys;

        public OrigIdKey Current => current;

        public long ReadAt => readAt;

        public Known ReadAgainLater(long now) => new(Keys, Current, now);

        public bool TryBeginRefresh() => Interlocked.Exchange(ref _isRefreshed, 1) == 0;
    }
}
