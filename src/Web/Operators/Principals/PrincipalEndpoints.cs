using System.Text.Json;
using Microsoft.Extensions.Options;
using Shaken.Core.Foundations;
using Shaken.Core.Principals;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Operators.Principals;

/// <summary>Who may call: listed, made, changed, disabled.</summary>
internal static class PrincipalEndpoints
{
    /// <summary><c>GET /operator/v1/principals</c>, with <c>account</c> those of one, a page at a time.</summary>
    public static Task ListAsync(HttpContext context) => PrincipalAccess.ReadAsync(context, async () =>
    {
        if (await Paging.ReadAsync(context) is not { } paging) return;
        var principals = context.RequestServices.GetRequiredService<KnownPrincipals>();
        Func<Principal, bool>? filter = context.Request.Query["account"] is [{ Length: > 0 } account]
            ? principal => principal.Account == account
            : null;
        var page = await FilteredPage<Principal>.ReadAsync(paging, filter, async (cursor, count) =>
        {
            var read = await principals.ListAsync(cursor, count, context.RequestAborted);
            return (read.Principals, read.Continuation);
        });
        var answer = new PrincipalsAnswer([.. page.Rows.Select(PrincipalAnswer.Of)], page.Cursor);
        await context.Response.WriteAsJsonAsync(answer, PrincipalAnswersJson.Default.PrincipalsAnswer);
    });

    /// <summary><c>GET /operator/v1/principals/{id}</c></summary>
    public static Task GetAsync(HttpContext context) => PrincipalAccess.ReadAsync(context, async () =>
    {
        var principals = context.RequestServices.GetRequiredService<KnownPrincipals>();
        var found = await principals.FindAsync(PrincipalAccess.UserIdOf(context), context.RequestAborted);
        if (found is not null) await PrincipalAccess.WriteAsync(context, found);
        else
            await PrincipalAccess.RefuseAsync(
                context, new PrincipalRefusal(PrincipalFailure.NotFound, "there is no principal of this user id"));
    });

    /// <summary><c>POST /operator/v1/principals</c>: userId, kind, account, roles, addresses, listForm, reason.</summary>
    public static Task CreateAsync(HttpContext context) => PrincipalAccess.ChangeAsync(context, async (body, request) =>
    {
        var userId = body.TryGetString("userId"u8, out var text) ? text : "";
        if (!PrincipalBody.ReadProfile(body).TryGet(out var profile, out var refusal))
        {
            await PrincipalAccess.RefuseAsync(context, refusal);
            return;
        }

        if (context.RequestServices.GetRequiredService<IOptions<OperatorSettings>>().Value.HasName(userId))
        {
            await PrincipalAccess.RefuseAsync(context, new PrincipalRefusal(
                PrincipalFailure.UserIdTaken, "a key of Operator:Keys has this name; the audit log could not tell the two apart"));
            return;
        }

        var outcome = await context.RequestServices.GetRequiredService<ChangePrincipal>().CreateAsync(
            userId, profile, request, context.RequestAborted);
        await PrincipalAccess.WriteAsync(context, outcome, StatusCodes.Status201Created);
    });

    /// <summary><c>PUT /operator/v1/principals/{id}</c>: revision, kind, account, roles, addresses, listForm, reason.</summary>
    public static Task AmendAsync(HttpContext context) => PrincipalAccess.ChangeAsync(context, async (body, request) =>
    {
        if (!body.TryGetProperty("revision"u8, out var member) || member.ValueKind != JsonValueKind.Number
            || !member.TryGetInt64(out var revision))
        {
            await PrincipalAccess.RefuseAsync(context, new PrincipalRefusal(
                PrincipalFailure.ProfileNotAllowed, "revision, the number that was read with the principal, is needed"));
            return;
        }

        if (!PrincipalBody.ReadProfile(body).TryGet(out var profile, out var refusal))
        {
            await PrincipalAccess.RefuseAsync(context, refusal);
            return;
        }

        var outcome = await context.RequestServices.GetRequiredService<ChangePrincipal>()
            .AmendAsync(PrincipalAccess.UserIdOf(context), revision, profile, request, context.RequestAborted);
        await PrincipalAccess.WriteAsync(context, outcome);
    });

    /// <summary><c>POST /operator/v1/principals/{id}/disable</c>: nothing of it is accepted from then on.</summary>
    public static Task DisableAsync(HttpContext context) => SetActiveAsync(context, isActive: false);

    /// <summary><c>POST /operator/v1/principals/{id}/enable</c></summary>
    public static Task EnableAsync(HttpContext context) => SetActiveAsync(context, isActive: true);

    private static Task SetActiveAsync(HttpContext context, bool isActive) => PrincipalAccess.ChangeAsync(context, async (_, request) =>
    {
        var outcome = await context.RequestServices.GetRequiredService<ChangePrincipal>()
            .SetActiveAsync(PrincipalAccess.UserIdOf(context), isActive, request, context.RequestAborted);
        await PrincipalAccess.WriteAsync(context, outcome);
    });
}
