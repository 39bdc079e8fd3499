using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;
using Shaken.Core.Pki.Paths;

namespace Shaken.Core.Trust.Registry;

/// <summary>How an entry of the registry stands.</summary>
public enum RegistryEntryState
{
    /// <summary>The registry vouches for the entry.</summary>
    Registered,

    /// <summary>Who speaks for the country is in dispute: readers take nothing new by the entry until it is settled.</summary>
    Disputed,
}

/// <summary>
/// What an international registry says of one country, or of a group that has a user-assigned code (the ATIS report on international
/// SHAKEN, "International SHAKEN Registry"). Only <see cref="TryCreate"/> makes one.
/// </summary>
public sealed record RegistryEntry
{
    /// <summary>Characters of <see cref="Name"/>.</summary>
    public const int MaxName = 200;

    /// <summary>Roots of one STI-PA.</summary>
    public const int MaxRoots = 8;

    private RegistryEntry(
        CountryCode country, string name, string? listUrl, IReadOnlyList<TrustedRoot> paRoots, CallingPrefixes? prefixes) =>
        (Country, Name, ListUrl, PaRoots, Prefixes) = (country, name, listUrl, paRoots, prefixes);

    public CountryCode Country { get; }

    /// <summary>For people.</summary>
    public string Name { get; }

    /// <summary>The https URL of the country's trusted-CA list; null: it has none, see <see cref="IsUnrestricted"/>.</summary>
    public string? ListUrl { get; }

    /// <summary>The roots below which its STI-PA signs its list and its CRLs, and requests to change this entry.</summary>
    public IReadOnlyList<TrustedRoot> PaRoots { get; }

    /// <summary>First digits of its numbers; null: those that ITU-T E.164 gives the country.</summary>
    public CallingPrefixes? Prefixes { get; }

    /// <summary>The country names no limited list of CAs (draft-burger-stir-iana-cert): the entry leads to no root.</summary>
    public bool IsUnrestricted => ListUrl is null;

    public RegistryEntryState State { get; init; }

    /// <summary>Makes an entry that keeps the rules of the registry.</summary>
    /// <param name="listUrl">Null: the country names no limited list of CAs.</param>
    /// <param name="prefixes">Null: the country's own codes. A group without an assigned code must name some.</param>
    /// <param name="failure">Which rule was broken, in words fit for a problem document.</param>
    public static bool TryCreate(
        CountryCode country, string name, string? listUrl, IReadOnlyList<TrustedRoot> paRoots, CallingPrefixes? prefixes,
        [NotNullWhen(true)] out RegistryEntry? entry, [NotNullWhen(false)] out string? failure)
    {
        failure = !PlainText.IsPlain(name, MaxName) ? $"name must be plain text of 1 to {MaxName} characters"
            : listUrl is not null && !IsListUrl(listUrl) ? "listUrl must be an https URL (ATIS-1000087 clause 4.3.2)"
            : paRoots.Count is 0 or > MaxRoots ? $"paRoots must be 1 to {MaxRoots} roots of the country's STI-PA"
            : paRoots.FirstOrDefault(root => root.Country != country) is { } foreign
                ? $"paRoots holds a root of {foreign.Country}; each must have C={country}"
            : FaultOf(country, prefixes);
        entry = failure is null ? new RegistryEntry(country, name, listUrl, paRoots, prefixes) : null;
        return entry is not null;
    }

    private static bool IsListUrl(string text) =>
        text.Length <= Limits.UriLength && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url is { Scheme: "https", Fragment: "", UserInfo: "" };

    // A country registers its own numbers; a group those that the numbering plan gives to no country.
    private static string? FaultOf(CountryCode country, CallingPrefixes? prefixes)
    {
        if (prefixes is null)
        {
            return country.IsUserAssigned
                ? $"prefixes must be given: {country} is a user-assigned code, and the numbering plan gives it no numbers"
                : null;
        }

        var stranger = country.IsUserAssigned
            ? prefixes.All.FirstOrDefault(CallingCodes.IsAssigned)
            : prefixes.All.FirstOrDefault(prefix => !CallingCodes.Holds(country, prefix));
        return stranger is null ? null : $"prefixes: {stranger} does not belong to {country} in the numbering plan";
    }
}
