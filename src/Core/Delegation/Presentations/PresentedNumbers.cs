using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.Delegation.Presentations;

/// <summary>What a delegate certificate gives to somebody who presents it once and signs no call.</summary>
internal static class PresentedNumbers
{
    /// <summary>The numbers that the certificate itself names.</summary>
    public static NumberSet Of(StiCertificate leaf) => leaf.Extensions.TnAuthList?.ToNumberSet() ?? NumberSet.Empty;

    /// <summary>
    /// The numbers of a presentation by a trusted certificate: those that it asks for, or all. A certificate whose constraints permit
    /// some calls only cannot be presented, since nobody would hold the calls to them.
    /// </summary>
    public static Outcome<NumberSet, PresentationRefusal> Of(TrustedCertificate certificate, NumberSet? asked)
    {
        if (!certificate.IsDelegate)
        {
            return new PresentationRefusal(
                PresentationFailure.NotADelegate, "the certificate names no numbers: a provider's own certificate proves none");
        }

        if (certificate.Constraints.Any(constraints => constraints.MustInclude.Count > 0 || constraints.PermittedValues.Count > 0))
        {
            return new PresentationRefusal(
                PresentationFailure.ConstraintsLimitCalls,
                "the certificate demands or limits claims of its calls: sign each call with it instead");
        }

        if (asked is not null)
        {
            return certificate.Numbers.Contains(asked)
                ? asked
                : new PresentationRefusal(PresentationFailure.NumbersNotHeld, "a number is not the certificate's: leave it out");
        }

        // A list at a URL may change, and be longer than what is stored for a customer.
        var own = Of(certificate.Certificate);
        return own.IsEmpty
            ? new PresentationRefusal(PresentationFailure.Malformed, "the certificate has its numbers at a URL: name those that it is for")
            : own;
    }
}
