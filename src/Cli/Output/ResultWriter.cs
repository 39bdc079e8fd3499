using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Shaken.Cli.Output;

/// <summary>
/// Prints results: JSON when asked for, columns with colour on a terminal, plain lines in a pipe. Nothing stands around or within a value
/// that a person may want to copy: no box, and no line break of ours.
/// </summary>
internal sealed class ResultWriter
{
    private const int UsualWidth = 80;
    private const string Gap = "  ";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };


    private readonly TextWriter _output;
    private readonly bool _isTerminal;

    public ResultWriter(TextWriter output, bool isTerminal)
    {
        (_output, _isTerminal) = (output, isTerminal);

        // The terminal breaks long lines, and joins them again when they are copied.
        if (isTerminal) AnsiConsole.Profile.Width = short.MaxValue;
    }

    public void Write(JsonNode document, bool asJson)
    {
        if (asJson) _output.WriteLine(document.ToJsonString(Indented));
        else if (document is JsonArray list) WriteList(list);
        else WriteObject(document.AsObject());
    }

    private void WriteObject(JsonObject document)
    {
        // One value alone is what is copied, or what the next program in a pipe wants: a token, a header.
        if (document.Count == 1 && document.First().Value is { } only && only.GetValueKind() == JsonValueKind.String)
            _output.WriteLine(only.GetValue<string>());
        else WriteLines([.. Flatten(document, "")]);
    }

    private void WriteLines(List<(string Name, string Value)> lines)
    {
        var width = lines.Count == 0 ? 0 : lines.Max(line => line.Name.Length);
        foreach (var (name, value) in lines)
        {
            if (!_isTerminal) _output.WriteLine($"{name}: {value}");
            else if (value.Contains('\n', StringComparison.Ordinal))
            {
                // As PEM: each of its lines begins where the terminal's lines begin.
                AnsiConsole.MarkupLine($"[grey]{Markup.Escape(name)}[/]");
                _output.WriteLine(value);
            }
            else AnsiConsole.MarkupLine($"[grey]{Markup.Escape(name.PadRight(width))}[/]{Gap}{Coloured(name, value)}");
        }
    }

    private void WriteList(JsonArray list)
    {
        var rows = list.OfType<JsonObject>().Select(item => Flatten(item, "").ToList()).ToList();
        if (rows.Count == 0)
        {
            _output.WriteLine("nothing found");
            return;
        }

        var columns = rows.SelectMany(row => row.Select(cell => cell.Name)).Distinct().ToArray();
        if (!_isTerminal)
        {
            foreach (var row in rows) _output.WriteLine(string.Join('\t', columns.Select(column => CellOf(row, column))));
            return;
        }

        var widths = columns.Select(column => rows.Select(row => CellOf(row, column).Length).Append(column.Length).Max()).ToArray();
        var isNarrow = widths.Sum() + (Gap.Length * (widths.Length - 1)) <= Width();
        var hasLines = rows.Exists(row => row.Exists(cell => cell.Value.Contains('\n', StringComparison.Ordinal)));
        if (isNarrow && !hasLines) WriteTable(columns, widths, rows);
        else WriteBlocks(rows);
    }

    private static void WriteTable(string[] columns, int[] widths, List<List<(string Name, string Value)>> rows)
    {
        var head = string.Join(Gap, columns.Zip(widths, (column, width) => column.PadRight(width)));
        AnsiConsole.MarkupLine($"[grey]{Markup.Escape(head.TrimEnd())}[/]");
        foreach (var row in rows)
        {
            var cells = columns.Zip(widths, (column, width) => (Column: column, Value: CellOf(row, column), Width: width));
            AnsiConsole.MarkupLine(string.Join(
                Gap, cells.Select(cell => Coloured(cell.Column, cell.Value) + new string(' ', cell.Width - cell.Value.Length))).TrimEnd());
        }
    }

    // What is too wide for a table: each row as its lines, a blank line between.
    private void WriteBlocks(List<List<(string Name, string Value)>> rows)
    {
        for (var index = 0; index < rows.Count; index++)
        {
            if (index > 0) _output.WriteLine();
            WriteLines(rows[index]);
        }
    }

    // A terminal that does not tell its width has the usual one.
    private static int Width() => Console.WindowWidth is > 0 and var width ? width : UsualWidth;

    private static string CellOf(List<(string Name, string Value)> row, string column) =>
        string.Join("; ", row.Where(cell => cell.Name == column).Select(cell => cell.Value));

    private static string Coloured(string name, string value) => (name, value) switch
    {
        ("verified" or "valid" or "accepted", "yes") => "[green]yes[/]",
        ("verified" or "valid" or "accepted", "no") => "[red]no[/]",
        ("reason" or "rule", _) => $"[red]{Markup.Escape(value)}[/]",
        _ => Markup.Escape(value),
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
