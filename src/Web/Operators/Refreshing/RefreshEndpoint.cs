using System.Text.Json.Serialization;
using Shaken.Core.Auditing;
using Shaken.Web.Operators.Access;
using Shaken.Web.Operators.Auditing;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Problems;
using Shaken.Web.Shared.Trust;

namespace Shaken.Web.Operators.Refreshing;

/// <summary>
/// <c>POST /operator/v1/refresh</c>, perhaps with <c>reason</c>: the trusted-CA list, the documents of other countries, the country policy
/// and the CRLs are fetched now, on every instance.
/// </summary>
internal static class RefreshEndpoint
{
    public static Task AskAsync(HttpContext context) => OperatorAccess.HandleAsync(context, async caller =>
    {
        using var json = await OperatorAccess.ReadBodyAsync(context);
        if (json is null || await ActRequests.ReadAsync(context, caller, json.RootElement, "a refresh was due") is not { } act) return;
        if (!KeptRecords.AreKept(context.RequestServices.GetRequiredService<ParsedSettings>()))
        {
            await context.Response.WriteProblemAsync(
                Problem.Of(StatusCodes.Status404NotFound, "nothing-followed", "the roles of this deployment follow no list"));
            return;
        }

        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        await OrderAudit.AppendAsync(context, act, new AuditParty("lists", "all"), "lists-refresh-asked");
        await context.RequestServices.GetRequiredService<RefreshRequests>().AskAsync(now, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await context.Response.WriteAsJsonAsync(new RefreshAnswer(now), RefreshJson.Default.RefreshAnswer);
    });
}

/// <summary>A refresh that was asked for. What comes of it the log and the health tell.</summary>
public sealed record RefreshAnswer(DateTimeOffset AskedAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RefreshAnswer))]
internal sealed partial class RefreshJson : JsonSerializerContext;
