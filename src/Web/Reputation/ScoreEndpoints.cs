using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Principals;
using Shaken.Core.Reputation;
using Shaken.Core.Reputation.Observations;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Reputation;

/// <summary>
/// Scores, for account users, tenants, reporters and operators: below <c>/reputation/v1</c>. A number stands in the body of a request,
/// never in its URL, and in no answer.
/// </summary>
internal static class ScoreEndpoints
{
    /// <summary>Numbers, and origids, of one request.</summary>
    public const int MaxCallers = 100;

    private const int MaxBodyOctets = 32 * 1024;

    private static readonly CallerRule Readers = CallerRule.Kinds(
        PrincipalKind.AccountUser, PrincipalKind.Tenant, PrincipalKind.Reporter, PrincipalKind.Operator);

    /// <summary><c>GET /reputation/v1/providers/{country}/{spc}</c></summary>
    public static Task ProviderAsync(HttpContext context) => CallerAccess.HandleAsync(context, Readers, async _ =>
    {
        if (!ProviderId.TryParse($"{RouteOf(context, "country")}/{RouteOf(context, "spc")}", out var provider))
        {
            await RefuseAsync(context, "provider-unknown", "the path names no provider: a country and a code, such as US/1234");
            return;
        }

        await context.Response.WriteAsJsonAsync(
            ProviderReputationAnswer.Of(await ScoresOf(context).GetAsync(provider, context.RequestAborted)),
            ReputationAnswersJson.Default.ProviderReputationAnswer);
    });

    /// <summary><c>GET /reputation/v1/countries/{country}</c></summary>
    public static Task CountryAsync(HttpContext context) => CallerAccess.HandleAsync(context, Readers, async _ =>
    {
        if (!CountryCode.TryParse(RouteOf(context, "country"), out var country))
        {
            await RefuseAsync(context, "country-unknown", "the path names no ISO 3166-1 alpha-2 code, such as CA");
            return;
        }

        await context.Response.WriteAsJsonAsync(
            CountryReputationAnswer.Of(await ScoresOf(context).GetAsync(country, context.RequestAborted)),
            ReputationAnswersJson.Default.CountryReputationAnswer);
    });

    /// <summary>
    /// <c>POST /reputation/v1/numbers/query</c>: <c>{"numbers":["12155550121"],"origins":[{"signer":"US/1234","origid":"…"}]}</c>.
    /// </summary>
    public static Task QueryAsync(HttpContext context) => CallerAccess.HandleAsync(context, Readers, async _ =>
    {
        using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (json is null) return;
        if (ReadNumbers(json.RootElement) is not { } numbers || ReadOrigins(json.RootElement) is not { } origins)
        {
            await RefuseAsync(
                context, "query-malformed",
                $"numbers must be an array of at most {MaxCallers} numbers in digits, origins one of at most {MaxCallers} objects with "
                + "signer and origid");
            return;
        }

        var scores = ScoresOf(context);
        var (ofNumbers, ofOrigins) = (new List<ScoreAnswer>(), new List<ScoreAnswer>());
        foreach (var number in numbers) ofNumbers.Add(ScoreAnswer.Of(await scores.FindAsync(number, context.RequestAborted)));
        foreach (var (signer, origId) in origins)
            ofOrigins.Add(ScoreAnswer.Of(await scores.FindAsync(signer, origId, context.RequestAborted)));
        await context.Response.WriteAsJsonAsync(
            new CallerScoresAnswer(ofNumbers, ofOrigins), ReputationAnswersJson.Default.CallerScoresAnswer);
    });

    // Null: malformed. Absent is empty.
    private static List<TelephoneNumber>? ReadNumbers(JsonElement body)
    {
        var numbers = new List<TelephoneNumber>();
        if (!body.TryGetProperty("numbers"u8, out _)) return numbers;
        if (!body.TryGetTexts("numbers"u8, out var texts, MaxCallers)) return null;
        foreach (var text in texts)
        {
            if (!ObservationBatch.TryParseCalling(text, out var number)) return null;
            numbers.Add(number);
        }

        return numbers;
    }

    private static List<(ProviderId Signer, string OrigId)>? ReadOrigins(JsonElement body)
    {
        var origins = new List<(ProviderId, string)>();
        if (!body.TryGetProperty("origins"u8, out var list)) return origins;
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > MaxCallers) return null;
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object
                || !ProviderId.TryParse(item.TryGetString("signer"u8, out var code) ? code : null, out var signer)
                || !item.TryGetString("origid"u8, out var origId) || !ObservationBatch.IsOrigId(origId))
                return null;
            origins.Add((signer, origId));
        }

        return origins;
    }

    private static string? RouteOf(HttpContext context, string name) => context.GetRouteValue(name) as string;

    private static Task RefuseAsync(HttpContext context, string reason, string detail) =>
        context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status400BadRequest, reason, detail));

    private static ReputationScores ScoresOf(HttpContext context) => context.RequestServices.GetRequiredService<ReputationScores>();
}
