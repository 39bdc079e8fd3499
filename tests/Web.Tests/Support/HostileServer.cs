using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Shaken.Web.Tests.Support;

/// <summary>A server that a stranger's x5u could name: redirects, floods, stalls.</summary>
public sealed class HostileServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HostileServer(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    /// <summary>Completes when somebody asked for a path that stalls.</summary>
    public TaskCompletionSource Stalled { get; private set; } = NewSource();

    public static async Task<HostileServer> StartAsync(string certificatePath, string keyPath, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, options => options.UseHttps(X509Certificate2.CreateFromPemFile(certificatePath, keyPath))));
        var app = builder.Build();
        var server = new HostileServer(app);
        app.MapGet("/redirect", () => Results.Redirect("/big"));
        app.MapGet("/big", () => Results.Bytes(new byte[1024 * 1024], "application/pem-certificate-chain"));
        app.MapGet("/html", () => Results.Text("<html>-----BEGIN CERTIFICATE-----</html>", "text/html"));
        app.MapGet("/garbage", () => Results.Text("no certificate", "application/pkix-cert"));
        app.MapGet("/error", () => Results.StatusCode(500));
        app.MapGet("/slow", context => server.StallAsync(context, every: TimeSpan.FromDays(1)));
        app.MapGet("/endless", context => server.StallAsync(context, every: TimeSpan.FromMilliseconds(1)));
        await app.StartAsync(cancellationToken);
        return server;
    }

    public void Expect() => Stalled = NewSource();

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource();
        await soon.CancelAsync();
        await _app.StopAsync(soon.Token);
        await _app.DisposeAsync();
    }

    private async Task StallAsync(HttpContext context, TimeSpan every)
    {
        context.Response.ContentType = "application/pkix-cert";
        await context.Response.Body.WriteAsync(new byte[] { 0x30 }, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        Stalled.TrySetResult();
        while (!context.RequestAborted.IsCancellationRequested)
        {
#pragma warning disable RS0030 // The pace of a hostile server is real.
            await Task.Delay(every, context.RequestAborted);
#pragma warning restore RS0030
            await context.Response.Body.WriteAsync(new byte[] { 0 }, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
