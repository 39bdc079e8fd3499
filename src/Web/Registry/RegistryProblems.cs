using Shaken.Core.Foundations;
using Shaken.Core.Registry.Countries;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Registry;

/// <summary>What the wire says of refused changes of the register: the one table.</summary>
internal static class RegistryProblems
{
    public static Problem NoRegistry { get; } = Problem.Of(
        StatusCodes.Status404NotFound, "registry-unknown",
        "this deployment is no registry: its operator sets Registry:List and Registry:Url");

    public static Problem NoCountry { get; } = Problem.Of(
        StatusCodes.Status400BadRequest, "country-unknown",
        "the path names no ISO 3166-1 alpha-2 code, and none that ISO leaves to its users, such as CA or XK");

    public static Problem NotRegistered { get; } = Problem.Of(
        StatusCodes.Status404NotFound, "country-unregistered", "the country is not on the list of this registry");

    public static Problem NoList { get; } = Problem.Of(
        StatusCodes.Status404NotFound, "list-unknown", "there is no such list: none was published yet, or the country's is not good");

    public static Problem Of(RegistryRefusal refusal) =>
        Problem.Of(StatusOf(refusal.Failure), KebabCase.Of(refusal.Failure), refusal.Detail);

    private static int StatusOf(RegistryFailure failure) => failure switch
    {
        RegistryFailure.RequestNotValid => StatusCodes.Status400BadRequest,
        RegistryFailure.SignerNotAllowed => StatusCodes.Status403Forbidden,
        RegistryFailure.TermsNotAllowed => StatusCodes.Status400BadRequest,
        RegistryFailure.PrefixTaken => StatusCodes.Status409Conflict,
        RegistryFailure.NotFound => StatusCodes.Status404NotFound,
        RegistryFailure.RevisionDiffers => StatusCodes.Status409Conflict,
        RegistryFailure.RequestOfAnother => StatusCodes.Status409Conflict,
        RegistryFailure.InDispute => StatusCodes.Status409Conflict,
        RegistryFailure.NotInDispute => StatusCodes.Status409Conflict,
        RegistryFailure.NothingProposed => StatusCodes.Status409Conflict,
        RegistryFailure.NotProven => StatusCodes.Status409Conflict,
        RegistryFailure.MoveNotLegal => StatusCodes.Status409Conflict,
        RegistryFailure.AnotherOperatorNeeded => StatusCodes.Status403Forbidden,
    };
}
