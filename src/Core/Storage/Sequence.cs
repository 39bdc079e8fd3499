using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Foundations;

namespace Shaken.Core.Storage;

/// <summary>How far a sequence has come.</summary>
/// <param name="Last">The last number that was completed; 0 before the first.</param>
/// <param name="Note">What its owner wrote beside that number.</param>
public sealed record SequenceState(long Last, string? Note);

/// <summary>The right to complete the next number, for a while.</summary>
/// <param name="Number">One more than the last that was completed.</param>
/// <param name="Before">The state it goes on from.</param>
/// <param name="ETag">The version of the record that holds the claim.</param>
public sealed record SequenceClaim(long Number, SequenceState Before, ETag ETag);

/// <summary>
/// Numbers that rise by exactly one, on however many instances. A number is claimed, used, and then completed; until it is completed the
/// next claim is for the same number. So a crash between claim and completion leaves no gap: when the claim has run out, another instance
/// takes it over.
/// </summary>
/// <remarks>
/// A claim keeps others from doing the same work; it is no lock, since an instance that stood still may wake after its claim was taken
/// over. What it then does must fail by itself: its owner writes the numbered thing guarded by an ETag that was read under the claim.
/// </remarks>
public sealed class Sequence
{
    private const string Partition = "sequence";

    private readonly IRecords _records;
    private readonly RecordKey _key;
    private readonly TimeSpan _lease;
    private readonly TimeProvider _time;

    /// <param name="table">A table of its own, or shared by sequences of different names.</param>
    /// <param name="lease">How long a claim holds others off.</param>
    public Sequence(IRecords records, string table, string name, TimeSpan lease, TimeProvider time) =>
        (_records, _key, _lease, _time) = (records, new RecordKey(table, Partition, name), lease, time);

    public async ValueTask<SequenceState> ReadAsync(CancellationToken cancellationToken) =>
        StateOf(Read(await _records.FindAsync(_key, cancellationToken)));

    /// <summary>Claims the next number. Null: another holds it, or was quicker.</summary>
    public async ValueTask<SequenceClaim?> TryClaimAsync(CancellationToken cancellationToken)
    {
        var record = await _records.FindAsync(_key, cancellationToken);
        var document = Read(record);
        var now = _time.GetUtcNow();

        // The claim of an instance whose clock is ahead is a claim like any other. One that ends later than that was made by a clock that
        // has been set back since: it would hold for too long.
        if (document.ClaimedUntil is { } until && until > now && until <= now + _lease + ClockTolerance.Instances) return null;
        var claimed = Write(document with { ClaimedUntil = now + _lease });
        var etag = record is null
            ? await _records.TryInsertAsync(claimed, cancellationToken)
            : await _records.TryReplaceAsync(claimed, record.ETag, cancellationToken);
        return etag is { } version ? new SequenceClaim(document.Last + 1, StateOf(document), version) : null;
    }

    /// <summary>Says that the claimed number is done. False: the claim had run out and another took it over.</summary>
    public async ValueTask<bool> TryCompleteAsync(SequenceClaim claim, string note, CancellationToken cancellationToken) =>
        await _records.TryReplaceAsync(
            Write(new SequenceDocument(claim.Number, note, ClaimedUntil: null)), claim.ETag, cancellationToken) is not null;

    /// <summary>Gives the claim back, so that nobody waits for its end. Nothing happens when another has it already.</summary>
    public async ValueTask ReleaseAsync(SequenceClaim claim, CancellationToken cancellationToken) =>
        await _records.TryReplaceAsync(
            Write(new SequenceDocument(claim.Before.Last, claim.Before.Note, ClaimedUntil: null)), claim.ETag, cancellationToken);

    private static SequenceState StateOf(SequenceDocument document) => new(document.Last, document.Note);

    private NewRecord Write(SequenceDocument document) =>
        new(_key, JsonSerializer.SerializeToUtf8Bytes(document, SequenceJson.Default.SequenceDocument));

    private static SequenceDocument Read(StoredRecord? record)
    {
        if (record is null) return new SequenceDocument(0, Note: null, ClaimedUntil: null);
        return TryRead(record.Document.Span, out var document)
            ? document
            : throw new StorageException("The record of a sequence cannot be read.");
    }

    private static bool TryRead(ReadOnlySpan<byte> json, [NotNullWhen(true)] out SequenceDocument? document)
    {
        try
        {
            document = JsonSerializer.Deserialize(json, SequenceJson.Default.SequenceDocument);
            return document is not null;
        }
        catch (JsonException)
        {
            document = null;
            return false;
        }
    }
}

/// <summary>A sequence as it is stored.</summary>
internal sealed record SequenceDocument(long Last, string? Note, DateTimeOffset? ClaimedUntil);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SequenceDocument))]
internal sealed partial class SequenceJson : JsonSerializerContext;
