using System.Text.Json;
using Microsoft.Extensions.Options;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Operators;

/// <summary>Lets operators in, and nobody else: <c>Authorization: Bearer op_…</c> with a key of the configuration.</summary>
internal static partial class OperatorAccess
{
    private const int MaxBodyOctets = 16 * 1024;

    /// <summary>Answers a request of an operator; 401 for everybody else. Who did what stands in the log.</summary>
    public static async Task HandleAsync(HttpContext context, Func<string, Task> answer)
    {
        var bearer = context.Request.Headers.Authorization is [var only] ? BearerText.Of(only) : null;
        context.Response.Headers.CacheControl = "no-store";
        if (context.RequestServices.GetRequiredService<IOptions<OperatorSettings>>().Value.Keys.Find(bearer) is not { } found)
        {
            await context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status401Unauthorized, "operator-unknown", "Authorization holds no key of Operator:Keys; `shaken operator key` makes one"));
            return;
        }

        var logger = context.RequestServices.GetRequiredService<ILogger<KeyOwner>>();
        LogRequest(logger, found.Value, context.Request.Method, context.GetEndpoint()?.DisplayName);
        await answer(found.Value);
    }

    /// <summary>The body of an operator's request: an object, or nothing, which counts as an empty one. Null: the refusal was written.</summary>
    public static async Task<JsonDocument?> ReadBodyAsync(HttpContext context)
    {
        if (await BodyReader.ReadAsync(context.Request, MaxBodyOctets) is not { } body)
        {
            await context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status413PayloadTooLarge, "body-too-large", $"the body is longer than {MaxBodyOctets} octets"));
            return null;
        }

        if (body.IsEmpty) return JsonDocument.Parse("{}");
        if (StrictJson.TryParseObject(body, MaxBodyOctets, out var json, out var failure)) return json;
        await context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status400BadRequest, "body-malformed", failure));
        return null;
    }

    [LoggerMessage(EventId = 4101, Level = LogLevel.Information, Message = "Operator {Operator}: {Method} {Endpoint}")]
    private static partial void LogRequest(ILogger logger, string @operator, string method, string? endpoint);
}
