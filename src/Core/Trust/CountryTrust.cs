using Shaken.Core.Foundations;
using Shaken.Core.Numbering;
using Shaken.Core.Pki.Paths;

namespace Shaken.Core.Trust;

/// <summary>By which agreement a country's certificates count here.</summary>
public enum TrustMechanism
{
    /// <summary>The deployment's own country.</summary>
    Own,

    /// <summary>The two lists of trusted CAs are merged (ATIS-1000087).</summary>
    Merge,

    /// <summary>The international registry names the country (the ATIS report on international SHAKEN).</summary>
    Registry,

    /// <summary>The country is known and not trusted.</summary>
    None,
}

/// <summary>The most that a country's attestations are believed.</summary>
public enum AttestationCeiling
{
    /// <summary>Every attestation is believed.</summary>
    A,

    /// <summary>A is taken as B.</summary>
    B,

    /// <summary>A and B are taken as C.</summary>
    C,

    /// <summary>A call is treated as if it had no SHAKEN attestation.</summary>
    None,
}

/// <summary>How far a country's providers are believed: the policy of one <see cref="TrustDomain"/>.</summary>
/// <param name="Ceiling">The most that an attestation counts for.</param>
/// <param name="IsExcluded">Shut out, whatever the ceiling says: calls are treated as if they had no SHAKEN attestation.</param>
public sealed record CountryTrust(TrustMechanism Mechanism, AttestationCeiling Ceiling, bool IsExcluded = false)
{
    /// <summary>The deployment's own country, while nobody says otherwise.</summary>
    public static readonly CountryTrust OfOwn = new(TrustMechanism.Own, AttestationCeiling.A);

    /// <summary>A country whose root stands on the list while no policy names the country: full trust (ATIS-1000087).</summary>
    public static readonly CountryTrust OfListed = new(TrustMechanism.Merge, AttestationCeiling.A);

    /// <summary>
    /// Numbers that its providers may attest to with A or B. Null: those of the country, as <see cref="CallingCodes"/> has them.
    /// </summary>
    public CallingPrefixes? Prefixes { get; init; }

    /// <summary>Whether any attestation of the country counts.</summary>
    public bool CountsAtAll => !IsExcluded && Mechanism != TrustMechanism.None && Ceiling != AttestationCeiling.None;

    /// <summary>
    /// Whether an A of the country counts as A here for a number: what we sign in our own name may rest on it. Allocates nothing.
    /// </summary>
    public bool CountsInFull(CountryCode country, TelephoneNumber number) =>
        CountsAtAll && Ceiling == AttestationCeiling.A && Covers(country, number);

    /// <summary>Whether a provider of the country may attest to a number with A or B. Allocates nothing.</summary>
    public bool Covers(CountryCode country, TelephoneNumber number) =>
        Prefixes is { } prefixes ? prefixes.Holds(number) : CallingCodes.Holds(country, number);
}

/// <summary>What a policy says of one country: its trust, and what its certificates and CRLs are checked by.</summary>
/// <param name="Trust">How far its providers are believed.</param>
/// <param name="Roots">SHA-256 of each of its roots on the list, 64 hexadecimal digits in lower case.</param>
/// <param name="AdministratorRoots">Roots of its STI-PA, below which its CRLs are signed.</param>
/// <param name="CrlUrls">Its CRLs.</param>
public sealed record CountryTerms(
    CountryTrust Trust, IReadOnlyList<string> Roots, IReadOnlyList<TrustedRoot> AdministratorRoots, IReadOnlyList<string> CrlUrls);
