using Shaken.Core.Foundations;
using Shaken.Core.Reputation;
using Shaken.Core.Reputation.Observations;
using Shaken.Core.Reputation.Reporting;
using Shaken.Core.Verification.CallValidation;

namespace Shaken.Web.Verification.CallValidation;

/// <summary>Runs the reports for as long as this instance lives.</summary>
internal sealed class ObservationWorker(ObservationReports reports) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => reports.RunAsync(stoppingToken);
}

/// <summary>What call validation needs of reputation: scores to ask for, and a place for what it concludes.</summary>
internal static class ReputationServices
{
    public static void Add(IServiceCollection services, ReputationAccessSettings access)
    {
        if (access.From == ReputationFrom.None) return;
        services.AddSingleton<IReputationSource>(provider => access.Server is { } server
            ? new HttpReputation(
                server, access.Bound, provider.GetRequiredService<HttpMessageInvoker>(), provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<HttpReputation>>())
            : new OwnReputation(
                provider.GetRequiredService<ReputationScores>(), access.Bound, provider.GetRequiredService<TimeProvider>()));
        if (!access.Reports) return;
        services.AddSingleton<IObservationSink>(provider => access.Server is { } server
            ? new HttpObservations(
                server, provider.GetRequiredService<HttpMessageInvoker>(), provider.GetRequiredService<TimeProvider>())
            : new OwnObservations(access.Reporter, provider.GetRequiredService<TakeObservations>()));
        services.AddSingleton(provider => new ObservationReports(
            provider.GetRequiredService<IObservationSink>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IRandom>(), provider.GetRequiredService<ILogger<ObservationReports>>()));
        services.AddHostedService<ObservationWorker>();
    }

    /// <summary>Call validation that reports, where that is configured.</summary>
    public static ICallValidation Reporting(ICallValidation inner, IServiceProvider services) =>
        services.GetService<ObservationReports>() is { } reports
            ? new ReportingValidation(inner, reports, services.GetRequiredService<TimeProvider>())
            : inner;
}
