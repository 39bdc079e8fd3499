using System.Diagnostics;

namespace Shaken.Interop.Tests.Sip;

/// <summary>Debian's Kamailio with a configuration file, on loopback; stopped with the test.</summary>
internal sealed class KamailioProcess : IAsyncDisposable
{
    private const string Program = "kamailio";
    private const string ModuleIsMissing = "could not find module <";

    private readonly DirectoryInfo _folder;
    private readonly Process _process;
    private readonly Task<string> _log;

    private KamailioProcess(DirectoryInfo folder, Process process)
    {
        (_folder, _process) = (folder, process);
        _log = process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    /// <summary>Starts it and waits until it answers. Where it, or a module, is not installed the test is skipped by its name.</summary>
    /// <param name="port">One on which it listens, by the configuration or the definitions.</param>
    /// <param name="definitions">NAME=VALUE, as <c>kamailio -A</c> takes them.</param>
    public static async Task<KamailioProcess> StartAsync(string configuration, int port, params string[] definitions)
    {
        string[] arguments = ["-f", configuration, .. definitions.SelectMany(definition => (string[])["-A", definition])];
        using (var tool = new ExternalTool())
        {
            var (code, output) = await tool.RunAsync(Program, ["-c", .. arguments]);
            var missing = output.IndexOf(ModuleIsMissing, StringComparison.Ordinal);
            Assert.SkipWhen(
                missing >= 0, $"kamailio {(missing < 0 ? "" : output[missing..].Split('>')[0])}>: its package is not installed");
            Assert.True(code == 0, output);
        }

        var folder = Directory.CreateTempSubdirectory("shaken-kamailio-");
        var start = new ProcessStartInfo(
            Program, [.. arguments, "-DD", "-E", "-n", "2", "-m", "32", "-M", "4", "-w", folder.FullName, "-Y", folder.FullName])
        {
            RedirectStandardError = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{Program} does not start.");
        var started = new KamailioProcess(folder, process);
        using var exchange = new SipExchange(port);
        if (await exchange.OptionsAsync("12155550121", "12155550131") is not null) return started;
        var log = await started.StopAsync();
        await started.DisposeAsync();
        throw new InvalidOperationException($"{Program} does not answer: {log}");
    }

    /// <summary>Stops it.</summary>
    /// <returns>What it logged.</returns>
    public async Task<string> StopAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        return await _log;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
