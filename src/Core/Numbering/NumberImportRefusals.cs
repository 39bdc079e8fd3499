using Shaken.Core.Foundations;

namespace Shaken.Core.Numbering;

/// <summary>The words of each refusal.</summary>
internal static class NumberImportRefusals
{
    private const int PartsTold = 10;

    public static readonly NumberImportRefusal Unknown = new(
        NumberImportFailure.Unknown, "no import has this id, or it has expired: begin another");

    public static readonly NumberImportRefusal Committed = new(
        NumberImportFailure.Committed, "the import is committed: begin another for more rows");

    public static readonly NumberImportRefusal PartNumber = new(
        NumberImportFailure.PartNumber, $"a part's number must be from 1 to {Limits.NumberParts}");

    public static readonly NumberImportRefusal PartSize = new(
        NumberImportFailure.PartSize, $"a part must have 1 to {Limits.NumberPartOctets} octets");

    public static readonly NumberImportRefusal PartCut = new(
        NumberImportFailure.PartCut, "the last line has no line end, so it may be cut off: send the whole file, and end its last line");

    public static readonly NumberImportRefusal Busy = new(
        NumberImportFailure.Busy, "another import is being committed: commit again when it is done");

    public static readonly NumberImportRefusal TooLarge = new(
        NumberImportFailure.TooLarge, $"the table would have more than {Limits.NumberSegments} segments");

    public static NumberImportRefusal PartDiffers(int number) => new(
        NumberImportFailure.PartDiffers, $"another part {number} is stored: begin another import to replace it");

    public static NumberImportRefusal OfRows(RowErrors errors) => new(
        NumberImportFailure.Rows,
        $"{(errors.Count == 1 ? "1 row" : $"{errors.Count} rows")} cannot be taken; "
            + $"line {errors.First[0].Line}: {RowFaults.InWords(errors.First[0])}",
        errors);

    /// <param name="parts">Numbers of the parts that are stored.</param>
    public static NumberImportRefusal? OfParts(int expected, IReadOnlyCollection<int> parts)
    {
        if (expected is < 1 or > Limits.NumberParts) return PartNumber;
        var missing = Enumerable.Range(1, expected).Except(parts).ToList();
        if (missing.Count > 0)
        {
            var told = string.Join(", ", missing.Take(PartsTold)) + (missing.Count > PartsTold ? ", …" : "");
            return new(NumberImportFailure.PartsMissing, $"{missing.Count} parts are missing: {told}");
        }

        return parts.Count > expected
            ? new(NumberImportFailure.PartsMissing, $"{parts.Count} parts are stored, and the commit names {expected}")
            : null;
    }

    public static NumberImportRefusal Shrinks(long rows, long before) => new(
        NumberImportFailure.Shrinks,
        $"the new table would have {rows} rows after {before}: if that is meant, begin an import that may shrink the table");
}
