using System.Diagnostics;
using System.Globalization;
using Shaken.EndToEnd.Tests.Crash;

namespace Shaken.EndToEnd.Tests.FunctionsHost;

/// <summary>
/// A host that is killed cannot end its handler. A shell takes the host's place here: what matters is who started the
/// program.
/// </summary>
public sealed class OrphanTests : IDisposable
{
    private const int Attempts = 1000;

    // Prints the number of the program, so that a test that fails leaves nothing behind.
    private const string Host = "\"$0\" & echo \"pid $!\"; wait";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly FunctionAppFolder _app = new();
    private readonly TemporaryFolder _folder = new();
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
        _app.Dispose();
    }

    [Fact]
    public async Task Program_WhoseHostIsKilled_EndsByItself()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "children end with the host's job there");
        var (app, port) = (FunctionApp.Read(_app.Root), ServerProgram.FreePort());
        var settings = HandlerProcess.EnvironmentOf(
            app, port, new() { ["Shaken__Roles"] = "cr", ["Shaken__Storage"] = "Disk", ["Shaken__DataFolder"] = _folder.File("data") });
        using var host = Programs.Start(_folder.Path, "/bin/sh", ["-c", Host, app.Executable], settings);
        var errors = host.StandardError.ReadToEndAsync(Token);
        using var program = Process.GetProcessById(
            int.Parse((await host.StandardOutput.ReadLineAsync(Token))!["pid ".Length..], CultureInfo.InvariantCulture));
        try
        {
            await UntilItAnswersAsync(port);
            host.Kill();

            // Both write into one pipe, which ends when the last of them has ended.
            var output = await host.StandardOutput.ReadToEndAsync(Token).WaitAsync(Patience, LoopbackCountry.Time, Token);
            Assert.Contains("\"EventId\":8124", output, StringComparison.Ordinal);
            Assert.Equal("", await errors);
        }
        finally
        {
            if (!program.HasExited) program.Kill();
        }
    }

    private async Task UntilItAnswersAsync(int port)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}/health/live");
                using var response = await _http.SendAsync(request, Token);
                return;
            }
            catch (HttpRequestException) when (attempt < Attempts)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(25), LoopbackCountry.Time, Token);
            }
        }
    }
}
