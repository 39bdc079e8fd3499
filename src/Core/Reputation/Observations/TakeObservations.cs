using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Reputation.Scoring;
using Shaken.Core.Storage;

namespace Shaken.Core.Reputation.Observations;

/// <summary>A batch that was taken.</summary>
/// <param name="WasKnown">It was taken before, and counts once.</param>
public sealed record ObservationReceipt(string Batch, int Observations, bool WasKnown);

/// <summary>
/// Takes batches of observations. Calling numbers and origids are hashed under the key of the month and dropped. A batch is answered when
/// it is stored; sent again it counts once, on any number of instances.
/// </summary>
/// <remarks>
/// A batch lies in <see cref="PendingTable"/> until it is folded into the evidence; then <see cref="TakenTable"/> remembers it. A batch
/// that is sent again while it is being folded may be stored once more; the next fold finds that it was taken and drops it.
/// </remarks>
public sealed class TakeObservations
{
    /// <summary>The table of batches that wait.</summary>
    public const string PendingTable = "reputation-pending";

    /// <summary>The table of batches that were counted, for its purge.</summary>
    public const string TakenTable = "reputation-batches";

    /// <summary>The table of what reporters sent, for its purge.</summary>
    public const string QuotaTable = ReporterQuota.Table;

    internal const string PendingPartition = "batches";

    private const int RememberedReporters = 4096;
    private const double SecondsPerMinute = 60;

    private readonly IRecords _records;
    private readonly CallerKeys _keys;
    private readonly IReadOnlyList<Sealing> _sealings;
    private readonly ReporterQuota _quota;
    private readonly KeyedRate _rate;
    private readonly TimeProvider _time;

    public TakeObservations(
        IRecords records, CallerKeys keys, DeploymentSecrets secrets, ReporterBounds bounds, TimeProvider time, IRandom random)
    {
        (_records, _keys, _time) = (records, keys, time);
        _sealings = [.. secrets.All.Select(secret => new Sealing(secret, TakenTable, random))];
        _quota = new ReporterQuota(records, bounds, time);
        _rate = new KeyedRate(bounds.BatchesPerMinute / SecondsPerMinute, bounds.BatchesPerMinute, RememberedReporters, time);
    }

    /// <summary>Takes a batch.</summary>
    /// <param name="reporter">The reporter's name: users of one name are one reporter.</param>
    /// <param name="body">See <see cref="ObservationBatch"/>.</param>
    /// <exception cref="StorageException">The store does not answer; the batch may be sent again.</exception>
    public async ValueTask<Outcome<ObservationReceipt, ObservationRefusal>> TakeAsync(
        string reporter, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (!_rate.TryTake(reporter)) return TooFast("the reporter sends too many batches a minute", TimeSpan.FromSeconds(1));
        if (!ObservationBatch.Read(body, _time.GetUtcNow()).TryGet(out var batch, out var refusal)) return refusal;
        var id = ReporterId.Of(reporter);
        var content = Convert.ToHexStringLower(SHA256.HashData(body.Span));
        var row = RowOf(id, batch.Id);
        if (await FindTakenAsync(row, cancellationToken) is { } taken) return Known(taken, batch, content);
        if (await FindPendingAsync(row, cancellationToken) is { } waiting) return Known(waiting, batch, content);
        if (await _quota.ReserveAsync(id, batch.Observations.Count, cancellationToken) is { } pause)
            return TooFast("the reporter sent as many observations as it may within an hour", pause);
        var key = await _keys.GetCurrentAsync(cancellationToken);
        var (callers, signers) = BatchContent.Of(batch.Observations, key);
        var pending = new PendingBatch(
            id.ToString(), new BatchDigest(_sealings[0].SecretId, _sealings[0].Hash(content)), key.Id, key.EndsAt,
            CallerAdditions.Write(callers), signers);
        var record = new NewRecord(
            new RecordKey(PendingTable, PendingPartition, row),
            JsonSerializer.SerializeToUtf8Bytes(pending, ObservationJson.Default.PendingBatch));
        if (await _records.TryInsertAsync(record, cancellationToken) is not null)
            return new ObservationReceipt(batch.Id, batch.Observations.Count, WasKnown: false);

        // The same batch came by another way meanwhile, or was folded just now.
        return (await FindPendingAsync(row, cancellationToken) ?? await FindTakenAsync(row, cancellationToken)) is { } other
            ? Known(other, batch, content)
            : throw new StorageException("A batch of observations is neither waiting nor taken; it may be sent again.");
    }

    /// <summary>The row of a batch. The reporter chose its id, so it is hashed.</summary>
    internal static string RowOf(ReporterId reporter, string batch) =>
        $"{reporter}~{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(batch)))[..32]}";

    private Outcome<ObservationReceipt, ObservationRefusal> Known(BatchDigest digest, ObservationBatch batch, string content)
    {
        // Under a secret that was taken away nothing can be compared: the id decides.
        var sealing = _sealings.FirstOrDefault(one => one.SecretId == digest.SecretId);
        return sealing is null || sealing.Hash(content) == digest.Hash
            ? new ObservationReceipt(batch.Id, batch.Observations.Count, WasKnown: true)
            : new ObservationRefusal(
                ObservationFailure.BatchDiffers,
                "a batch of this id with other content was taken before: give each batch an id of its own");
    }

    private async ValueTask<BatchDigest?> FindTakenAsync(string row, CancellationToken cancellationToken) =>
        await _records.FindAsync(TakenKey(row), cancellationToken) is { } record
            ? JsonSerializer.Deserialize(record.Document.Span, ObservationJson.Default.BatchDigest)
            : null;

    private async ValueTask<BatchDigest?> FindPendingAsync(string row, CancellationToken cancellationToken) =>
        await _records.FindAsync(new RecordKey(PendingTable, PendingPartition, row), cancellationToken) is { } record
            ? JsonSerializer.Deserialize(record.Document.Span, ObservationJson.Default.PendingBatch)?.Digest
            : null;

    /// <summary>Where it is remembered that a batch was counted: many partitions, so that no hot one forms.</summary>
    internal static RecordKey TakenKey(string row) => new(TakenTable, row[^2..], row);

    private static ObservationRefusal TooFast(string detail, TimeSpan pause) =>
        new(ObservationFailure.ReporterTooFast, detail) { RetryAfter = pause };
}
