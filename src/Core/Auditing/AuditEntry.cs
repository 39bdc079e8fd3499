namespace Shaken.Core.Auditing;

/// <summary>An act as the log holds it.</summary>
/// <param name="Number">1 for the first, and one more for each after it.</param>
/// <param name="Previous"><see cref="Hash"/> of the entry before; <see cref="First"/> in the first.</param>
/// <param name="RecordedAt">When it was appended. Never before the entry before it, so that entries can be found by time.</param>
/// <param name="Hash">SHA-256 of the entry as stored, in lower-case hexadecimal. It stands in the entry after it.</param>
public sealed record AuditEntry(long Number, string Previous, DateTimeOffset RecordedAt, AuditAct Act, string Hash)
{
    /// <summary>What stands for the entry before the first.</summary>
    public static readonly string First = new('0', 64);
}
