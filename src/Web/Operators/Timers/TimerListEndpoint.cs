using System.Text.Json.Serialization;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Timers;

namespace Shaken.Web.Operators.Timers;

/// <summary><c>GET /operator/v1/timers</c>: each timer with its last run, its last error and its next run.</summary>
internal static class TimerListEndpoint
{
    public static Task ListAsync(HttpContext context) => CallerAccess.HandleAsync(context, CallerRule.Operators(), async _ =>
    {
        var states = await context.RequestServices.GetRequiredService<TimerStates>().ListAsync(context.RequestAborted);
        await context.Response.WriteAsJsonAsync(new TimersAnswer([.. states.Select(TimerLine.Of)]), TimersJson.Default.TimersAnswer);
    });
}

/// <summary>The timers of the deployment.</summary>
public sealed record TimersAnswer(IReadOnlyList<TimerLine> Timers);

/// <summary>A timer.</summary>
/// <param name="Schedule">NCRONTAB with seconds, UTC.</param>
/// <param name="LastBeganAt">Of the last run that ended, on whichever instance; absent: it never ran.</param>
/// <param name="LastError">Absent: the last run ended well.</param>
public sealed record TimerLine(
    string Name, string Schedule, DateTimeOffset? LastBeganAt, DateTimeOffset? LastEndedAt, DateTimeOffset? LastSucceededAt,
    string? LastError, DateTimeOffset NextAt, bool IsOverdue)
{
    public static TimerLine Of(TimerState state) => new(
        state.Name, state.Schedule, state.Last?.BeganAt, state.Last?.EndedAt, state.Last?.SucceededAt, state.Last?.Error, state.NextAt,
        state.IsOverdue);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TimersAnswer))]
internal sealed partial class TimersJson : JsonSerializerContext;
