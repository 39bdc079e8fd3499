using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Principals;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Operators.Principals;

/// <summary>What the endpoints of principals share: who may ask, what a request holds, how a refusal is answered.</summary>
internal static class PrincipalAccess
{
    private const int MaxBodyOctets = 16 * 1024;

    /// <summary>Operators who manage principals; which of them, <see cref="PrincipalRights"/> says.</summary>
    private static readonly CallerRule Managers =
        CallerRule.Operators(OperatorRole.Administrator, OperatorRole.Registrar, OperatorRole.Governance);

    /// <summary>Answers a request that changes a principal.</summary>
    public static Task ChangeAsync(HttpContext context, Func<JsonElement, PrincipalRequest, Task> answer) =>
        CallerAccess.HandleAsync(context, Managers, async caller =>
        {
            using var body = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
            if (body is null || await ActRequests.ReadAsync(context, caller, body.RootElement) is not { } act) return;
            await answer(body.RootElement, new PrincipalRequest(act, caller.Principal.Roles));
        });

    /// <summary>Answers a request of any operator that changes nothing.</summary>
    public static Task ReadAsync(HttpContext context, Func<Task> answer) =>
        CallerAccess.HandleAsync(context, CallerRule.Operators(), _ => answer());

    public static string UserIdOf(HttpContext context) => context.GetRouteValue("id") as string ?? "";

    public static Task WriteAsync(HttpContext context, Principal principal, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(PrincipalAnswer.Of(principal), PrincipalAnswersJson.Default.PrincipalAnswer);
    }

    public static Task WriteAsync(
        HttpContext context, Outcome<Principal, PrincipalRefusal> outcome, int status = StatusCodes.Status200OK) =>
        outcome.TryGet(out var principal, out var refusal) ? WriteAsync(context, principal, status) : RefuseAsync(context, refusal);

    public static Task RefuseAsync(HttpContext context, PrincipalRefusal refusal)
    {
        var status = refusal.Failure switch
        {
            PrincipalFailure.ProfileNotAllowed => StatusCodes.Status400BadRequest,
            PrincipalFailure.NotFound => StatusCodes.Status404NotFound,
            PrincipalFailure.NotManagedByCaller => StatusCodes.Status403Forbidden,
            PrincipalFailure.UserIdTaken or PrincipalFailure.RevisionDiffers or PrincipalFailure.CertificateTaken
                or PrincipalFailure.TooManyCredentials or PrincipalFailure.SecretShownBefore => StatusCodes.Status409Conflict,
        };
        return context.Response.WriteProblemAsync(Problem.Of(status, KebabCase.Of(refusal.Failure), refusal.Detail));
    }
}
