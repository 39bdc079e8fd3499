using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Shaken.Cli.Output;

/// <summary>Prints results: JSON when asked for, a table with colour on a terminal, plain lines in a pipe.</summary>
internal sealed class ResultWriter(TextWriter output, bool isTerminal)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Write(JsonNode document, bool asJson)
    {
        if (asJson) output.WriteLine(document.ToJsonString(Indented));
        else if (document is JsonArray list) WriteList(list);
        else WriteObject(document.AsObject());
    }

    private void WriteObject(JsonObject document)
    {
        if (!isTerminal)
        {
            // One value alone is what the next program in a pipe wants: a token, a header.
            if (document.Count == 1 && document.First() is var only && only.Value?.GetValueKind() == JsonValueKind.String) output.WriteLine(only.Value.GetValue<string>());
            else WriteLines(document);
            return;
        }

        var table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumns("", "");
        foreach (var (name, value) in Flatten(document, "")) table.AddRow(new Markup($"[grey]{Markup.Escape(name)}[/]"), Coloured(name, value));
        AnsiConsole.Write(table);
    }

    private void WriteLines(JsonObject document)
    {
        foreach (var (name, value) in Flatten(document, "")) output.WriteLine($"{name}: {value}");
    }

    private void WriteList(JsonArray list)
    {
        var rows = list.OfType<JsonObject>().Select(item => Flatten(item, "").ToList()).ToList();
        if (rows.Count == 0)
        {
            output.WriteLine("nothing found");
            return;
        }

        var columns = rows.SelectMany(row => row.Select(cell => cell.Name)).Distinct().ToArray();
        if (!isTerminal)
        {
            foreach (var row in rows) output.WriteLine(string.Join('\t', columns.Select(column => CellOf(row, column))));
            return;
        }

        var table = new Table().Border(TableBorder.Rounded).AddColumns(columns);
        foreach (var row in rows) table.AddRow(columns.Select(column => Coloured(column, CellOf(row, column))));
        AnsiConsole.Write(table);
    }

    private static string CellOf(List<(string Name, string Value)> row, string column) => string.Join("; ", row.Where(cell => cell.Name == column).Select(cell => cell.Value));

    private static Markup Coloured(string name, string value) => (name, value) switch
    {
        ("verified" or "valid" or "accepted", "yes") => new Markup("[green]yes[/]"),
        ("verified" or "valid" or "accepted", _) => new Markup("[red]no[/]"),
        ("reason" or "rule", _) => new Markup($"[red]{Markup.Escape(value)}[/]"),
        _ => new Markup(Markup.Escape(value)),
    };

    // A nested object's members come as "signer.subject"; an array's items each on a line of their own.
    private static IEnumerable<(string Name, string Value)> Flatten(JsonObject document, string prefix)
    {
        foreach (var (name, value) in document)
        {
            switch (value)
            {
                case JsonObject inner:
                    foreach (var line in Flatten(inner, $"{prefix}{name}.")) yield return line;
                    break;
                case JsonArray list:
                    foreach (var item in list) yield return ($"{prefix}{name}", item is JsonObject entry ? string.Join(", ", Flatten(entry, "").Select(cell => cell.Value)) : Text(item));
                    break;
                default:
                    yield return ($"{prefix}{name}", Text(value));
                    break;
            }
        }
    }

    private static string Text(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.String => value.GetValue<string>(),
        null or JsonValueKind.Null => "-",
        _ => value.ToJsonString(),
    };
}
