using Shaken.Core.PolicyAdministrator.Reports;
using Shaken.Core.Reputation;
using Shaken.Core.Reputation.Acting;
using Shaken.Core.Reputation.Feedback;
using Shaken.Core.Reputation.Folding;
using Shaken.Core.Reputation.Observations;
using Shaken.Core.Reputation.Tracebacks;
using Shaken.Core.Reputation.Traces;
using Shaken.Web.PolicyAdministrator.Borders;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Timers;

namespace Shaken.Web.Reputation;

/// <summary>
/// What the role pa does with what call validation reports: observations, scores, tracebacks, the feedback to governance.
/// </summary>
internal static class ReputationPart
{
    public static IReadOnlyList<HttpFunction> Functions { get; } =
    [
        new("ReputationPostObservations", Role.Pa, "POST", "reputation/v1/observations", ObservationEndpoints.PostAsync),
        new("ReputationGetProvider", Role.Pa, "GET", "reputation/v1/providers/{country}/{spc}", ScoreEndpoints.ProviderAsync),
        new("ReputationGetCountry", Role.Pa, "GET", "reputation/v1/countries/{country}", ScoreEndpoints.CountryAsync),
        new("ReputationQueryNumbers", Role.Pa, "POST", "reputation/v1/numbers/query", ScoreEndpoints.QueryAsync),
        new(
            "OperatorReputationCountries", Role.Pa, "GET", "operator/v1/reputation/countries",
            ReputationReportEndpoints.CountriesAsync),
        new(
            "OperatorReputationProviders", Role.Pa, "GET", "operator/v1/reputation/providers",
            ReputationReportEndpoints.ProvidersAsync),
        new("OperatorListTracebacks", Role.Pa, "GET", "operator/v1/tracebacks", TracebackEndpoints.ListAsync),
        new("OperatorGetTraceback", Role.Pa, "GET", "operator/v1/tracebacks/{reference}", TracebackEndpoints.GetAsync),
        new("OperatorPutTraceback", Role.Pa, "PUT", "operator/v1/tracebacks/{reference}", TracebackEndpoints.PutAsync),
        new("ReputationOpenTrace", Role.Pa, "POST", "reputation/v1/traces", TraceEndpoints.OpenAsync),
        new("ReputationListTraces", Role.Pa, "GET", "reputation/v1/traces", TraceEndpoints.ListAsync),
        new("ReputationReadTrace", Role.Pa, "GET", "reputation/v1/traces/{id}", TraceEndpoints.ReadAsync),
        new("ReputationAnswerTrace", Role.Pa, "POST", "reputation/v1/traces/{id}/answers", TraceEndpoints.AnswerAsync),
        new("ReputationCloseTrace", Role.Pa, "POST", "reputation/v1/traces/{id}/close", TraceEndpoints.CloseAsync),
    ];

    public static IReadOnlyList<TimerFunction> Timers { get; } =
    [
        new("PaFoldObservations", Role.Pa, "45 * * * * *", FoldAsync),
        new("PaActOnReputation", Role.Pa, "0 40 4 * * *", ActAsync),
        new("PaTellRegistry", Role.Pa, "0 50 5 * * *", TellAsync),
        new("PaPurgeReputation", Role.Pa, "50 57 * * * *", PurgeAsync),
    ];

    public static SettingsPart Settings { get; } = SettingsPart.Of<ReputationSettings>();

    public static void AddServices(IServiceCollection services, ParsedSettings settings)
    {
        var reputation = settings.Get<ReputationSettings>();
        services.AddSingleton(reputation.Rules);
        services.AddSingleton(reputation.Bounds);
        services.AddSingleton(reputation.Countries);
        services.AddSingleton<CallerKeys>();
        services.AddSingleton<TakeObservations>();
        services.AddSingleton<FoldObservations>();
        services.AddSingleton<ReputationScores>();
        services.AddSingleton<TracebackRegister>();
        services.AddSingleton<CallTraces>();
        services.AddSingleton<IReportSource>(provider => provider.GetRequiredService<TracebackRegister>());
        if (reputation.ActsOnCountries) services.AddSingleton<ActOnCountries>();
        if (reputation.Registry is not { } registry) return;
        services.AddSingleton<IRegistryFeedback>(provider => new HttpRegistryFeedback(
            registry, provider.GetRequiredService<HttpMessageInvoker>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new TellRegistry(
            settings.Get<BorderSettings>().Country, provider.GetRequiredService<ReputationScores>(),
            provider.GetRequiredService<IRegistryFeedback>(), provider.GetRequiredService<ILogger<TellRegistry>>()));
    }

    /// <summary>Tells what an instance left untold. The timer of the role calls it.</summary>
    public static async Task SweepAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<TracebackRegister>().SweepAsync(cancellationToken);
        await services.GetRequiredService<CallTraces>().SweepAsync(cancellationToken);
    }

    private static async Task FoldAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        await services.GetRequiredService<FoldObservations>().RunAsync(cancellationToken);

    private static async Task ActAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (services.GetService<ActOnCountries>() is { } acting) await acting.RunAsync(cancellationToken);
    }

    private static async Task TellAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (services.GetService<TellRegistry>() is { } tell) await tell.RunAsync(cancellationToken);
    }

    private static async Task PurgeAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        foreach (var table in (string[])[
            CallerKeys.Table, TakeObservations.TakenTable, TakeObservations.QuotaTable, FoldObservations.Table,
            FoldObservations.CallerTable, FoldObservations.SignerTable, CallTraces.Table])
            await Purge.RunAsync(services, table, cancellationToken);
    }
}
