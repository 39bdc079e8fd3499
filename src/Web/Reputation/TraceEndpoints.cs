using System.Text.Json;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Accounts;
using Shaken.Core.Principals;
using Shaken.Core.Reputation.Traces;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Reputation;

/// <summary>
/// Call traces, for users of accounts, who speak for the account's providers, and for operators, who are the authority: below
/// <c>/reputation/v1/traces</c>.
/// </summary>
internal static class TraceEndpoints
{
    private const int MaxBodyOctets = 16 * 1024;
    private const string Reading = "reading the trace";

    private static readonly CallerRule Parties = CallerRule.Kinds(PrincipalKind.AccountUser, PrincipalKind.Operator);

    /// <summary>
    /// <c>POST /reputation/v1/traces</c>: <c>{author, addressee?, call, reason}</c>; without an addressee the authority is asked.
    /// </summary>
    public static Task OpenAsync(HttpContext context) => ChangeAsync(context, async (party, traces, body, act) =>
    {
        if (!TraceRequests.TryReadProvider(body, "author", out var author) || author is null)
            return Refuse("author must be a country and a code, such as FR/ABC123");
        if (!TraceRequests.TryReadProvider(body, "addressee", out var addressee))
            return Refuse("addressee must be a country and a code, such as FR/ABC123, or be left out to ask the authority");
        return TraceRequests.ReadCall(body).TryGet(out var call, out var refusal)
            ? await traces.OpenAsync(party, author, addressee, call, act, context.RequestAborted)
            : refusal;
    }, StatusCodes.Status201Created);

    /// <summary><c>GET /reputation/v1/traces</c>: those of the caller, without digits.</summary>
    public static Task ListAsync(HttpContext context) => CallerAccess.HandleAsync(context, Parties, async caller =>
    {
        if (await Paging.ReadAsync(context) is not { } paging) return;
        var party = await PartyOfAsync(context, caller);
        var page = await TracesOf(context).ListAsync(party, paging.Cursor, paging.Count, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            new TracesAnswer([.. page.Traces.Select(TraceSummaryAnswer.Of)], page.Continuation), TraceAnswersJson.Default.TracesAnswer);
    });

    /// <summary><c>GET /reputation/v1/traces/{id}</c>. The audit log has an entry for each.</summary>
    public static Task ReadAsync(HttpContext context) => CallerAccess.HandleAsync(context, Parties, async caller =>
    {
        // Not the client's Idempotency-Key: with it two readings could look like one.
        var reading = context.RequestServices.GetRequiredService<RequestIds>().Of(context);
        if (!ActRequest.TryCreate(caller.Party, caller.Address, Reading, reading, out var act, out var failure))
            throw new InvalidOperationException($"A reading makes no act: {failure}");
        var party = await PartyOfAsync(context, caller);
        await AnswerAsync(
            context, await TracesOf(context).ReadAsync(party, IdOf(context), act, reading, context.RequestAborted),
            StatusCodes.Status200OK);
    });

    /// <summary><c>POST /reputation/v1/traces/{id}/answers</c>: <c>{by?, finding, from?, note?, revision, reason}</c>.</summary>
    public static Task AnswerAsync(HttpContext context) => ChangeAsync(context, async (party, traces, body, act) =>
    {
        if (!TryReadRevision(body, out var revision)) return Refuse("revision must be the whole number that was read");
        if (!TraceRequests.TryReadProvider(body, "by", out var by) || !TraceRequests.TryReadProvider(body, "from", out var from))
            return Refuse("by and from must be a country and a code, such as FR/ABC123");
        if (!KebabCase.TryParse(body.TryGetString("finding"u8, out var named) ? named : null, out TraceFinding finding))
            return Refuse($"finding must be one of {KebabCase.NamesOf<TraceFinding>()}");
        var note = body.TryGetString("note"u8, out var text) ? text : null;
        var answer = new TraceAnswer(by, default, finding, from, note);
        return await traces.AnswerAsync(party, IdOf(context), revision, answer, act, context.RequestAborted);
    });

    /// <summary><c>POST /reputation/v1/traces/{id}/close</c>: <c>{revision, reason}</c>.</summary>
    public static Task CloseAsync(HttpContext context) => ChangeAsync(context, async (party, traces, body, act) =>
        TryReadRevision(body, out var revision)
            ? await traces.CloseAsync(party, IdOf(context), revision, act, context.RequestAborted)
            : Refuse("revision must be the whole number that was read"));

    private static Task ChangeAsync(
        HttpContext context,
        Func<TraceParty, CallTraces, JsonElement, ActRequest, Task<Outcome<CallTrace, TraceRefusal>>> change,
        int status = StatusCodes.Status200OK) =>
        CallerAccess.HandleAsync(context, Parties, async caller =>
        {
            var party = await PartyOfAsync(context, caller);
            if (party.IsAuthority && !MayDecide(caller.Principal))
            {
                await context.Response.WriteProblemAsync(
                    new CallerRefusal.NotAllowed("account users, and operators of the roles registrar, governance").ToProblem());
                return;
            }

            using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
            if (json is null || await ActRequests.ReadAsync(context, caller, json.RootElement) is not { } act) return;
            await AnswerAsync(context, await change(party, TracesOf(context), json.RootElement, act), status);
        });

    private static Task AnswerAsync(HttpContext context, Outcome<CallTrace, TraceRefusal> outcome, int status)
    {
        if (outcome.TryGet(out var trace, out var refusal))
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsJsonAsync(CallTraceAnswer.Of(trace), TraceAnswersJson.Default.CallTraceAnswer);
        }

        var refused = refusal.Failure switch
        {
            TraceFailure.TraceNotAllowed => StatusCodes.Status400BadRequest,
            TraceFailure.NotForCaller => StatusCodes.Status403Forbidden,
            TraceFailure.NotFound => StatusCodes.Status404NotFound,
            TraceFailure.RevisionDiffers or TraceFailure.NotOpen => StatusCodes.Status409Conflict,
        };
        return context.Response.WriteProblemAsync(Problem.Of(refused, KebabCase.Of(refusal.Failure), refusal.Detail));
    }

    private static bool MayDecide(Principal principal) =>
        principal.Roles.Contains(OperatorRole.Registrar) || principal.Roles.Contains(OperatorRole.Governance);

    // An account that is closed or refused speaks for nobody.
    private static async ValueTask<TraceParty> PartyOfAsync(HttpContext context, Caller caller)
    {
        if (caller.Principal.Kind == PrincipalKind.Operator) return new TraceParty(caller.Party, Providers: null);
        var account = await context.RequestServices.GetRequiredService<ProviderAccounts>()
            .FindAsync(caller.Principal.Account ?? "", context.RequestAborted);
        return new TraceParty(caller.Party, account?.HeldProviders ?? []);
    }

    private static bool TryReadRevision(JsonElement body, out long revision)
    {
        revision = 0;
        return body.TryGetProperty("revision"u8, out var member) && member.ValueKind == JsonValueKind.Number
            && member.TryGetInt64(out revision);
    }

    private static TraceRefusal Refuse(string detail) => new(TraceFailure.TraceNotAllowed, detail);

    private static string IdOf(HttpContext context) => context.GetRouteValue("id") as string ?? "";

    private static CallTraces TracesOf(HttpContext context) => context.RequestServices.GetRequiredService<CallTraces>();
}
