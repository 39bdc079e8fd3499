using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Shaken.Core.Keys;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Limiting;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Shared.Hosting;

/// <summary>What the program consists of, whichever host calls it.</summary>
internal static class ProgramParts
{
    /// <summary>Adds the product and what bounds it. The caller adds the web server and says where log lines go.</summary>
    public static void Add(IServiceCollection services, ParsedSettings settings, HostDependencies dependencies)
    {
        services.AddRouting();
        StatusDocuments.AddTo(services);
        BoundLoggers(services);
        BoundConnections(services);
        ProductServices.Add(services, settings, dependencies);
        Telemetry.Add(services, settings.Get<TelemetrySettings>());
        if (settings.Get<ListenSettings>().IsUnderFunctionsHost && dependencies.Parent is { } host)
            services.AddHostedService(provider => ActivatorUtilities.CreateInstance<HostWatch>(provider, host));
    }

    /// <summary>Opens the store and begins what works from the start, once the services are built.</summary>
    /// <exception cref="Core.Storage.StorageException">The store cannot be opened.</exception>
    public static void Open(IServiceProvider services, ParsedSettings settings, HostDependencies dependencies)
    {
        services.GetRequiredService<ProgramStore>();
        FastVerification.Start(
            settings.Get<VerificationSettings>().Fast,
            dependencies.Time,
            services.GetRequiredService<ILoggerFactory>().CreateLogger(nameof(FastVerification)));
    }

    /// <summary>Log lines to the console, as JSON unless a person is looking.</summary>
    public static void LogToConsole(ILoggingBuilder logging)
    {
        if (Console.IsOutputRedirected) logging.AddJsonConsole(options => options.UseUtcTimestamp = true);
        else logging.AddSimpleConsole(options => options.SingleLine = true);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);

        // A start that fails is told in one line by the program itself; here it would be a stack trace.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);

        // Where it may log at all, the server makes a span and a scope for each request, of which no line here shows anything. A collector
        // gets its spans still.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
    }

    private static void BoundConnections(IServiceCollection services)
    {
        services.RemoveAll<IConnectionListenerFactory>();
        services.AddSingleton<IConnectionListenerFactory>(provider => ActivatorUtilities.CreateInstance<BoundedListeners>(
            provider,
            new SocketTransportFactory(
                provider.GetRequiredService<IOptions<SocketTransportOptions>>(), provider.GetRequiredService<ILoggerFactory>())));
    }

    private static void BoundLoggers(IServiceCollection services)
    {
        // Each unhealthy check is an error line for each request of a stranger; Probe tells of changes.
        services.Configure<LoggerFilterOptions>(options => options.Rules.Add(
            new LoggerFilterRule(null, "Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None, null)));
        services.RemoveAll<ILoggerFactory>();
        services.AddSingleton<ILoggerFactory>(provider => new MaskedLoggers(new LoggerFactory(
            provider.GetServices<ILoggerProvider>(),
            provider.GetRequiredService<IOptionsMonitor<LoggerFilterOptions>>(),
            provider.GetService<IOptions<LoggerFactoryOptions>>(),
            provider.GetService<IExternalScopeProvider>())));
    }
}
