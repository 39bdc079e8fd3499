using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Shaken.Functions.Acme;
using Shaken.Functions.Configuration;
using Shaken.Functions.Limiting;
using Shaken.Functions.Problems;
using Shaken.Functions.Timers;

namespace Shaken.Functions.Hosting;

/// <summary>The web program, built from settings: the same under the Functions host, alone, within the demo and within a test.</summary>
public static class ShakenProgram
{
    /// <summary>The exit code when a part of the program that works in the background failed: a supervisor starts it again.</summary>
    public const int BackgroundFailed = 70;

    // What a Functions host lets through. Each path keeps far less (BodyReader); the server takes the rest and throws it away, for some seconds, because a
    // client whose connection is closed while it sends never reads why it was refused.
    private const int MaxRequestOctets = 100 * 1024 * 1024;

    private const double LeastOctetsPerSecond = 4096;

    // Settings are read once, by the caller. Else the builder watches the working directory with all that is below it: 200 ms of the start in a large one.
    private static readonly WebApplicationOptions WatchesNothing = new() { Args = ["--hostBuilder:reloadConfigOnChange=false"] };

    /// <summary>Builds the program; the caller starts and disposes it.</summary>
    /// <param name="configureLogging">Where log lines go; null: to the console, as JSON unless a person is looking.</param>
    /// <exception cref="Core.Storage.StorageException">The store cannot be opened.</exception>
    public static WebApplication Build(Settings settings, Surroundings surroundings, Action<ILoggingBuilder>? configureLogging)
    {
        var builder = WebApplication.CreateSlimBuilder(WatchesNothing);
        builder.Logging.ClearProviders();
        (configureLogging ?? ConsoleLogging)(builder.Logging);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, settings.Listen));
        builder.Services.AddRouting();

        ProductServices.Add(builder.Services, settings, surroundings);
        Telemetry.Add(builder.Services);
        if (!settings.Listen.IsUnderFunctionsHost) builder.Services.AddHostedService(provider => NewScheduler(provider, settings));

        var app = builder.Build();
        app.Services.GetRequiredService<OpenStorage>();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = WriteForStatusAsync,
            StatusCodeSelector = Outages.StatusOf,
        });
        app.UseStatusCodePages(context => WriteForStatusAsync(context.HttpContext));
        var limits = app.Services.GetRequiredService<RequestLimits>();
        app.Use(next => context => limits.InvokeAsync(context, next));
        app.UseRouting();
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

    private static LocalScheduler NewScheduler(IServiceProvider services, Settings settings) => new(
        [.. FunctionTable.Timers.Where(timer => FunctionTable.IsOn(timer.Role, settings))],
        services,
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<RunMetrics>(),
        services.GetRequiredService<ILogger<LocalScheduler>>());

    /// <summary>Where the program listens, once it has started: the URLs with the real ports.</summary>
    public static IReadOnlyList<string> AddressesOf(WebApplication app) =>
        [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    // What no endpoint wrote, in the words of whoever asked.
    private static Task WriteForStatusAsync(HttpContext context) =>
        AcmeAnswers.Covers(context.Request.Path) ? AcmeAnswers.WriteForStatusAsync(context) : Answers.WriteForStatusAsync(context);

    private static void Map(WebApplication app, Settings settings)
    {
        foreach (var function in FunctionTable.Http.Where(function => FunctionTable.IsOn(function.Role, settings)))
            app.MapMethods($"/{function.Route}", [function.Method], function.Handler);
        TimerEndpoints.Map(app, settings);
    }

    private static void Listen(KestrelServerOptions kestrel, ListenSettings listen)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxRequestOctets;

        // No PASSporT or order needs longer than seconds: whoever trickles holds a place for twenty at most.
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(LeastOctetsPerSecond, TimeSpan.FromSeconds(5));
        if (listen.FunctionsHostPort is { } hostPort)
        {
            kestrel.Listen(IPAddress.Loopback, hostPort);
            return;
        }

        if (listen.Port is { } port) kestrel.Listen(listen.Address, port, options => options.Protocols = HttpProtocols.Http1);
        if (listen.TlsPort is { } tlsPort)
        {
            kestrel.Listen(listen.Address, tlsPort, options =>
            {
                options.Protocols = HttpProtocols.Http1AndHttp2;
                options.UseHttps(https =>
                {
                    https.ServerCertificate = ForServer(listen.Certificate!);
                    https.ServerCertificateChain = listen.CertificateChain;
                });
            });
        }
    }

    // Some platforms' TLS takes no key that lives in memory alone.
    private static X509Certificate2 ForServer(X509Certificate2 certificate) =>
        OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null) : certificate;

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
