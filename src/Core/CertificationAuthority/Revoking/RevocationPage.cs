using System.Globalization;
using Shaken.Core.Pki.Crls;

namespace Shaken.Core.CertificationAuthority.Revoking;

/// <summary>Some revocations and where to go on; a null cursor is the end. A page may be short, or empty, before it.</summary>
public sealed record RevocationPage(IReadOnlyList<RevocationEntry> Entries, string? Cursor);

/// <summary>Where a page of the register begins.</summary>
/// <param name="Continuation">Of the store; null: at the partition's beginning.</param>
internal readonly record struct RevocationCursor(int Partition, string? Continuation)
{
    private const char Separator = '.';

    public static bool TryRead(string? text, int partitions, out RevocationCursor cursor)
    {
        cursor = default;
        if (text is null) return true;
        var end = text.IndexOf(Separator, StringComparison.Ordinal);
        if (end < 0 || !int.TryParse(text.AsSpan(0, end), NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            || partition >= partitions) return false;
        cursor = new RevocationCursor(partition, end + 1 < text.Length ? text[(end + 1)..] : null);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Partition}{Separator}{Continuation}");
}
