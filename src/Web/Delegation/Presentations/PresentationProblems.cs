using Shaken.Core.Delegation.Presentations;
using Shaken.Core.Foundations;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Delegation.Presentations;

/// <summary>The one table from a refused presentation to the wire.</summary>
internal static class PresentationProblems
{
    public static Problem Of(PresentationRefusal refusal) =>
        Problem.Of(StatusOf(refusal.Failure), KebabCase.Of(refusal.Failure), refusal.Detail) with { RetryAfter = refusal.RetryAfter };

    private static int StatusOf(PresentationFailure failure) => failure switch
    {
        PresentationFailure.Malformed => StatusCodes.Status400BadRequest,
        PresentationFailure.AudienceNotOurs => StatusCodes.Status400BadRequest,
        PresentationFailure.NonceNotGood => StatusCodes.Status400BadRequest,
        PresentationFailure.NotVerifiableNow => StatusCodes.Status503ServiceUnavailable,
        PresentationFailure.CertificateRefused => StatusCodes.Status403Forbidden,
        PresentationFailure.NotADelegate => StatusCodes.Status403Forbidden,
        PresentationFailure.ConstraintsLimitCalls => StatusCodes.Status403Forbidden,
        PresentationFailure.NumbersNotHeld => StatusCodes.Status403Forbidden,
        PresentationFailure.SignatureMismatch => StatusCodes.Status403Forbidden,
        PresentationFailure.CountryNotTrusted => StatusCodes.Status403Forbidden,
        PresentationFailure.CustomerTakesNone => StatusCodes.Status403Forbidden,
        PresentationFailure.Removed => StatusCodes.Status403Forbidden,
        PresentationFailure.TooMany => StatusCodes.Status409Conflict,
        PresentationFailure.NotFound => StatusCodes.Status404NotFound,
    };
}
