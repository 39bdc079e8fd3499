using Shaken.Core.Foundations;
using Shaken.Core.Passports;

namespace Shaken.Core.Verification.Verdicts;

/// <summary>Which place decides where a call has Identity headers and a CPS held PASSporTs for it: <see cref="HeldDifference"/>.</summary>
/// <param name="Place">The one that decides.</param>
/// <param name="Name">The rule, as answers name it.</param>
/// <param name="Finding">In what the two differ; null: they agree, or only one vouches.</param>
/// <param name="Refusal">Why neither is believed; null: <paramref name="Place"/> decides.</param>
internal readonly record struct HeldRule(PlaceVerdict Place, string Name, Finding? Finding, PassportRefusal? Refusal)
{
    public static HeldRule Of(PlaceVerdict inBand, PlaceVerdict held, HeldDifference rule)
    {
        if (!held.Counts) return new HeldRule(inBand, "in-band", Finding: null, Refusal: null);
        if (!inBand.Counts) return new HeldRule(held, "held", Finding: null, Refusal: null);
        var difference = inBand.IsPassed && held.IsPassed ? DifferenceOf(inBand.Caller, held.Caller) : null;
        var finding = difference is null ? null : new Finding(FindingKind.HeldPassportDiffers, difference);
        return rule switch
        {
            HeldDifference.OneIsEnough => new HeldRule(OneOf(inBand, held), "one-is-enough", finding, Refusal: null),
            HeldDifference.InBandDecides => new HeldRule(inBand, "in-band-decides", finding, Refusal: null),
            HeldDifference.HeldDecides => new HeldRule(held, "held-decides", finding, Refusal: null),
            HeldDifference.BothMustAgree => new HeldRule(
                inBand.IsPassed ? held : inBand, "both-must-agree", finding,
                difference is null ? null : new PassportRefusal(VerificationFailure.PassportsDiffer, difference)),
        };
    }

    private static PlaceVerdict OneOf(PlaceVerdict inBand, PlaceVerdict held) =>
        inBand.IsPassed && held.IsPassed ? (WeightOf(held.Caller) > WeightOf(inBand.Caller) ? held : inBand)
        : held.IsPassed ? held
        : inBand;

    // A, no attestation at all (a delegate's), B, C.
    private static int WeightOf(HeaderVerdict? header) => header?.Judgement?.Believed switch
    {
        Attestation.A => 0,
        null => 1,
        Attestation.B => 2,
        Attestation.C => 3,
    };

    // orig and dest cannot differ: both were compared with the call.
    private static string? DifferenceOf(HeaderVerdict? inBand, HeaderVerdict? held)
    {
        if (inBand?.Caller is not { } one || held?.Caller is not { } other) return null;
        return one.Compact == other.Compact ? null
            : one.Signer.ProvidersText != other.Signer.ProvidersText ? "the PASSporTs in band and at the CPS have different signers"
            : inBand.Judgement?.Believed != held.Judgement?.Believed ? "the PASSporTs in band and at the CPS have different attestations"
            : one.Claims.Shaken?.OrigId != other.Claims.Shaken?.OrigId ? "the PASSporTs in band and at the CPS have different origids"
            : null;
    }
}
