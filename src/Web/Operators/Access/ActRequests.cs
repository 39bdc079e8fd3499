using System.Text.Json;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Operators.Access;

/// <summary>What an audited change needs of its request: who, from where, why, and by which request.</summary>
internal static class ActRequests
{
    private const string IdempotencyKey = "Idempotency-Key";

    /// <summary>
    /// Reads the body's <c>reason</c>, and names the request by its Idempotency-Key where it has one: sent again under it, a change is
    /// made once. Null: the refusal was written.
    /// </summary>
    public static async Task<ActRequest?> ReadAsync(HttpContext context, Caller caller, JsonElement body)
    {
        var reason = body.TryGetString("reason"u8, out var text) ? text : null;
        var requestId = context.Request.Headers[IdempotencyKey] is [var key]
            ? key
            : context.RequestServices.GetRequiredService<RequestIds>().Of(context);
        if (ActRequest.TryCreate(caller.Party, caller.Address, reason, requestId, out var act, out var failure)) return act;
        await context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status400BadRequest, "act-malformed", failure));
        return null;
    }
}
