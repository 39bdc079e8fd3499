using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Trust;

namespace Shaken.Core.Verification.Verdicts;

/// <summary>What a PASSporT counts for, once the policy for its signer's country has had its say.</summary>
/// <remarks>
/// The policy binds attestation A and B, and the PASSporTs without an attestation, which vouch for the caller as A does. C asserts only
/// where a call entered a network, so that a foreign gateway signs any number by right; a ceiling of none and an exclusion end it too.
/// A pure function of the PASSporT and of the policy in force at that moment.
/// </remarks>
/// <param name="Believed">
/// The attestation that counts: the claimed one or a lower one. Null: none does, or the PASSporT has none; <see cref="Vouches"/> says
/// which.
/// </param>
/// <param name="DecidedBy">The rule that decided, for logs and answers: the country and the policy, without personal data.</param>
/// <param name="Finding">What was decided against the claim; null: nothing.</param>
public sealed record CountryJudgement(Attestation? Believed, string DecidedBy, Finding? Finding)
{
    /// <summary>
    /// Whether the PASSporT counts. False: the call is as one without a SHAKEN attestation (No-TN-Validation, without a 43x), and its
    /// signer and origid are still reported.
    /// </summary>
    public bool Vouches { get; private init; } = true;

    /// <summary>Judges a verified PASSporT by the policy for its signer's country.</summary>
    public static CountryJudgement Of(VerifiedPassport passport) =>
        Of(passport.Claims, passport.Signer.Country, passport.Signer.Domain.Policy);

    /// <summary>The same for claims that a provider of a country signed.</summary>
    public static CountryJudgement Of(PassportClaims claims, CountryCode country, CountryTrust policy)
    {
        var claimed = claims.Shaken?.Attest;
        if (policy.IsExcluded) return NotTrusted(country, "excluded");
        if (policy.Mechanism == TrustMechanism.None) return NotTrusted(country, "not-trusted");
        if (policy.Ceiling == AttestationCeiling.None) return NotTrusted(country, "ceiling-none");
        if (claimed != Attestation.C && claims.Orig is NumberParty { Number: var number } && !policy.Covers(country, number))
            return new CountryJudgement(null, Rule(country, "prefixes"), new Finding(
                FindingKind.NumberOfAnotherCountry,
                $"a provider of {country} vouches for a calling number that is none of that country's"))
            { Vouches = false };
        return claimed is { } attest ? Lowered(attest, country, policy.Ceiling) : WithoutAttestation(country, policy.Ceiling);
    }

    private static CountryJudgement Lowered(Attestation claimed, CountryCode country, AttestationCeiling ceiling)
    {
        var most = ceiling switch
        {
            AttestationCeiling.A => Attestation.A,
            AttestationCeiling.B => Attestation.B,
            AttestationCeiling.C or AttestationCeiling.None => Attestation.C,
        };

        // A is the least of the enum and the most that can be claimed.
        return claimed >= most
            ? new CountryJudgement(claimed, Rule(country, "trusted"), Finding: null)
            : new CountryJudgement(most, Rule(country, "ceiling"), new Finding(
                FindingKind.AttestationLowered, $"attestation {claimed} of {country} counts as {most}, the ceiling for that country"));
    }

    // There is nothing to lower: below a ceiling of A it would still vouch for the caller without reserve.
    private static CountryJudgement WithoutAttestation(CountryCode country, AttestationCeiling ceiling) => ceiling == AttestationCeiling.A
        ? new CountryJudgement(null, Rule(country, "trusted"), Finding: null)
        : new CountryJudgement(null, Rule(country, "ceiling"), new Finding(
            FindingKind.AttestationLowered,
            $"a PASSporT of {country} without an attestation does not count, since the ceiling for that country is {ceiling}"))
        { Vouches = false };

    private static CountryJudgement NotTrusted(CountryCode country, string rule) =>
        new(null, Rule(country, rule), new Finding(FindingKind.CountryNotTrusted, $"{country} is not trusted here ({rule})"))
        {
            Vouches = false,
        };

    private static string Rule(CountryCode country, string rule) => $"country-policy/{country}/{rule}";
}
