using Shaken.Core.Foundations;
using Shaken.Core.Numbering;
using Shaken.Core.Pki.Lint;

namespace Shaken.Core.Trust;

/// <summary>
/// How a country's documents and certificates differ from the standard's text. A country is a profile file:
/// <see cref="Countries.CountryProfileFile"/> reads it.
/// </summary>
/// <param name="Name">As settings write it.</param>
/// <param name="Country">Null: the profile is for any country.</param>
public sealed record CountryProfile(string Name, CountryCode? Country)
{
    /// <summary>The standard's text, and no rule of any country.</summary>
    public static readonly CountryProfile Standard = new("standard", Country: null);

    /// <summary>
    /// A CRL without an issuingDistributionPoint that is fetched from a certificate's distribution point, and signed below the pinned roots
    /// of the STI-PA, covers that certificate by its serial number alone. Otherwise RFC 5280 section 6.3.3 decides.
    /// </summary>
    public bool CrlCoversByUrl { get; init; }

    /// <summary>x5u gives the leaf alone: intermediates come from a list that the STI-PA signs.</summary>
    public bool HasListedIntermediates { get; init; }

    /// <summary>Certificate policies under which the country's certificates are judged, where no profile is built in for it.</summary>
    public IReadOnlyList<string> PolicyOids { get; init; } = [];

    /// <summary>Numbers that its providers may attest to with A or B; null: those of the country.</summary>
    public CallingPrefixes? Prefixes { get; init; }

    /// <summary>What the linter judges the country's certificates by; null: the profile is for any country.</summary>
    public LintProfile? Lint => Country is { } country ? LintProfile.OfCountry(country, PolicyOids) : null;
}
