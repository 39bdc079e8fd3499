using System.Globalization;

namespace Shaken.Azure.Tables;

/// <summary>Conditions of a query, written as OData with every value quoted.</summary>
public readonly record struct TableFilter
{
    private TableFilter(string text) => Text = text;

    public string Text { get; }

    public static TableFilter Partition(string key) => new($"PartitionKey eq {Quote(key)}");

    public static TableFilter RowAfter(string key) => new($"RowKey gt {Quote(key)}");

    /// <summary>Holds for no entity that lacks the property.</summary>
    public static TableFilter NotAfter(string property, DateTimeOffset time) => new($"{property} le datetime'{time.UtcDateTime.ToString(TableJson.TimeFormat, CultureInfo.InvariantCulture)}'");

    /// <summary>Names of tables from one, up to but without the other.</summary>
    public static TableFilter TableNames(string from, string below) => new($"TableName ge {Quote(from)} and TableName lt {Quote(below)}");

    public TableFilter And(TableFilter other) => new($"{Text} and {other.Text}");

    public override string ToString() => Text;

    private static string Quote(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
