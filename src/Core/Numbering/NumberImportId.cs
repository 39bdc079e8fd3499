using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;

namespace Shaken.Core.Numbering;

/// <summary>The name of an import: 32 of <c>0-9 a-f</c>, random.</summary>
public sealed record NumberImportId
{
    private const int Octets = 16;

    private NumberImportId(string value) => Value = value;

    public string Value { get; }

    public static NumberImportId New(IRandom random) => new(NewName(random));

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out NumberImportId? id)
    {
        id = text is { Length: 2 * Octets } && text.All(char.IsAsciiHexDigitLower) ? new NumberImportId(text) : null;
        return id is not null;
    }

    public override string ToString() => Value;

    /// <summary>A random name of the same form, for the blobs of one attempt at a table.</summary>
    internal static string NewName(IRandom random)
    {
        Span<byte> octets = stackalloc byte[Octets];
        random.Fill(octets);
        return Convert.ToHexStringLower(octets);
    }
}
