using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Authorities;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator.Authorities;

/// <summary>What the wire says of a refused root: the one table.</summary>
internal static class AuthorityProblems
{
    public static Problem Of(AuthorityRefusal refusal) =>
        Problem.Of(StatusOf(refusal.Failure), KebabCase.Of(refusal.Failure), refusal.Detail);

    private static int StatusOf(AuthorityFailure failure) => failure switch
    {
        AuthorityFailure.RootNotAllowed => StatusCodes.Status400BadRequest,
        AuthorityFailure.TermsNotAllowed => StatusCodes.Status400BadRequest,
        AuthorityFailure.ProofNotValid => StatusCodes.Status400BadRequest,
        AuthorityFailure.NotFound => StatusCodes.Status404NotFound,
        AuthorityFailure.IsThere => StatusCodes.Status409Conflict,
        AuthorityFailure.RevisionDiffers => StatusCodes.Status409Conflict,
        AuthorityFailure.MoveNotLegal => StatusCodes.Status409Conflict,
        AuthorityFailure.AnotherOperatorNeeded => StatusCodes.Status403Forbidden,
        AuthorityFailure.TooMany => StatusCodes.Status409Conflict,
    };
}
