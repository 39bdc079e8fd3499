using System.Text.Json;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Web.Shared.Limiting;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Operators.Access;

/// <summary>The one way from a request to its <see cref="Caller"/>.</summary>
internal static partial class CallerAccess
{
    /// <summary>
    /// Answers a request of a caller that the rule lets in: 401 where nobody is known by the credential, 403 with the reason where the
    /// address, the kind, the roles or the account are others. Answers are not stored by caches, unless the endpoint says otherwise.
    /// </summary>
    public static async Task HandleAsync(HttpContext context, CallerRule rule, Func<Caller, Task> answer)
    {
        context.Response.Headers.CacheControl = "no-store";
        var found = await context.RequestServices.GetRequiredService<Callers>().FindAsync(context);
        if (!found.TryGet(out var caller, out var refusal)) await RefuseAsync(context, caller: null, refusal);
        else if (rule.FindRefusal(caller.Principal) is { } notAllowed) await RefuseAsync(context, caller, notAllowed);
        else
        {
            var logger = LoggerOf(context);
            LogRequest(logger, caller.Party, context.Request.Method, context.GetEndpoint()?.DisplayName);
            await answer(caller);
        }
    }

    /// <summary>The body of a request: an object, or nothing, which counts as an empty one. Null: the refusal was written.</summary>
    public static async Task<JsonDocument?> ReadBodyAsync(HttpContext context, int maxOctets)
    {
        if (await ReadOctetsAsync(context, maxOctets) is not { } body) return null;
        if (body.IsEmpty) return JsonDocument.Parse("{}");
        if (StrictJson.TryParseObject(body, maxOctets, out var json, out var failure)) return json;
        await context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status400BadRequest, "body-malformed", failure));
        return null;
    }

    /// <summary>The body of a request that is no JSON. Null: the refusal was written.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadOctetsAsync(HttpContext context, int maxOctets)
    {
        if (await BodyReader.ReadAsync(context.Request, maxOctets) is { } body) return body;
        await context.Response.WriteProblemAsync(
            Problem.Of(StatusCodes.Status413PayloadTooLarge, "body-too-large", $"the body is longer than {maxOctets} octets"));
        return null;
    }

    private static Task RefuseAsync(HttpContext context, Caller? caller, CallerRefusal refusal)
    {
        var (logger, who) = (LoggerOf(context), caller?.Party.ToString() ?? "a stranger");
        if (context.IsRefusalToBeTold(refusal.Reason)) LogRefused(logger, who, context.GetEndpoint()?.DisplayName, refusal.Reason);
        return context.Response.WriteProblemAsync(refusal.ToProblem());
    }

    private static ILogger<Caller> LoggerOf(HttpContext context) => context.RequestServices.GetRequiredService<ILogger<Caller>>();

    [LoggerMessage(EventId = 4101, Level = LogLevel.Information, Message = "{Caller}: {Method} {Endpoint}")]
    private static partial void LogRequest(ILogger logger, AuditParty caller, string method, string? endpoint);

    [LoggerMessage(EventId = 4110, Level = LogLevel.Information, Message = "{Caller} is not let in to {Endpoint}: {Reason}")]
    private static partial void LogRefused(ILogger logger, string caller, string? endpoint, string reason);
}
