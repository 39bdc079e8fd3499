using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.Delegation.Presentations;

/// <summary>What a delegate certificate gives to somebody who presents it once and signs no call.</summary>
internal static class PresentedNumbers
{
    /// <summary>The numbers that the certificate names.</summary>
    public static NumberSet Of(StiCertificate leaf) => leaf.Extensions.TnAuthList?.ToNumberSet() ?? NumberSet.Empty;

    /// <summary>The provider whose certificate stands nearest above the delegate's; null: none names a provider.</summary>
    public static ProviderId? LenderOf(TrustedCertificate certificate) => certificate.Chain.Path.Skip(1)
        .SelectMany(above => above.Extensions.TnAuthList?.Codes ?? [])
        .Select(code => new ProviderId(certificate.Country, code))
        .FirstOrDefault();

    /// <summary>
    /// The numbers of a presentation by a trusted certificate: those that it asks for, or all. A certificate whose constraints permit
    /// some calls only cannot be presented, since nobody would hold the calls to them.
    /// </summary>
    public static Outcome<NumberSet, PresentationRefusal> Of(TrustedCertificate certificate, NumberSet? asked)
    {
        var held = Of(certificate.Certificate);
        if (held.IsEmpty)
        {
            return new PresentationRefusal(
                PresentationFailure.NotADelegate, "the certificate names no numbers: a provider's own certificate proves none");
        }

        if (certificate.Certificate.Extensions.ClaimConstraints is { } constraints
            && (constraints.MustInclude.Count > 0 || constraints.PermittedValues.Count > 0))
        {
            return new PresentationRefusal(
                PresentationFailure.ConstraintsLimitCalls,
                "the certificate demands or restricts claims of its calls: sign each call with it instead");
        }

        if (asked is null) return held;
        return held.Contains(asked)
            ? asked
            : new PresentationRefusal(PresentationFailure.NumbersNotHeld, "a number is not the certificate's: leave it out");
    }
}
