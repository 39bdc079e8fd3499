using System.Globalization;
using Shaken.Core.Storage;

namespace Shaken.Core.Numbering;

/// <summary>Where number tables and imports lie in the store.</summary>
internal static class NumberPlaces
{
    /// <summary>The table of records.</summary>
    public const string Table = "numbers";

    /// <summary>The container of segments of tables.</summary>
    public const string Tables = "numbers";

    /// <summary>The container of sorted parts of imports.</summary>
    public const string Imports = "number-imports";

    public const string MediaType = "application/octet-stream";

    private const char Separator = '-';

    public static BlobName Segment(string table, int segment) =>
        new(Tables, string.Create(CultureInfo.InvariantCulture, $"{table}{Separator}{segment:D6}"));

    public static IReadOnlyList<BlobName> Segments(string table, int count) =>
        [.. Enumerable.Range(0, count).Select(segment => Segment(table, segment))];

    /// <param name="hash">Of the part: another part of the same number never writes to the same names.</param>
    public static BlobName Run(NumberImportId import, int part, string hash, int run) =>
        new(Imports, string.Create(CultureInfo.InvariantCulture, $"{import}{Separator}{part:D5}{Separator}{hash}{Separator}{run:D4}"));

    /// <summary>The table or import that a blob belongs to.</summary>
    public static string OwnerOf(BlobName name) => name.Name.Split(Separator)[0];

    public static RecordKey Import(NumberImportId import) => new(Table, ImportPartition, import.Value);

    public const string ImportPartition = "imports";

    public static string PartPartition(NumberImportId import) => $"parts:{import}";

    public static RecordKey Part(NumberImportId import, int part) =>
        new(Table, PartPartition(import), part.ToString("D5", CultureInfo.InvariantCulture));
}
