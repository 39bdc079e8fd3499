using Shaken.Core.Auditing;

namespace Shaken.Core.Numbering;

/// <summary>An import as it is stored.</summary>
/// <param name="Country">Of rows that name none.</param>
/// <param name="MayShrink">Whether the new table may have less than half of the rows in force.</param>
/// <param name="ExpiresAt">From then on it takes nothing, and is removed a day later.</param>
/// <param name="Tally">What it did; null until it is committed.</param>
/// <param name="Order">The commit that is ordered; null: none is, or it came to its end.</param>
/// <param name="Refused">Why the last ordered commit was refused; null: it was not.</param>
internal sealed record ImportDocument(
    NumberImportKind Kind, string Country, bool MayShrink, DateTimeOffset ExpiresAt, ImportTally? Tally = null,
    bool PartsAreRemoved = false, CommitOrderDocument? Order = null, NumberImportRefusal? Refused = null);

/// <summary>An ordered commit.</summary>
/// <param name="Parts">How many parts the file has.</param>
/// <param name="Act">For the audit log, before the commit begins.</param>
internal sealed record CommitOrderDocument(int Parts, AuditActDocument Act);

/// <summary>A part as it is stored: its sorted rows lie in blobs.</summary>
/// <param name="Hash">SHA-256 of its octets, in hexadecimal.</param>
/// <param name="Runs">How many blobs.</param>
internal sealed record PartDocument(
    string Hash, int Runs, int Rows, int Lines, int Repeated, int FirstRepeated, int EmptyLines, bool HasByteOrderMark);
