using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;

namespace Shaken.Core.Trust.Countries;

/// <summary>
/// The profile of a country as a file: JSON with <c>name</c>, <c>country</c>, and what differs from the standard. The profiles <c>us</c>,
/// <c>ca</c>, <c>fr</c> and <c>example</c> ship with the product.
/// </summary>
public static class CountryProfileFile
{
    /// <summary>The profiles that ship with the product.</summary>
    public static IReadOnlyList<string> Shipped { get; } = ["us", "ca", "fr", Example];

    // A file to copy from, and no country's.
    private const string Example = "example";

    private const int MaxOctets = 64 * 1024;
    private const int MaxName = 32;
    private const int MaxPolicies = 16;

    private static readonly string[] Members = ["name", "country", "crlCoversByUrl", "listedIntermediates", "policyOids", "prefixes"];

    /// <summary>A profile that ships with the product; null: none has this name.</summary>
    public static CountryProfile? FindShipped(string name)
    {
        if (!Shipped.Contains(name, StringComparer.Ordinal)) return null;
        var resource = $"{typeof(CountryProfileFile).Namespace}.Profiles.{name}.json";
        using var stream = typeof(CountryProfileFile).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The resource {resource} is missing.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return TryRead(copy.ToArray(), out var profile, out var failure)
            ? profile
            : throw new InvalidOperationException($"The profile {name} cannot be read: {failure}.");
    }

    /// <summary>The profile of a country whose profile ships, else the standard's.</summary>
    public static CountryProfile Of(CountryCode country) =>
        Shipped.Where(name => name != Example).Select(FindShipped).FirstOrDefault(profile => profile?.Country == country)
        ?? CountryProfile.Standard;

    /// <summary>Reads a profile.</summary>
    /// <param name="failure">Which rule was broken, in words.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> octets, [NotNullWhen(true)] out CountryProfile? profile, [NotNullWhen(false)] out string? failure)
    {
        profile = null;
        if (!StrictJson.TryParseObject(octets, MaxOctets, out var json, out failure)) return false;
        using (json) return TryRead(json.RootElement, out profile, out failure);
    }

    private static bool TryRead(JsonElement root, [NotNullWhen(true)] out CountryProfile? profile, [NotNullWhen(false)] out string? failure)
    {
        profile = null;
        failure = root.EnumerateObject().Any(member => !Members.Contains(member.Name, StringComparer.Ordinal))
            ? $"a member is none of {string.Join(", ", Members)}"
            : null;
        if (failure is not null) return false;
        if (!root.TryGetString("name"u8, out var name) || !PlainText.IsPlain(name, MaxName))
            failure = $"name must be plain text of 1 to {MaxName} characters";
        else if (!root.TryGetString("country"u8, out var code) || !CountryCode.TryParse(code, out var country))
            failure = "country must be an ISO 3166-1 alpha-2 code";
        else if (!TryReadFlag(root, "crlCoversByUrl", out var coversByUrl)) failure = "crlCoversByUrl must be true or false";
        else if (!TryReadFlag(root, "listedIntermediates", out var isListed)) failure = "listedIntermediates must be true or false";
        else if (!TryReadTexts(root, "policyOids"u8, out var oids) || oids.Count > MaxPolicies || !oids.All(IsOid))
            failure = $"policyOids must be at most {MaxPolicies} object identifiers";
        else if (!TryReadTexts(root, "prefixes"u8, out var texts)) failure = "prefixes must be texts";
        else
        {
            CallingPrefixes? prefixes = null;
            if (texts.Count > 0 && !CallingPrefixes.TryParse(texts, out prefixes, out failure)) return false;
            profile = new CountryProfile(name, country)
            {
                CrlCoversByUrl = coversByUrl,
                HasListedIntermediates = isListed,
                PolicyOids = oids,
                Prefixes = prefixes,
            };
        }

        return failure is null && profile is not null;
    }

    private static bool TryReadFlag(JsonElement root, string name, out bool flag)
    {
        flag = false;
        if (!root.TryGetProperty(name, out var member)) return true;
        flag = member.ValueKind == JsonValueKind.True;
        return member.ValueKind is JsonValueKind.True or JsonValueKind.False;
    }

    // Absent is empty.
    private static bool TryReadTexts(JsonElement root, ReadOnlySpan<byte> name, [NotNullWhen(true)] out IReadOnlyList<string>? texts)
    {
        texts = [];
        return !root.TryGetProperty(name, out _) || root.TryGetTexts(name, out texts);
    }

    private static bool IsOid(string text) =>
        text.Split('.') is [_, _, ..] arcs && arcs.All(arc => arc.Length is > 0 and < 10 && arc.All(char.IsAsciiDigit));
}
