using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Foundations;

namespace Shaken.Core.Auditing;

/// <summary>One field before and after; null: it was, or is, absent.</summary>
public sealed record AuditChange(string Field, string? Before, string? After)
{
    /// <summary>Characters of a field's name.</summary>
    public const int MaxField = 64;

    /// <summary>Characters of a value.</summary>
    public const int MaxValue = 1024;

    private const int Kept = 900;

    /// <summary>
    /// A change of any two values. A long one keeps its beginning and its SHA-256, so that it can still be compared; characters that
    /// hide something are shown as U+FFFD.
    /// </summary>
    public static AuditChange Of(string field, string? before, string? after) => new(field, Bound(before), Bound(after));

    /// <summary>A change of each field of the later version, also where both have the same.</summary>
    /// <param name="before">The fields of the earlier version; none: there was none.</param>
    internal static IEnumerable<AuditChange> Between(
        IEnumerable<(string Name, string? Value)> before, IEnumerable<(string Name, string? Value)> after)
    {
        var old = before.ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal);
        return after.Select(field => Of(field.Name, old.GetValueOrDefault(field.Name), field.Value));
    }

    private static string? Bound(string? value)
    {
        if (value is null) return null;
        if (value.Length <= MaxValue) return PlainText.Show(value);
        var kept = char.IsHighSurrogate(value[Kept - 1]) ? Kept - 1 : Kept;
        return $"{PlainText.Show(value[..kept])}… sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)))}";
    }
}
