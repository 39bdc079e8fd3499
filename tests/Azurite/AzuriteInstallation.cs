using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace Shaken.Azurite;

/// <summary>Azurite of <c>tests/Azurite</c>, installed by npm as its lock file pins it: once for a checkout, whichever test asks first.</summary>
internal static class AzuriteInstallation
{
    private const string NodeIsMissing =
        "These tests talk to Azurite, Microsoft's storage emulator, which needs Node.js 20 or later with npm on the PATH. Install Node.js (https://nodejs.org), then run the tests again: they install and start Azurite by themselves.";

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>The folder with <c>package.json</c> and <c>start.cjs</c>.</summary>
    public static string Folder { get; } = FindFolder();

    private static string Stamp => Path.Combine(Folder, "node_modules", ".installed");

    /// <summary>Installs unless what the lock file names is there.</summary>
    public static async Task EnsureAsync(CancellationToken cancellationToken)
    {
        var wanted = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Folder, "package-lock.json"), cancellationToken)));
        if (await IsInstalledAsync(wanted, cancellationToken)) return;
        await using var turn = await TakeTurnAsync(cancellationToken);
        if (await IsInstalledAsync(wanted, cancellationToken)) return;

        using var npm = Start(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error");
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Longest);
        var output = npm.StandardOutput.ReadToEndAsync(deadline.Token);
        var error = npm.StandardError.ReadToEndAsync(deadline.Token);
        try
        {
            await npm.WaitForExitAsync(deadline.Token);
        }
        finally
        {
            if (!npm.HasExited) npm.Kill(entireProcessTree: true);
        }

        if (npm.ExitCode != 0) throw new InvalidOperationException($"`npm ci` in tests/Azurite ended with {npm.ExitCode}: {await error} {await output}");
        await File.WriteAllTextAsync(Stamp, wanted, cancellationToken);
    }

    /// <summary>Starts a program in the folder.</summary>
    /// <exception cref="InvalidOperationException">It is not installed; the message says what to install.</exception>
    public static Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException(NodeIsMissing);
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException(NodeIsMissing, exception);
        }
    }

    private static async Task<bool> IsInstalledAsync(string wanted, CancellationToken cancellationToken) =>
        File.Exists(Stamp) && await File.ReadAllTextAsync(Stamp, cancellationToken) == wanted;

    // Test programs run side by side; a second one waits for the first one's installation.
    private static async Task<FileStream> TakeTurnAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(Path.GetTempPath(), $"shaken-azurite-{Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Folder)))[..16]}.lock");
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await timer.WaitForNextTickAsync(cancellationToken);
            }
        }
    }

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "tests", "Azurite") is var found && File.Exists(Path.Combine(found, "start.cjs"))) return found;
        throw new InvalidOperationException("The tests run within a checkout: tests/Azurite is not above them.");
    }
}
