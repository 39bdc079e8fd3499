using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Borders;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator.Borders;

/// <summary>What the wire says of refused changes of countries and partners: the one table.</summary>
internal static class BorderProblems
{
    public static Problem NoPartners { get; } = Problem.Of(
        StatusCodes.Status404NotFound, "partners-unknown", "this STI-PA has no partners: its operator sets Pa:Country, or a signer");

    public static Problem NoSuchPartner { get; } = Of(new PartnerRefusal(PartnerFailure.NotFound, "there is no partner of this id"));

    public static Problem NoSubscription { get; } = Problem.Of(
        StatusCodes.Status404NotFound, "registry-unknown",
        "this STI-PA follows no registry: its operator sets Pa:CountryPolicy, by which countries of a registry are judged");

    public static Problem Of(SubscriptionRefusal refusal) =>
        Problem.Of(StatusOf(refusal.Failure), KebabCase.Of(refusal.Failure), refusal.Detail);

    public static Problem Of(CountryPolicyEntryRefusal refusal) =>
        Problem.Of(StatusOf(refusal.Failure), KebabCase.Of(refusal.Failure), refusal.Detail);

    public static Problem Of(PartnerRefusal refusal) =>
        Problem.Of(StatusOf(refusal.Failure), KebabCase.Of(refusal.Failure), refusal.Detail);

    public static Problem Of(RootAcceptanceRefusal refusal) =>
        Problem.Of(StatusOf(refusal.Failure), KebabCase.Of(refusal.Failure), refusal.Detail);

    private static int StatusOf(RootAcceptanceFailure failure) => failure switch
    {
        RootAcceptanceFailure.RootsNotAllowed => StatusCodes.Status400BadRequest,
        RootAcceptanceFailure.NotFound => StatusCodes.Status404NotFound,
        RootAcceptanceFailure.RevisionDiffers => StatusCodes.Status409Conflict,
        RootAcceptanceFailure.NothingProposed => StatusCodes.Status409Conflict,
        RootAcceptanceFailure.AnotherOperatorNeeded => StatusCodes.Status403Forbidden,
    };

    private static int StatusOf(SubscriptionFailure failure) => failure switch
    {
        SubscriptionFailure.TermsNotAllowed => StatusCodes.Status400BadRequest,
        SubscriptionFailure.RevisionDiffers => StatusCodes.Status409Conflict,
        SubscriptionFailure.NothingProposed => StatusCodes.Status409Conflict,
        SubscriptionFailure.AnotherOperatorNeeded => StatusCodes.Status403Forbidden,
    };

    private static int StatusOf(PartnerFailure failure) => failure switch
    {
        PartnerFailure.TermsNotAllowed => StatusCodes.Status400BadRequest,
        PartnerFailure.NotFound => StatusCodes.Status404NotFound,
        PartnerFailure.IsThere => StatusCodes.Status409Conflict,
        PartnerFailure.RevisionDiffers => StatusCodes.Status409Conflict,
        PartnerFailure.MoveNotLegal => StatusCodes.Status409Conflict,
        PartnerFailure.TooMany => StatusCodes.Status409Conflict,
    };

    private static int StatusOf(CountryPolicyEntryFailure failure) => failure switch
    {
        CountryPolicyEntryFailure.TermsNotAllowed => StatusCodes.Status400BadRequest,
        CountryPolicyEntryFailure.NotFound => StatusCodes.Status404NotFound,
        CountryPolicyEntryFailure.RevisionDiffers => StatusCodes.Status409Conflict,
        CountryPolicyEntryFailure.NothingProposed => StatusCodes.Status409Conflict,
        CountryPolicyEntryFailure.AnotherOperatorNeeded => StatusCodes.Status403Forbidden,
    };
}
