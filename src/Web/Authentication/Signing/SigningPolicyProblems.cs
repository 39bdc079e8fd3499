using Microsoft.AspNetCore.WebUtilities;
using Shaken.Core.Authentication.Policies;
using Shaken.Core.Foundations;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Authentication.Signing;

/// <summary>What the wire says of a refused change of a signing policy: the one table.</summary>
internal static class SigningPolicyProblems
{
    private const string MediaType = "application/problem+json";

    public static Task WriteAsync(HttpContext context, SigningPolicyRefusal refusal)
    {
        var (status, reason) = (StatusOf(refusal.Failure), KebabCase.Of(refusal.Failure));
        if (refusal.Errors is not { } errors) return context.Response.WriteProblemAsync(Problem.Of(status, reason, refusal.Detail));
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new SigningNumbersRefusalAnswer(
                $"urn:shaken:problem:{reason}", ReasonPhrases.GetReasonPhrase(status), status, reason, refusal.Detail, errors.Count,
                errors.First),
            SigningAnswersJson.Default.SigningNumbersRefusalAnswer, MediaType);
    }

    private static int StatusOf(SigningPolicyFailure failure) => failure switch
    {
        SigningPolicyFailure.PolicyNotAllowed => StatusCodes.Status400BadRequest,
        SigningPolicyFailure.NumbersNotAllowed => StatusCodes.Status400BadRequest,
        SigningPolicyFailure.TenantNotFound => StatusCodes.Status404NotFound,
        SigningPolicyFailure.RevisionDiffers => StatusCodes.Status409Conflict,
    };
}
