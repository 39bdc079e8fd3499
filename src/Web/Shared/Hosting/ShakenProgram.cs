using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Shaken.Core.Foundations;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Limiting;
using Shaken.Web.Shared.Timers;

namespace Shaken.Web.Shared.Hosting;

/// <summary>
/// The web program with a server of its own, built from settings: the same as a custom handler, alone, within the demo and within
/// a test.
/// </summary>
public static class ShakenProgram
{
    /// <summary>The exit code when a part of the program that works in the background failed: a supervisor starts it again.</summary>
    public const int BackgroundFailed = 70;

    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(5);

    // Settings are read once, by the caller. Else the builder watches the working directory with all that is below it: 200 ms of the start in a large one.
    private static readonly WebApplicationOptions WatchesNothing = new() { Args = ["--hostBuilder:reloadConfigOnChange=false"] };

    /// <summary>Builds the program; the caller starts and disposes it.</summary>
    /// <param name="configureLogging">Where log lines go; null: to the console, as JSON unless a person is looking.</param>
    /// <exception cref="Core.Storage.StorageException">The store cannot be opened.</exception>
    public static WebApplication Build(ParsedSettings settings, HostDependencies dependencies, Action<ILoggingBuilder>? configureLogging)
    {
        var builder = WebApplication.CreateSlimBuilder(WatchesNothing);
        var (listen, limits) = (settings.Get<ListenSettings>(), settings.Get<LimitSettings>());
        builder.Logging.ClearProviders();
        (configureLogging ?? ProgramParts.LogToConsole)(builder.Logging);
        builder.WebHost.UseKestrelHttpsConfiguration();

        // Settings say where to listen. The Functions host hands its own ASPNETCORE_URLS down, and images for containers set ports: the
        // server would warn that
        // it uses neither. A list of no URL, since an empty text falls back to the variable.
        builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, ";");
        foreach (var ports in (string[])[WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey])
            builder.WebHost.UseSetting(ports, "");
        builder.WebHost.ConfigureKestrel(
            kestrel => Listen(kestrel, listen, limits.KeepAlive, settings.Get<AccessSettings>().ClientCertificates));
        if (listen is { IsUnderFunctionsHost: false, Tls: { } tls })
        {
            builder.Services.AddSingleton(tls);
            builder.Services.AddSingleton<ServerCertificate>();
            builder.Services.AddHostedService(provider => provider.GetRequiredService<ServerCertificate>());
        }

        ProgramParts.Add(builder.Services, settings, dependencies);
        if (!listen.IsUnderFunctionsHost) builder.Services.AddHostedService(provider => NewScheduler(provider, settings));

        var app = builder.Build();
        ProgramParts.Open(app.Services, settings, dependencies);
        RequestPipeline.UseFaultAnswers(app);
        app.UseRouting();
        RequestPipeline.UseLimits(app);
        Map(app, settings);
        app.Lifetime.ApplicationStarted.Register(() => StartLog.Write(app, settings));
        return app;
    }

    /// <summary>Runs the program until it is told to stop, or a part of it that works in the background fails; then disposes of it.</summary>
    /// <param name="errors">Hears which part failed.</param>
    /// <returns>The exit code: 0, or <see cref="BackgroundFailed"/>.</returns>
    public static async Task<int> RunAsync(IHost app, TextWriter errors)
    {
        // Taken now, since the run disposes of the services at its end.
        var background = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
        var failed = new List<BackgroundService>();
        using var stopping = app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(
            () => failed.AddRange(background.Where(HasFailed)));
        try
        {
            await StartAsync(app);
            await app.WaitForShutdownAsync();
        }
        catch (OperationCanceledException) when (failed.Count > 0)
        {
            // It failed while the program was still starting, which ends the start by a cancellation.
        }
        finally
        {
            if (app is IAsyncDisposable disposable) await disposable.DisposeAsync();
            else app.Dispose();
        }

        failed = [.. failed.Union(background.Where(service => service.ExecuteTask?.IsFaulted == true))];
        foreach (var service in failed)
        {
            var cause = service.ExecuteTask?.Exception?.GetBaseException().Message ?? "it was cancelled by nobody";
            await errors.WriteLineAsync($"The program ended because {service.GetType().Name} failed: {cause}");
        }

        return failed.Count == 0 ? 0 : BackgroundFailed;
    }

    private static async Task StartAsync(IHost app)
    {
        try
        {
            await app.StartAsync();
        }
        catch
        {
            // Else the disposal cancels what works in the background, and the host reports that as a failure of each.
            await app.StopAsync();
            throw;
        }
    }

    // Asked before the stop reaches them: one that the stop cancels has not failed.
    private static bool HasFailed(BackgroundService service) =>
        service.ExecuteTask is { IsCompleted: true, IsCompletedSuccessfully: false };

    private static LocalScheduler NewScheduler(IServiceProvider services, ParsedSettings settings) => new(
        [.. FunctionTable.TimersOf(settings)],
        services.GetRequiredService<TimerRunner>(),
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILogger<LocalScheduler>>());

    /// <summary>Where the program listens, once it has started: the URLs with the real ports.</summary>
    public static IReadOnlyList<string> AddressesOf(WebApplication app) =>
        [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    private static void Map(WebApplication app, ParsedSettings settings)
    {
        foreach (var function in FunctionTable.HttpOf(settings))
            app.MapMethods($"/{function.Route}", function.Methods, function.Handler);
        TimerEndpoints.Map(app, settings);
    }

    private static void Listen(KestrelServerOptions kestrel, ListenSettings listen, TimeSpan keepAlive, bool asksClients)
    {
        ServerBounds.Apply(kestrel);
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
                    if (asksClients) ClientCertificates.Ask(https);
                    https.OnAuthenticate = (_, handshake) =>
                    {
                        handshake.ServerCertificateContext = certificate.Context;
                        if (asksClients) handshake.CertificateChainPolicy = ClientCertificates.ChainPolicy();
                    };
                });
            });
        }
    }
}
