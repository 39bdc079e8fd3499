using Shaken.Core.Foundations;
using Shaken.Web.Shared.Stir;

namespace Shaken.Web.Verification;

/// <summary>
/// Header lines of the INVITE that a request carries (<c>protectedHeaders</c> of 3GPP TS 24.229 Annex V). These are read.
/// Diversion and History-Info are not: a chain of div PASSporTs tells who diverted.
/// </summary>
internal sealed record CarriedHeaders
{
    public const string Member = "protectedHeaders";

    private const int MaxLine = 8 * 1024;

    private static readonly CarriedHeaders None = new();

    public IReadOnlyList<string> AssertedIdentities { get; private init; } = [];

    public IReadOnlyList<string> Priorities { get; private init; } = [];

    public string? Privacy { get; private init; }

    public string? BypassToken { get; private init; }

    public static CarriedHeaders Read(StirReader reader)
    {
        var lines = reader.Texts(Member, Limits.CarriedHeaders, MaxLine);
        if (lines.Count == 0) return None;
        var (asserted, priorities, privacy, bypass) = (new List<string>(), new List<string>(), new List<string>(), (string?)null);
        foreach (var line in lines)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
            {
                reader.Refuse(StirFault.Invalid(Member, "each must be a header line, Name: value"));
                return None;
            }

            var name = line.AsSpan(0, colon).Trim();
            var value = line[(colon + 1)..].Trim();
            if (Is(name, "P-Asserted-Identity")) asserted.Add(value);
            else if (Is(name, "Resource-Priority")) priorities.Add(value);
            else if (Is(name, "Privacy")) privacy.Add(value);
            else if (Is(name, "P-Identity-Bypass")) bypass ??= value;
        }

        return new CarriedHeaders
        {
            AssertedIdentities = asserted,
            Priorities = priorities,
            Privacy = privacy.Count == 0 ? null : string.Join(';', privacy),
            BypassToken = bypass,
        };
    }

    private static bool Is(ReadOnlySpan<char> name, string header) => name.Equals(header, StringComparison.OrdinalIgnoreCase);
}
