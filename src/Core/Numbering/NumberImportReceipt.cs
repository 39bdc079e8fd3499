using Shaken.Core.Foundations;

namespace Shaken.Core.Numbering;

/// <summary>A committed import.</summary>
/// <param name="Version">Of the table that it made.</param>
/// <param name="Rows">Of that table.</param>
/// <param name="Findings">What was accepted though it looks like a mistake.</param>
public sealed record NumberImportReceipt(long Version, long Rows, IReadOnlyList<Finding> Findings)
{
    internal static NumberImportReceipt Of(ImportTally tally)
    {
        var findings = new List<Finding>();
        if (tally.Repeated > 0)
            Find(FindingKind.NumberRowsRepeated, $"{tally.Repeated} rows repeat an earlier row; line {tally.FirstRepeated} is the first");
        if (tally.NotRemoved > 0) Find(FindingKind.NumbersNotRemoved, $"{tally.NotRemoved} rows remove what the table did not hold");
        if (tally.EmptyLines > 0) Find(FindingKind.EmptyLines, $"{tally.EmptyLines} lines are empty");
        if (tally.HasByteOrderMark) Find(FindingKind.ByteOrderMark, "the file begins with a byte order mark");
        return new NumberImportReceipt(tally.Version, tally.Rows, findings);

        void Find(FindingKind kind, string detail) => findings.Add(new Finding(kind, detail));
    }
}
