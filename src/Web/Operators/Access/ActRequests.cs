using System.Globalization;
using System.Text.Json;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Operators.Access;

/// <summary>
/// What an audited change needs of its request: who asks, from where, why, and by which request. The header <c>Idempotency-Key</c> names
/// the request where there is one: sent again under it, a change is made once.
/// </summary>
internal static class ActRequests
{
    private const string IdempotencyKey = "Idempotency-Key";

    /// <summary>With the body's <c>reason</c>. Null: the refusal was written.</summary>
    /// <param name="otherwise">The reason where the body gives none; null: it must give one.</param>
    public static Task<ActRequest?> ReadAsync(HttpContext context, Caller caller, JsonElement body, string? otherwise = null) =>
        OfAsync(context, caller, ReasonIn(body, otherwise));

    /// <summary>With a reason that stands elsewhere in the body. Null: the refusal was written.</summary>
    public static async Task<ActRequest?> OfAsync(HttpContext context, Caller caller, string? reason)
    {
        var requestId = context.Request.Headers[IdempotencyKey] is [{ } key]
            ? key
            : context.RequestServices.GetRequiredService<RequestIds>().Of(context);
        if (ActRequest.TryCreate(caller.Party, caller.Address, reason, requestId, out var act, out var failure)) return act;
        await context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status400BadRequest, "act-malformed", failure));
        return null;
    }

    /// <summary>The revision that the caller read. Null: the refusal was written.</summary>
    public static async Task<long?> ReadRevisionAsync(HttpContext context, JsonElement body)
    {
        if (body.TryGetProperty("revision"u8, out var member) && member.ValueKind == JsonValueKind.Number
            && member.TryGetInt64(out var revision))
            return revision;
        await context.Response.WriteProblemAsync(
            Problem.Of(StatusCodes.Status400BadRequest, "revision-missing", "revision must be the whole number that was read"));
        return null;
    }

    /// <summary>The same where the body is no JSON: from the query's <c>revision</c>. Null: the refusal was written.</summary>
    public static async Task<long?> ReadRevisionAsync(HttpContext context)
    {
        var text = context.Request.Query["revision"].ToString();
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var revision)) return revision;
        await context.Response.WriteProblemAsync(Problem.Of(
            StatusCodes.Status400BadRequest, "revision-missing", "the query must have revision, the whole number that was read"));
        return null;
    }

    /// <summary>The state that is asked for, from the body's <c>state</c>. Null: the refusal was written.</summary>
    public static async Task<T?> ReadStateAsync<T>(HttpContext context, JsonElement body)
        where T : struct, Enum
    {
        if (KebabCase.TryParse(body.TryGetString("state"u8, out var text) ? text : null, out T state)) return state;
        await context.Response.WriteProblemAsync(
            Problem.Of(StatusCodes.Status400BadRequest, "state-unknown", $"state must be one of {KebabCase.NamesOf<T>()}"));
        return null;
    }

    private static string? ReasonIn(JsonElement body, string? otherwise)
    {
        if (!body.TryGetProperty("reason"u8, out var member)) return otherwise;
        return member.ValueKind == JsonValueKind.String ? member.GetString() : null;
    }
}
