using System.Globalization;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Principals;
using Shaken.Core.Reputation.Tracebacks;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Reputation;

/// <summary>Tracebacks that the authority asked for, for operators: below <c>/operator/v1/tracebacks</c>.</summary>
internal static class TracebackEndpoints
{
    private const int MaxBodyOctets = 16 * 1024;

    private static readonly CallerRule Readers = CallerRule.Operators();
    private static readonly CallerRule Deciders = CallerRule.Operators(OperatorRole.Registrar, OperatorRole.Governance);

    /// <summary><c>GET /operator/v1/tracebacks</c>, a page at a time.</summary>
    public static Task ListAsync(HttpContext context) => CallerAccess.HandleAsync(context, Readers, async _ =>
    {
        if (await Paging.ReadAsync(context) is not { } paging) return;
        var page = await RegisterOf(context).ListAsync(paging.Cursor, paging.Count, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            new TracebacksAnswer([.. page.Tracebacks.Select(TracebackAnswer.Of)], page.Continuation),
            ReputationAnswersJson.Default.TracebacksAnswer);
    });

    /// <summary><c>GET /operator/v1/tracebacks/{reference}</c></summary>
    public static Task GetAsync(HttpContext context) => CallerAccess.HandleAsync(context, Readers, async _ =>
        await AnswerAsync(context, await RegisterOf(context).FindAsync(ReferenceOf(context), context.RequestAborted) is { } traceback
            ? traceback
            : new TracebackRefusal(TracebackFailure.NotFound, "there is no traceback of this reference")));

    /// <summary>
    /// <c>PUT /operator/v1/tracebacks/{reference}</c>: <c>{country, provider?, askedOn, state, revision, reason}</c>, revision 0 for a new
    /// one.
    /// </summary>
    public static Task PutAsync(HttpContext context) => CallerAccess.HandleAsync(context, Deciders, async caller =>
    {
        using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (json is null || await ActRequests.ReadAsync(context, caller, json.RootElement) is not { } act) return;
        if (await ActRequests.ReadRevisionAsync(context, json.RootElement) is not { } revision) return;
        var today = DateOnly.FromDateTime(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime);
        if (!ReadTerms(json.RootElement, today).TryGet(out var terms, out var refusal)) await AnswerAsync(context, refusal);
        else
        {
            await AnswerAsync(
                context, await RegisterOf(context).ChangeAsync(ReferenceOf(context), revision, terms, act, context.RequestAborted));
        }
    });

    private static Outcome<TracebackTerms, TracebackRefusal> ReadTerms(JsonElement body, DateOnly today)
    {
        if (!CountryCode.TryParse(body.TryGetString("country"u8, out var code) ? code : null, out var country))
            return Refuse("country must be an ISO 3166-1 alpha-2 code, such as CA");
        ProviderId? provider = null;
        if (body.TryGetProperty("provider"u8, out var member)
            && !ProviderId.TryParse(member.ValueKind == JsonValueKind.String ? member.GetString() : null, out provider))
            return Refuse("provider must be a country and a code, such as CA/1234, or be left out");
        if (!DateOnly.TryParseExact(
            body.TryGetString("askedOn"u8, out var day) ? day : null, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None,
            out var askedOn))
            return Refuse("askedOn must be a day (yyyy-MM-dd)");
        if (!KebabCase.TryParse(body.TryGetString("state"u8, out var named) ? named : null, out TracebackState state))
            return Refuse($"state must be one of {KebabCase.NamesOf<TracebackState>()}");
        return TracebackTerms.Create(country, provider, askedOn, state, today);
    }

    private static TracebackRefusal Refuse(string detail) => new(TracebackFailure.TermsNotAllowed, detail);

    private static Task AnswerAsync(HttpContext context, Outcome<Traceback, TracebackRefusal> outcome)
    {
        if (outcome.TryGet(out var traceback, out var refusal))
            return context.Response.WriteAsJsonAsync(TracebackAnswer.Of(traceback), ReputationAnswersJson.Default.TracebackAnswer);
        var status = refusal.Failure switch
        {
            TracebackFailure.TermsNotAllowed => StatusCodes.Status400BadRequest,
            TracebackFailure.NotFound => StatusCodes.Status404NotFound,
            TracebackFailure.RevisionDiffers => StatusCodes.Status409Conflict,
        };
        return context.Response.WriteProblemAsync(Problem.Of(status, KebabCase.Of(refusal.Failure), refusal.Detail));
    }

    private static string ReferenceOf(HttpContext context) => context.GetRouteValue("reference") as string ?? "";

    private static TracebackRegister RegisterOf(HttpContext context) => context.RequestServices.GetRequiredService<TracebackRegister>();
}
