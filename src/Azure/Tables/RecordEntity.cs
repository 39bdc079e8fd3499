using System.Globalization;
using Shaken.Azure.Versions;
using Shaken.Core.Storage;

namespace Shaken.Azure.Tables;

/// <summary>A record as a row of a table: its document in pieces that a property holds, its expiry, and which write made it.</summary>
internal static class RecordEntity
{
    /// <summary>When the record may be removed; absent where never.</summary>
    public const string ExpiresAt = "ExpiresAt";

    private const string WriteId = "WriteId";
    private const string Replaced = "Replaced";
    private const string Document = "Document";

    public static TableEntity Of(NewRecord record, WriteMarks marks)
    {
        var properties = new Dictionary<string, object>(StringComparer.Ordinal) { [WriteId] = marks.Id };
        if (marks.Replaced is { } replaced) properties[Replaced] = replaced;
        if (record.ExpiresAt is { } at) properties[ExpiresAt] = at.ToUniversalTime();
        for (var (piece, start) = (0, 0); piece == 0 || start < record.Document.Length; piece++, start += TableLimits.PropertyOctets)
            properties[Name(piece)] = record.Document.Slice(start, Math.Min(TableLimits.PropertyOctets, record.Document.Length - start));
        return new TableEntity(record.Key.Partition, record.Key.Row, properties);
    }

    public static StoredRecord Read(string table, TableEntity entity)
    {
        var pieces = new List<ReadOnlyMemory<byte>>();
        while (entity.Properties.GetValueOrDefault(Name(pieces.Count)) is ReadOnlyMemory<byte> piece) pieces.Add(piece);
        if (pieces.Count == 0) throw new StorageException($"A row of the table {table} is no record of this store.");
        var expiresAt = entity.Properties.GetValueOrDefault(ExpiresAt) is DateTimeOffset at ? at : (DateTimeOffset?)null;
        return new StoredRecord(new RecordKey(table, entity.PartitionKey, entity.RowKey), Join(pieces), expiresAt, Version(entity).ToETag());
    }

    public static WriteMarks ReadMarks(TableEntity entity) => new(entity.Text(WriteId) ?? "", entity.Text(Replaced));

    public static WrittenVersion Version(TableEntity entity) => new(entity.Text(WriteId) ?? "", entity.ETag.ToString());

    private static string Name(int piece) => piece == 0 ? Document : Document + piece.ToString(CultureInfo.InvariantCulture);

    private static ReadOnlyMemory<byte> Join(List<ReadOnlyMemory<byte>> pieces)
    {
        if (pieces.Count == 1) return pieces[0];
        var document = new byte[pieces.Sum(piece => piece.Length)];
        var start = 0;
        foreach (var piece in pieces)
        {
            piece.CopyTo(document.AsMemory(start));
            start += piece.Length;
        }

        return document;
    }
}
