using System.Text.Json.Serialization;
using Shaken.Core.Foundations;
using Shaken.Core.Principals;
using Shaken.Core.Reputation.Feedback;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.OpenApi;
using Shaken.Web.Shared.Problems;
using Shaken.Web.Shared.Timers;

namespace Shaken.Web.Reputation;

/// <summary>What a country tells of another.</summary>
internal sealed record OpinionAnswer(string Country, int Score, int Confidence, int Reporters, DateOnly LastOn)
{
    public static OpinionAnswer Of(CountryOpinion opinion) =>
        new(opinion.Country.Value, opinion.Score, opinion.Confidence, opinion.Reporters, opinion.LastOn);
}

/// <summary>The last report of a country.</summary>
internal sealed record ToldOpinionsAnswer(string By, DateTimeOffset At, IReadOnlyList<OpinionAnswer> Countries);

/// <summary>A page of reports; a cursor leads to the next.</summary>
internal sealed record ToldOpinionsPage(IReadOnlyList<ToldOpinionsAnswer> Reports, string? Cursor);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ToldOpinionsPage))]
internal sealed partial class OpinionAnswersJson : JsonSerializerContext;

/// <summary>
/// What the role registry does with reputation: policy administrators tell it the scores of other countries, and its operators read them.
/// </summary>
internal static class RegistryFeedbackPart
{
    public static IReadOnlyList<HttpFunction> Functions { get; } =
    [
        new("RegistryTakeReputation", Role.Registry, "POST", "registry/v1/reputation", TakeAsync),
        new("OperatorRegistryReputation", Role.Registry, "GET", "operator/v1/registry/reputation", ListAsync),
    ];

    public static IReadOnlyList<TimerFunction> Timers { get; } =
    [
        new("RegistryPurgeReputation", Role.Registry, "50 7 4 * * *", (services, token) =>
            Purge.RunAsync(services, CountryOpinions.Table, token)),
    ];

    public static IReadOnlyList<Operation> Operations { get; } =
    [
        new("RegistryTakeReputation", "Tell the registry the scores of other countries")
        {
            Description =
                "For principals of the kind partner, whose account is the country that tells. A report takes the place of the last.",
            Body = Content.Json(new Member("countries", new ListSchema(
                new ObjectSchema(
                [
                    Members.Text("country", "ISO 3166-1 alpha-2."), new("score", new NumberSchema(0, 100)),
                    new("confidence", new NumberSchema(0, 100)), new("reporters", new NumberSchema(0)),
                    new("lastOn", new TextSchema(Format: "date")),
                ]), OpinionReport.MaxCountries), Example: "[]")),
            Answers = [new(200, "Taken.", Content.Acknowledgement)],
            Refusals = [400],
        },
        new("OperatorRegistryReputation", "List what countries tell of each other")
        {
            Query = Parameters.Page,
            Answers = [new(200, "A page.", Content.Json(() => OpinionAnswersJson.Default.ToldOpinionsPage))],
            Refusals = [400],
        },
    ];

    public static void AddServices(IServiceCollection services) => services.AddSingleton<CountryOpinions>();

    private static Task TakeAsync(HttpContext context) => CallerAccess.HandleAsync(
        context, CallerRule.Kinds(PrincipalKind.Partner), async caller =>
        {
            if (!CountryCode.TryParse(caller.Principal.Account, out var by))
            {
                await context.Response.WriteProblemAsync(Problem.Of(
                    StatusCodes.Status403Forbidden, "country-unknown",
                    "the account of this principal is no country; ask the registry's operator to make one whose account is its code"));
                return;
            }

            if (await CallerAccess.ReadOctetsAsync(context, OpinionReport.MaxOctets) is not { } body) return;
            if (!OpinionReport.Read(body).TryGet(out var opinions, out var failure))
            {
                await context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status400BadRequest, "report-malformed", failure));
                return;
            }

            await OpinionsOf(context).PutAsync(by, opinions, context.RequestAborted);
            await context.Response.WriteStatusAsync(StatusCodes.Status200OK, $"{opinions.Length} countries");
        });

    private static Task ListAsync(HttpContext context) => CallerAccess.HandleAsync(context, CallerRule.Operators(), async _ =>
    {
        if (await Paging.ReadAsync(context) is not { } paging) return;
        var page = await OpinionsOf(context).ListAsync(paging.Cursor, paging.Count, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            new ToldOpinionsPage(
                [
                    .. page.Reports.Select(report =>
                        new ToldOpinionsAnswer(report.By.Value, report.At, [.. report.Opinions.Select(OpinionAnswer.Of)])),
                ],
                page.Continuation),
            OpinionAnswersJson.Default.ToldOpinionsPage);
    });

    private static CountryOpinions OpinionsOf(HttpContext context) => context.RequestServices.GetRequiredService<CountryOpinions>();
}
