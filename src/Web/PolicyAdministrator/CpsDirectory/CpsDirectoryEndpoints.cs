using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.CpsDirectory;
using Shaken.Core.Principals;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator.CpsDirectory;

/// <summary>The CPS of a provider's code: <c>PUT</c>, <c>GET</c> and <c>DELETE /api/v1/account/{id}/cps/{ocn}</c>.</summary>
internal static class CpsDirectoryEndpoints
{
    private const int MaxBodyOctets = 96 * 1024;
    private const string UsualReason = "provisioned by the provider";

    /// <summary>
    /// <c>{"url","advertisement"?,"reason"?}</c>: 200 with the entry; 202 with the challenge that the host has to answer first. The same
    /// request again has the host asked.
    /// </summary>
    public static Task PutAsync(HttpContext context) => HandleAsync(context, async (caller, provision, code) =>
    {
        using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (json is null || await ActRequests.ReadAsync(context, caller, json.RootElement, UsualReason) is not { } act) return;
        if (!json.RootElement.TryGetString("url"u8, out var url))
        {
            await RefuseAsync(context,
                new CpsDirectoryRefusal(CpsDirectoryFailure.UrlNotAllowed, "url must be a string: the CPS URL of the OCN"));
            return;
        }

        string? advertisement = null;
        if (json.RootElement.TryGetProperty("advertisement"u8, out var member)
            && (member.ValueKind != JsonValueKind.String || (advertisement = member.GetString()) is null))
        {
            await RefuseAsync(context, new CpsDirectoryRefusal(CpsDirectoryFailure.ProofNotValid, "advertisement must be a compact JWS"));
            return;
        }

        var outcome = await provision.ProvisionAsync(IdOf(context), code, url, advertisement, act, context.RequestAborted);
        if (!outcome.TryGet(out var done, out var refusal)) await RefuseAsync(context, refusal);
        else if (done.Entry is { } entry)
            await context.Response.WriteAsJsonAsync(CpsEntryAnswer.Of(entry), CpsDirectoryAnswersJson.Default.CpsEntryAnswer);
        else
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            await context.Response.WriteAsJsonAsync(
                CpsChallengeAnswer.Of(code, url, done.Challenge!, done.Fault), CpsDirectoryAnswersJson.Default.CpsChallengeAnswer);
        }
    });

    public static Task GetAsync(HttpContext context) => HandleAsync(context, async (_, provision, code) =>
        await AnswerAsync(context, await provision.GetAsync(IdOf(context), code, context.RequestAborted)));

    /// <summary>Perhaps with <c>{"reason"}</c>.</summary>
    public static Task DeleteAsync(HttpContext context) => HandleAsync(context, async (caller, provision, code) =>
    {
        using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (json is null
            || await ActRequests.ReadAsync(context, caller, json.RootElement, "taken back by the provider") is not { } act) return;
        await AnswerAsync(context, await provision.RemoveAsync(IdOf(context), code, act, context.RequestAborted));
    });

    private static Task HandleAsync(HttpContext context, Func<Caller, ProvisionCps, ServiceProviderCode, Task> answer) =>
        CallerAccess.HandleAsync(context, CallerRule.AccountOf(IdOf(context), OperatorRole.Registrar), async caller =>
        {
            if (context.RequestServices.GetService<ProvisionCps>() is not { } provision)
            {
                await context.Response.WriteProblemAsync(Problem.Of(
                    StatusCodes.Status404NotFound, "cps-directory-unknown",
                    "this STI-PA has no directory of CPSs: its operator sets Pa:CpsList"));
            }
            else if (!ServiceProviderCode.TryParse(context.GetRouteValue("ocn") as string, out var code))
                await RefuseAsync(context,
                    new CpsDirectoryRefusal(CpsDirectoryFailure.CodeNotHeld, "the path names no OCN: 1 to 15 of A-Z 0-9"));
            else await answer(caller, provision, code);
        });

    private static async Task AnswerAsync(HttpContext context, Outcome<CpsEntry, CpsDirectoryRefusal> outcome)
    {
        if (outcome.TryGet(out var entry, out var refusal))
            await context.Response.WriteAsJsonAsync(CpsEntryAnswer.Of(entry), CpsDirectoryAnswersJson.Default.CpsEntryAnswer);
        else await RefuseAsync(context, refusal);
    }

    private static Task RefuseAsync(HttpContext context, CpsDirectoryRefusal refusal) =>
        context.Response.WriteProblemAsync(CpsDirectoryProblems.Of(refusal));

    private static string IdOf(HttpContext context) => context.GetRouteValue("id") as string ?? "";
}
