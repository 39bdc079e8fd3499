using System.Globalization;
using Azure.Data.Tables;
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

    // Of one binary property.
    private const int PropertyOctets = 64 * 1024;

    public static TableEntity Of(NewRecord record, WriteMarks marks)
    {
        var row = new TableEntity(record.Key.Partition, record.Key.Row) { [WriteId] = marks.Id };
        if (marks.Replaced is { } replaced) row[Replaced] = replaced;
        if (record.ExpiresAt is { } at) row[ExpiresAt] = at.ToUniversalTime();
        for (var (piece, start) = (0, 0); piece == 0 || start < record.Document.Length; piece++, start += PropertyOctets)
            row[Name(piece)] = record.Document.Slice(start, Math.Min(PropertyOctets, record.Document.Length - start)).ToArray();
        return row;
    }

    public static StoredRecord Read(string table, TableEntity row)
    {
        var pieces = new List<byte[]>();
        while (Find<byte[]>(row, Name(pieces.Count)) is { } piece) pieces.Add(piece);
        if (pieces.Count == 0) throw new StorageException($"A row of the table {table} is no record of this store.");
        var key = new RecordKey(table, row.PartitionKey, row.RowKey);
        return new StoredRecord(key, Join(pieces), row.GetDateTimeOffset(ExpiresAt), Version(row).ToETag());
    }

    public static WriteMarks ReadMarks(TableEntity row) => new(Find<string>(row, WriteId) ?? "", Find<string>(row, Replaced));

    public static WrittenVersion Version(TableEntity row) => new(Find<string>(row, WriteId) ?? "", row.ETag.ToString());

    private static byte[] Join(List<byte[]> pieces)
    {
        if (pieces.Count == 1) return pieces[0];
        var document = new byte[pieces.Sum(piece => piece.Length)];
        var start = 0;
        foreach (var piece in pieces)
        {
            piece.CopyTo(document, start);
            start += piece.Length;
        }

        return document;
    }

    // A property of another type is as good as absent: another program wrote it.
    private static T? Find<T>(TableEntity row, string name)
        where T : class => row.TryGetValue(name, out var value) ? value as T : null;

    private static string Name(int piece) => piece == 0 ? Document : Document + piece.ToString(CultureInfo.InvariantCulture);
}
