using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.CpsDirectory;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator.CpsDirectory;

/// <summary>What the wire says of a refused change of the directory: the one table.</summary>
internal static class CpsDirectoryProblems
{
    public static Problem Of(CpsDirectoryRefusal refusal) =>
        Problem.Of(StatusOf(refusal.Failure), KebabCase.Of(refusal.Failure), refusal.Detail);

    private static int StatusOf(CpsDirectoryFailure failure) => failure switch
    {
        CpsDirectoryFailure.AccountNotFound => StatusCodes.Status404NotFound,
        CpsDirectoryFailure.AccountNotOpen => StatusCodes.Status403Forbidden,
        CpsDirectoryFailure.CodeNotHeld => StatusCodes.Status403Forbidden,
        CpsDirectoryFailure.UrlNotAllowed => StatusCodes.Status400BadRequest,
        CpsDirectoryFailure.AddressNotPublic => StatusCodes.Status400BadRequest,
        CpsDirectoryFailure.ProofNotValid => StatusCodes.Status403Forbidden,
        CpsDirectoryFailure.NotFound => StatusCodes.Status404NotFound,
    };
}
