using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Storage;

namespace Shaken.Core.Numbering;

/// <summary>
/// The one record that says which table is in force. Every change of tables is one conditional write of it: the start of a merge, the
/// swap, and the end of a table whose blobs are removed.
/// </summary>
internal sealed record NumberTableDocument
{
    private const int KeyOctets = 8;

    /// <summary>0 before the first table, then one more with each swap.</summary>
    public long Version { get; init; }

    /// <summary>What the names of its segments begin with; null before the first table.</summary>
    public string? Table { get; init; }

    public DateTimeOffset Since { get; init; }

    public long Rows { get; init; }

    /// <summary>The key of the first row of each segment, 8 octets each.</summary>
    public byte[] FirstKeys { get; init; } = [];

    /// <summary>The merge under way, or null.</summary>
    public MergeDocument? Merge { get; init; }

    /// <summary>Tables that readers may still use.</summary>
    public IReadOnlyList<RetiredDocument> Retired { get; init; } = [];

    /// <summary>The last imports that were committed, oldest first: a commit that is repeated is not applied twice.</summary>
    public IReadOnlyList<ImportTally> Applied { get; init; } = [];

    [JsonIgnore]
    public int SegmentCount => FirstKeys.Length / KeyOctets;

    public ulong[] ReadFirstKeys()
    {
        var keys = new ulong[SegmentCount];
        for (var segment = 0; segment < keys.Length; segment++)
        {
            keys[segment] = BinaryPrimitives.ReadUInt64LittleEndian(FirstKeys.AsSpan(segment * KeyOctets));
        }

        return keys;
    }

    public static byte[] WriteFirstKeys(IReadOnlyList<ulong> keys)
    {
        var octets = new byte[keys.Count * KeyOctets];
        for (var segment = 0; segment < keys.Count; segment++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(octets.AsSpan(segment * KeyOctets), keys[segment]);
        }

        return octets;
    }

    /// <summary>The same without its merge; what the merge has written is retired.</summary>
    public NumberTableDocument WithoutMerge(DateTimeOffset now) =>
        Merge is null ? this : this with { Merge = null, Retired = [.. Retired, new RetiredDocument(Merge.Table, now)] };
}

/// <summary>A merge under way.</summary>
/// <param name="Table">What the names of its segments begin with.</param>
/// <param name="Import">The import that is merged.</param>
/// <param name="Until">When another may take over.</param>
/// <param name="Rows">How many rows it has written.</param>
internal sealed record MergeDocument(string Table, string Import, DateTimeOffset Until, long Rows);

/// <summary>A table, whole or in part, that is no longer in force.</summary>
internal sealed record RetiredDocument(string Table, DateTimeOffset At);

/// <summary>What an import was and did.</summary>
/// <param name="Version">Of the table that it made.</param>
/// <param name="Rows">Of that table.</param>
/// <param name="Repeated">Rows that repeat an earlier one.</param>
/// <param name="FirstRepeated">The line of the first of them, or 0.</param>
/// <param name="NotRemoved">Rows that remove what is not there.</param>
internal sealed record ImportTally(
    string Import, long Version, long Rows, long Repeated, long FirstRepeated, long NotRemoved, long EmptyLines, bool HasByteOrderMark);

/// <summary>The record in storage.</summary>
internal sealed class NumberTableRecord(IRecords records)
{
    private static readonly RecordKey Key = new(NumberPlaces.Table, "table", "current");

    public async ValueTask<(NumberTableDocument Document, ETag? ETag)> ReadAsync(CancellationToken cancellationToken)
    {
        if (await records.FindAsync(Key, cancellationToken) is not { } record) return (new NumberTableDocument(), null);
        return (NumberJson.Read(record, NumberJson.Default.NumberTableDocument), record.ETag);
    }

    /// <summary>Changes the record, again when another was quicker.</summary>
    /// <param name="change">Gives the new document, or null to leave the record as it is.</param>
    /// <returns>What was written, or null where the change gave none.</returns>
    public async ValueTask<NumberTableDocument?> ChangeAsync(
        Func<NumberTableDocument, NumberTableDocument?> change, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            var (document, version) = await ReadAsync(cancellationToken);
            if (change(document) is not { } changed) return null;
            var record = new NewRecord(Key, JsonSerializer.SerializeToUtf8Bytes(changed, NumberJson.Default.NumberTableDocument));
            var written = version is { } expected
                ? await records.TryReplaceAsync(record, expected, cancellationToken)
                : await records.TryInsertAsync(record, cancellationToken);
            if (written is not null) return changed;
        }

        throw StorageException.OfContention("The record of the number table");
    }
}
