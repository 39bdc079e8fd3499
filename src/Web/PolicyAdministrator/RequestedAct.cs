using System.Text.Json;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator;

/// <summary>
/// Reads who asks for a change, why, and by which request: <c>reason</c> in the body, and the header <c>Idempotency-Key</c>, by which a
/// request that is sent again is known. Without that header each request is another one.
/// </summary>
internal static class RequestedAct
{
    private const string Header = "Idempotency-Key";
    private const int IdOctets = 16;

    /// <summary>Null: the refusal was written.</summary>
    /// <param name="otherwise">The reason where the body gives none; null: it must give one.</param>
    public static async Task<ActRequest?> ReadAsync(HttpContext context, Caller caller, JsonElement body, string? otherwise = null)
    {
        var reason = body.TryGetProperty("reason"u8, out var member) ? member.ValueKind == JsonValueKind.String ? member.GetString() : null : otherwise;
        return await OfAsync(context, caller, reason);
    }

    /// <summary>The same with a reason that stands elsewhere in the body. Null: the refusal was written.</summary>
    public static async Task<ActRequest?> OfAsync(HttpContext context, Caller caller, string? reason)
    {
        var id = context.Request.Headers[Header] is [var only] && only is not null
            ? only : context.RequestServices.GetRequiredService<IRandom>().NewText(IdOctets);
        if (ActRequest.TryCreate(caller.Party, caller.Address, reason, id, out var act, out var failure)) return act;
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
}
