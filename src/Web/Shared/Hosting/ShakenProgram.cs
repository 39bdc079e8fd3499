using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Limiting;
using Shaken.Web.Shared.Problems;
using Shaken.Web.Shared.Timers;

namespace Shaken.Web.Shared.Hosting;

/// <summary>The web program, built from settings: the same under the Functions host, alone, within the demo and within a test.</summary>
public static class ShakenProgram
{
    /// <summary>The exit code when a part of the program that works in the background failed: a supervisor starts it again.</summary>
    public const int BackgroundFailed = 70;

    // What a Functions host lets through unless told otherwise. Each path keeps far less (BodyReader); the server takes the rest and throws it away, for some
    // seconds, because a client whose connection is closed while it sends never reads why it was refused.
    private const int MaxRequestOctets = 100 * 1024 * 1024;

    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(5);

    // Settings are read once, by the caller. Else the builder watches the working directory with all that is below it: 200 ms of the start in a large one.
    private static readonly WebApplicationOptions WatchesNothing = new() { Args = ["--hostBuilder:reloadConfigOnChange=false"] };

    /// <summary>Builds the program; the caller starts and disposes it.</summary>
    /// <param name="configureLogging">Where log lines go; null: to the console, as JSON unless a person is looking.</param>
    /// <exception cref="Core.Storage.StorageException">The store cannot be opened.</exception>
    public static WebApplication Build(ParsedSettings settings, Surroundings surroundings, Action<ILoggingBuilder>? configureLogging)
    {
        var builder = WebApplication.CreateSlimBuilder(WatchesNothing);
        var (listen, limits) = (settings.Get<ListenSettings>(), settings.Get<LimitSettings>());
        builder.Logging.ClearProviders();
        (configureLogging ?? ConsoleLogging)(builder.Logging);
        builder.WebHost.UseKestrelHttpsConfiguration();

        // Settings say where to listen. The Functions host hands its own ASPNETCORE_URLS down, and images for containers set ports: the server would warn that
        // it uses neither. A list of no URL, since an empty text falls back to the variable.
        builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, ";");
        foreach (var ports in (string[])[WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey])
            builder.WebHost.UseSetting(ports, "");
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, listen, limits.KeepAlive));
        builder.Services.AddRouting();
        StatusDocuments.AddTo(builder.Services);
        BoundLoggers(builder.Services);
        BoundConnections(builder.Services);
        if (listen is { IsUnderFunctionsHost: false, Tls: { } tls })
        {
            builder.Services.AddSingleton(tls);
            builder.Services.AddSingleton<ServerCertificate>();
            builder.Services.AddHostedService(provider => provider.GetRequiredService<ServerCertificate>());
        }

        ProductServices.Add(builder.Services, settings, surroundings);
        Telemetry.Add(builder, settings.Get<TelemetrySettings>());
        if (!listen.IsUnderFunctionsHost) builder.Services.AddHostedService(provider => NewScheduler(provider, settings));
        else if (surroundings.Parent is { } host)
            builder.Services.AddHostedService(provider => ActivatorUtilities.CreateInstance<HostWatch>(provider, host));

        var app = builder.Build();
        app.Services.GetRequiredService<OpenStorage>();
        FastVerification.Start(
            settings.Get<VerificationSettings>().Fast,
            surroundings.Time,
            app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(nameof(FastVerification)));
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = Outages.StatusOf,

            // A client's mistake is not logged, and OutageLog logs an outage. The rest are bugs, and the handler logs each of them.
            SuppressDiagnosticsCallback = fault => Outages.StatusOf(fault.Exception) != StatusCodes.Status500InternalServerError,
        });
        app.UseStatusCodePages();
        app.UseRouting();
        var bounds = app.Services.GetRequiredService<RequestLimits>();
        app.Use(next => context => bounds.InvokeAsync(context, next));
        Map(app, settings);
        return app;
    }

    /// <summary>Runs the program until it is told to stop, or a part of it that works in the background fails; then disposes of it.</summary>
    /// <param name="errors">Hears which part failed.</param>
    /// <returns>The exit code: 0, or <see cref="BackgroundFailed"/>.</returns>
    public static async Task<int> RunAsync(WebApplication app, TextWriter errors)
    {
        // Taken now, since the run disposes of the services at its end.
        var background = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
        var failed = new List<BackgroundService>();
        using var stopping = app.Lifetime.ApplicationStopping.Register(() => failed.AddRange(background.Where(HasFailed)));
        try
        {
            await app.RunAsync();
        }
        catch (OperationCanceledException) when (failed.Count > 0)
        {
            // It failed while the program was still starting, which ends the start by a cancellation.
        }

        failed = [.. failed.Union(background.Where(service => service.ExecuteTask?.IsFaulted == true))];
        foreach (var service in failed)
        {
            var cause = service.ExecuteTask?.Exception?.GetBaseException().Message ?? "it was cancelled by nobody";
            await errors.WriteLineAsync($"The program ended because {service.GetType().Name} failed: {cause}");
        }

        return failed.Count == 0 ? 0 : BackgroundFailed;
    }

    // Asked before the stop reaches them: one that the stop cancels has not failed.
    private static bool HasFailed(BackgroundService service) =>
        service.ExecuteTask is { IsCompleted: true, IsCompletedSuccessfully: false };

    private static LocalScheduler NewScheduler(IServiceProvider services, ParsedSettings settings) => new(
        [.. FunctionTable.Timers.Where(timer => FunctionTable.IsOn(timer.Role, settings))],
        services,
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<RunMetrics>(),
        services.GetRequiredService<ILogger<LocalScheduler>>());

    /// <summary>Where the program listens, once it has started: the URLs with the real ports.</summary>
    public static IReadOnlyList<string> AddressesOf(WebApplication app) =>
        [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    private static void Map(WebApplication app, ParsedSettings settings)
    {
        foreach (var function in FunctionTable.Http.Where(function => FunctionTable.IsOn(function.Role, settings)))
            app.MapMethods($"/{function.Route}", function.Methods, function.Handler);
        TimerEndpoints.Map(app, settings);
    }

    private static void Listen(KestrelServerOptions kestrel, ListenSettings listen, TimeSpan keepAlive)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxRequestOctets;
        kestrel.RequestHeaderEncodingSelector = static name =>
            name.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase) ? ContentLengthDigits.Instance : null;

        // BodyArrival gives each body a deadline of its own, and the server reads a refused one away for five seconds at most. The server's least rate
        // is judged once a second for all connections: it would end a thousand slow ones in one moment, and everybody's calls would wait for that.
        kestrel.Limits.MinRequestBodyDataRate = null;
        if (listen.FunctionsHostPort is { } hostPort)
        {
            kestrel.Listen(IPAddress.Loopback, hostPort);
            return;
        }

        kestrel.Limits.RequestHeadersTimeout = HeadersTimeout;
        kestrel.Limits.KeepAliveTimeout = keepAlive;
        kestrel.Limits.Http2.MaxStreamsPerConnection = Limits.StreamsPerConnection;
        kestrel.Limits.Http2.KeepAlivePingDelay = keepAlive;
        if (listen.Port is { } port) kestrel.Listen(listen.Address, port, options => options.Protocols = HttpProtocols.Http1);
        if (listen is { TlsPort: { } tlsPort, Tls: { } tls })
        {
            var certificate = kestrel.ApplicationServices.GetRequiredService<ServerCertificate>();
            kestrel.Listen(listen.Address, tlsPort, options =>
            {
                options.Protocols = HttpProtocols.Http1AndHttp2;
                options.UseHttps(https =>
                {
                    https.HandshakeTimeout = HandshakeTimeout;
                    https.ServerCertificate = tls.Certificate.Certificate;
                    https.OnAuthenticate = (_, handshake) => handshake.ServerCertificateContext = certificate.Context;
                });
            });
        }
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

    private static void ConsoleLogging(ILoggingBuilder logging)
    {
        if (Console.IsOutputRedirected) logging.AddJsonConsole(options => options.UseUtcTimestamp = true);
        else logging.AddSimpleConsole(options => options.SingleLine = true);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);

        // Where it may log at all, the server makes a span and a scope for each request, of which no line here shows anything. A collector gets its spans still.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
    }
}
