using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Accounts;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator.Accounts;

/// <summary>What the wire says of a refused account: the one table.</summary>
internal static class AccountProblems
{
    public static Problem Of(AccountRefusal refusal) =>
        Problem.Of(StatusOf(refusal.Failure), KebabCase.Of(refusal.Failure), refusal.Detail);

    private static int StatusOf(AccountFailure failure) => failure switch
    {
        AccountFailure.ProfileNotAllowed => StatusCodes.Status400BadRequest,
        AccountFailure.NotFound => StatusCodes.Status404NotFound,
        AccountFailure.IdTaken => StatusCodes.Status409Conflict,
        AccountFailure.RevisionDiffers => StatusCodes.Status409Conflict,
        AccountFailure.MoveNotLegal => StatusCodes.Status409Conflict,
        AccountFailure.Closed => StatusCodes.Status409Conflict,
        AccountFailure.CodeTaken => StatusCodes.Status409Conflict,
    };
}
