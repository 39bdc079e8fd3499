using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Tokens;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator.Tokens;

/// <summary>What the wire says of a refused token: the one table.</summary>
internal static class TokenProblems
{
    public static Problem Of(TokenRefusal refusal) =>
        Problem.Of(StatusOf(refusal.Failure), KebabCase.Of(refusal.Failure), refusal.Detail);

    private static int StatusOf(TokenFailure failure) => failure switch
    {
        TokenFailure.RequestMalformed => StatusCodes.Status400BadRequest,
        TokenFailure.KindNotKnown => StatusCodes.Status400BadRequest,
        TokenFailure.AuthorityUnreadable => StatusCodes.Status400BadRequest,
        TokenFailure.FingerprintMalformed => StatusCodes.Status400BadRequest,
        TokenFailure.TooManyNumbers => StatusCodes.Status400BadRequest,
        TokenFailure.AccountNotFound => StatusCodes.Status404NotFound,
        TokenFailure.AccountNotOpen => StatusCodes.Status403Forbidden,
        TokenFailure.CodeNotHeld => StatusCodes.Status403Forbidden,
        TokenFailure.NumberNotHeld => StatusCodes.Status403Forbidden,
        TokenFailure.CaNotAllowed => StatusCodes.Status403Forbidden,
        TokenFailure.TokenNotFound => StatusCodes.Status404NotFound,
    };
}
