using Shaken.Core.Foundations;

namespace Shaken.Core.Numbering;

/// <summary>Reads a part of an import: rows <c>NUMBER,CODE[,COUNTRY]</c>, one a line.</summary>
internal sealed class NumberCsv
{
    private const int MaxFields = 3;
    private const int ShortestRow = 3;
    private const byte Quote = (byte)'"';

    private static readonly bool[] Countries = KnownCountries();

    private readonly PartRows _rows;
    private readonly NumberImportKind _kind;
    private readonly int _country;
    private int _line;

    private NumberCsv(PartRows rows, NumberImportKind kind, CountryCode country) =>
        (_rows, _kind, _country) = (rows, kind, PackedProvider.IndexOf(country));

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <param name="part">Whole lines, ended by LF or CRLF.</param>
    /// <param name="isFirst">Only the first part may begin with a byte order mark or a row of names.</param>
    /// <param name="country">Of a row that names none.</param>
    public static PartRows Read(ReadOnlySpan<byte> part, bool isFirst, NumberImportKind kind, CountryCode country)
    {
        var rows = new PartRows(Math.Min(part.Count((byte)'\n'), part.Length / ShortestRow));
        var reader = new NumberCsv(rows, kind, country);
        if (isFirst && part.StartsWith(ByteOrderMark))
        {
            rows.HasByteOrderMark = true;
            part = part[ByteOrderMark.Length..];
        }

        while (!part.IsEmpty)
        {
            var end = part.IndexOf((byte)'\n');
            var line = part[..end];
            part = part[(end + 1)..];
            reader.ReadLine(line.EndsWith("\r"u8) ? line[..^1] : line, mayBeHeading: isFirst && reader._line == 0);
        }

        rows.LineCount = reader._line;
        return rows;
    }

    private void ReadLine(ReadOnlySpan<byte> line, bool mayBeHeading)
    {
        _line++;
        if (line.IsEmpty)
        {
            _rows.EmptyLines++;
            return;
        }

        Span<Range> fields = stackalloc Range[MaxFields];
        if (!TrySplit(line, fields, out var count))
        {
            Refuse(RowFault.Fields);
            return;
        }

        if (!TryUnquote(line[fields[0]], out var number) || !TryUnquote(line[fields[1]], out var code)
            || !TryUnquote(count > 2 ? line[fields[2]] : default, out var country))
        {
            Refuse(RowFault.Quotes);
            return;
        }

        if (mayBeHeading && IsHeading(number)) return;
        ReadRow(number, code, country);
    }

    private void ReadRow(ReadOnlySpan<byte> number, ReadOnlySpan<byte> code, ReadOnlySpan<byte> country)
    {
        if (!TryReadNumber(number, out var key)) Refuse(RowFault.Number);
        else if (!TryReadCountry(country, out var index)) Refuse(RowFault.Country);
        else if (code.IsEmpty && _kind == NumberImportKind.Full) Refuse(RowFault.Removal);
        else if (code.IsEmpty) _rows.Add(new NumberRow(key, default, _line));
        else if (!PackedProvider.TryRead(code, index, out var provider)) Refuse(RowFault.Code);
        else _rows.Add(new NumberRow(key, provider, _line));
    }

    private void Refuse(RowFault fault) => _rows.Errors.Add(new RowError(_line, fault));

    private static bool TrySplit(ReadOnlySpan<byte> line, Span<Range> fields, out int count)
    {
        count = 0;
        for (var start = 0; ;)
        {
            if (count == MaxFields) return false;
            var comma = line[start..].IndexOf((byte)',');
            fields[count++] = comma < 0 ? start.. : start..(start + comma);
            if (comma < 0) return count >= 2;
            start += comma + 1;
        }
    }

    // No field may hold a comma or a quotation mark, so quotes are a shell around the field and nothing more.
    private static bool TryUnquote(ReadOnlySpan<byte> field, out ReadOnlySpan<byte> content)
    {
        var isQuoted = field.Length >= 2 && field[0] == Quote && field[^1] == Quote;
        content = isQuoted ? field[1..^1] : field;
        return !content.Contains(Quote);
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> field, out ulong key)
    {
        key = 0;
        if (field.StartsWith("+"u8)) field = field[1..];
        var isPrefix = field.EndsWith("*"u8);
        if (isPrefix) field = field[..^1];
        if (field.Length is 0 or > Limits.TelephoneNumberLength || field.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return false;
        key = NumberKey.Of(NumberKey.PathOf(field), isPrefix);
        return true;
    }

    private bool TryReadCountry(ReadOnlySpan<byte> field, out int index)
    {
        index = _country;
        if (field.IsEmpty) return true;
        if (field.Length != 2 || field.ContainsAnyExceptInRange((byte)'A', (byte)'Z')) return false;
        index = ((field[0] - 'A') * 26) + field[1] - 'A';
        return Countries[index];
    }

    private static bool IsHeading(ReadOnlySpan<byte> field) => System.Text.Ascii.EqualsIgnoreCase(field, "number"u8);

    private static bool[] KnownCountries()
    {
        var known = new bool[26 * 26];
        foreach (var country in CountryCode.All) known[PackedProvider.IndexOf(country)] = true;
        return known;
    }
}
