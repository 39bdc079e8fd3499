using Shaken.Core.Foundations;
using Shaken.Core.Principals;
using Shaken.Core.Principals.Sessions;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Operators.Principals;

/// <summary>Who is signed in, and how an operator ends it.</summary>
internal static class SessionEndpoints
{
    // Each principal is a read of its own.
    private const int PrincipalsPerPage = 20;
    private const int SessionsOfEach = 100;

    /// <summary>
    /// <c>GET /operator/v1/sessions</c>, with <c>user</c> those of one; else of all, some principals at a time in the order of their
    /// user ids, of each at most the first hundred.
    /// </summary>
    public static Task ListAsync(HttpContext context) => PrincipalAccess.ReadAsync(context, async () =>
    {
        var principals = context.RequestServices.GetRequiredService<KnownPrincipals>();
        var sessions = context.RequestServices.GetRequiredService<OpenSessions>();
        if (await Paging.ReadAsync(context) is not { Cursor: var cursor }) return;
        if (context.Request.Query["user"] is [{ Length: > 0 } user])
        {
            if (await principals.FindAsync(user, context.RequestAborted) is not { } principal) await NotFoundAsync(context);
            else await WriteAsync(context, await sessions.ListAsync(principal, cursor, SessionsOfEach, context.RequestAborted));
            return;
        }

        var page = await principals.ListAsync(cursor, PrincipalsPerPage, context.RequestAborted);
        var all = new List<OpenSession>();
        foreach (var principal in page.Principals)
            all.AddRange((await sessions.ListAsync(principal, continuation: null, SessionsOfEach, context.RequestAborted)).Sessions);
        await WriteAsync(context, new SessionPage(all, page.Continuation));
    });

    /// <summary><c>POST /operator/v1/sessions/end</c>: userId, reason, and id of one session; without it all of the user end.</summary>
    public static Task EndAsync(HttpContext context) => PrincipalAccess.ChangeAsync(context, async (body, request) =>
    {
        var userId = body.TryGetString("userId"u8, out var text) ? text : "";
        if (!body.TryGetString("id"u8, out var id))
        {
            var outcome = await context.RequestServices.GetRequiredService<ChangePrincipal>().EndSessionsAsync(
                userId, request, context.RequestAborted);
            if (outcome.TryGet(out _, out var refusal)) await EndedAsync(context, userId, id: null);
            else await PrincipalAccess.RefuseAsync(context, refusal);
            return;
        }

        var result = await context.RequestServices.GetRequiredService<EndSession>().EndAsync(userId, id, request, context.RequestAborted);
        await (result switch
        {
            EndSessionResult.Ended => EndedAsync(context, userId, id),
            EndSessionResult.NotFound => NotFoundAsync(context),
            EndSessionResult.NotManagedByCaller => PrincipalAccess.RefuseAsync(context, new PrincipalRefusal(
                PrincipalFailure.NotManagedByCaller, "the caller's roles do not cover this user")),
        });
    });

    private static Task WriteAsync(HttpContext context, SessionPage page) => context.Response.WriteAsJsonAsync(
        new SessionsAnswer([.. page.Sessions.Select(SessionLine.Of)], page.Continuation), PrincipalAnswersJson.Default.SessionsAnswer);

    private static Task EndedAsync(HttpContext context, string userId, string? id) => context.Response.WriteAsJsonAsync(
        new SessionsEndedAnswer(userId, id), PrincipalAnswersJson.Default.SessionsEndedAnswer);

    private static Task NotFoundAsync(HttpContext context) =>
        PrincipalAccess.RefuseAsync(context, new PrincipalRefusal(PrincipalFailure.NotFound, "there is no such user or session"));
}
