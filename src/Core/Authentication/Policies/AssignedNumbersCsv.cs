using System.Text;
using Shaken.Core.Foundations;

namespace Shaken.Core.Authentication.Policies;

/// <summary>
/// Reads a number table: lines <c>NUMBERS,RULE,KIND[,CUSTOMER[,REFERENCE[,EXPIRES]]]</c> of CSV (RFC 4180, no line breaks within a cell),
/// perhaps under a heading that begins with <c>numbers</c>.
/// </summary>
public static class AssignedNumbersCsv
{
    private const int MaxCells = 6;
    private const int MaxLineLength = 1024;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a table whole, or says which lines cannot be taken.</summary>
    /// <param name="csv">At most <see cref="Limits.AssignedNumbersOctets"/>.</param>
    public static Outcome<AssignedNumbers, AssignmentErrors> Read(ReadOnlySpan<byte> csv)
    {
        if (csv.Length > Limits.AssignedNumbersOctets)
            return AssignmentErrors.Of(0, $"the table is longer than {Limits.AssignedNumbersOctets} octets");
        if (!TryDecode(csv, out var text)) return AssignmentErrors.Of(0, "the table is not valid UTF-8");
        var errors = new AssignmentErrors();
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var rows = new List<Assignment>();
        var line = 0;
        foreach (var each in text.AsSpan().EnumerateLines())
        {
            line++;
            if (each.IsWhiteSpace() || (line == 1 && IsHeading(each))) continue;
            if (rows.Count == Limits.AssignedNumbersRows)
            {
                errors.Add(line, $"a table has at most {Limits.AssignedNumbersRows} rows");
                break;
            }

            if (ReadRow(each, line, names).TryGet(out var row, out var fault)) rows.Add(row);
            else errors.Add(line, fault);
        }

        if (errors.Count > 0) return errors;
        return AssignedNumbers.Of(rows).TryGet(out var numbers, out var overlap)
            ? numbers
            : AssignmentErrors.Of(
                overlap.Line, $"the numbers overlap those of line {overlap.OtherLine} in part: one must lie within the other");
    }

    private static bool TryDecode(ReadOnlySpan<byte> csv, out string text)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        try
        {
            text = StrictUtf8.GetString(csv.StartsWith(mark) ? csv[mark.Length..] : csv);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = "";
            return false;
        }
    }

    private static bool IsHeading(ReadOnlySpan<char> line) => line.TrimStart('"').StartsWith("numbers", StringComparison.OrdinalIgnoreCase);

    private static Outcome<Assignment, string> ReadRow(ReadOnlySpan<char> line, int number, Dictionary<string, string> names)
    {
        if (line.Length > MaxLineLength) return $"a line has at most {MaxLineLength} characters";
        if (!TrySplit(line, out var cells)) return $"a line has 3 to {MaxCells} cells, each quoted whole or not at all";
        string? Cell(int index) => index < cells.Count && cells[index].Length > 0 ? cells[index] : null;
        if (!AssignedBlock.TryParse(cells[0], out var block))
            return "the numbers must be one number of 1 to 15 digits, a prefix as 1415*, or a range as 14155550100-14155550199";
        if (!SourceName.Is(cells[1])) return $"the rule must be a name of {SourceName.Rule}";
        if (Cell(3) is { } name && !SourceName.Is(name)) return $"the customer must be a name of {SourceName.Rule}";
        if (!EvidenceReader.TryRead(cells[2], Cell(4), Cell(5), out var evidence, out var failure)) return failure;
        return evidence.Kind == EvidenceKind.InCustomersRange && Cell(3) is null
            ? "a range that is assigned to a customer must name the customer"
            : new Assignment(block, Once(names, cells[1]), Cell(3) is { } customer ? Once(names, customer) : null, evidence, number);
    }

    // A table names few rules and customers, in many rows.
    private static string Once(Dictionary<string, string> names, string name)
    {
        if (names.TryGetValue(name, out var known)) return known;
        names.Add(name, name);
        return name;
    }

    private static bool TrySplit(ReadOnlySpan<char> line, out List<string> cells)
    {
        cells = new List<string>(MaxCells);
        while (cells.Count < MaxCells)
        {
            line = line.TrimStart(' ');
            if (!TryTakeCell(ref line, out var cell, out var isLast)) return false;
            cells.Add(cell);
            if (isLast) return cells.Count >= 3;
        }

        return false;
    }

    private static bool TryTakeCell(ref ReadOnlySpan<char> line, out string cell, out bool isLast)
    {
        cell = "";
        isLast = false;
        var isQuoted = line is ['"', ..];
        var text = new StringBuilder();
        var at = isQuoted ? 1 : 0;
        for (; at < line.Length; at++)
        {
            if (!isQuoted && line[at] == ',') break;
            if (!isQuoted && line[at] == '"') return false;
            if (isQuoted && line[at] == '"')
            {
                // Two quotation marks within a quoted cell are one; a single one ends it.
                if (at + 1 >= line.Length || line[at + 1] != '"') break;
                at++;
            }

            text.Append(line[at]);
        }

        if (isQuoted && at++ >= line.Length) return false;
        var rest = at < line.Length ? line[at..].TrimStart(' ') : default;
        isLast = rest.IsEmpty;
        if (!isLast && rest[0] != ',') return false;
        cell = text.ToString().Trim();
        line = isLast ? default : rest[1..];
        return true;
    }
}

/// <summary>Lines of a table that cannot be taken: the first of them with what is wrong, and how many there are.</summary>
public sealed class AssignmentErrors
{
    private readonly List<AssignmentError> _first = [];

    /// <summary>At most <see cref="Limits.NumberRowErrors"/>.</summary>
    public IReadOnlyList<AssignmentError> First => _first;

    public int Count { get; private set; }

    internal static AssignmentErrors Of(int line, string fault)
    {
        var errors = new AssignmentErrors();
        errors.Add(line, fault);
        return errors;
    }

    internal void Add(int line, string fault)
    {
        Count++;
        if (_first.Count < Limits.NumberRowErrors) _first.Add(new AssignmentError(line, fault));
    }
}

/// <summary>What is wrong with a line.</summary>
/// <param name="Line">From 1 on; 0: the table as a whole.</param>
/// <param name="Detail">Which rule was broken. It does not repeat what the line says.</param>
public sealed record AssignmentError(int Line, string Detail);
