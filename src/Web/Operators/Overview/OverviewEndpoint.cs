using System.Text.Json.Serialization;
using Shaken.Core.Foundations;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Expiries;

namespace Shaken.Web.Operators.Overview;

/// <summary><c>GET /operator/v1/overview</c>: what expires under this deployment, soonest first.</summary>
internal static class OverviewEndpoint
{
    public static Task GetAsync(HttpContext context) => CallerAccess.HandleAsync(context, CallerRule.Operators(), async _ =>
    {
        var (found, isWhole) = (new List<Expiry>(), true);
        foreach (var source in context.RequestServices.GetServices<IExpirySource>())
        {
            var list = await source.ListAsync(context.RequestAborted);
            found.AddRange(list.Found);
            isWhole &= list.IsWhole;
        }

        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var lines = found.Select(expiry => ExpiryLine.Of(expiry, now))
            .OrderBy(line => line.ExpiresAt ?? DateTimeOffset.MinValue).ThenBy(line => line.Name, StringComparer.Ordinal);
        await context.Response.WriteAsJsonAsync(new OverviewAnswer(now, [.. lines], isWhole), OverviewJson.Default.OverviewAnswer);
    });
}

/// <summary>What expires, soonest first; what is missing, before all.</summary>
/// <param name="IsWhole">False: there are more providers, or more of their evidence expires, than is looked at here.</param>
internal sealed record OverviewAnswer(DateTimeOffset At, IReadOnlyList<ExpiryLine> Expiries, bool IsWhole);

/// <summary>Something that expires.</summary>
/// <param name="State">missing, expired; due: somebody has to act; later.</param>
/// <param name="ExpiresAt">Absent: it is missing.</param>
/// <param name="ActFrom">From then on somebody has to act.</param>
/// <param name="Number">The sequence of a list, the number of a CRL.</param>
/// <param name="NextAt">When the deployment makes the next one by itself; absent: it does not.</param>
/// <param name="Account">The account that it is of.</param>
internal sealed record ExpiryLine(
    string Kind, string Name, string State, DateTimeOffset? ExpiresAt, DateTimeOffset? ActFrom, long? Number, DateTimeOffset? NextAt,
    string? Account)
{
    public static ExpiryLine Of(Expiry expiry, DateTimeOffset now) => new(
        KebabCase.Of(expiry.Kind), expiry.Name, StateOf(expiry, now), expiry.ExpiresAt, expiry.ActFrom, expiry.Number, expiry.NextAt,
        expiry.Account);

    private static string StateOf(Expiry expiry, DateTimeOffset now) =>
        expiry.ExpiresAt is not { } end ? "missing" : end <= now ? "expired" : expiry.ActFrom <= now ? "due" : "later";
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OverviewAnswer))]
internal sealed partial class OverviewJson : JsonSerializerContext;
