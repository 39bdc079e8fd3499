using System.Diagnostics;

namespace Shaken.Infra.Tests;

/// <summary>The unit that starts the program under systemd, as systemd itself judges it.</summary>
public sealed class SystemdUnitTests
{
    private const string Unit = "infra/systemd/shaken.service";
    private const string Program = "/opt/shaken/shaken-server";
    private const string Analyzer = "/usr/bin/systemd-analyze";

    // Tenths of the exposure that systemd computes: 25 is 2.5, where services without any protection have 9.6.
    private const string MostExposed = "25";

    [Theory]
    [InlineData("verify")]
    [InlineData("security", "--offline=true", "--no-pager", "--threshold=" + MostExposed)]
    public async Task Unit_JudgedBySystemd_IsInOrder(params string[] command)
    {
        if (!File.Exists(Analyzer)) Assert.Skip($"{Analyzer} is not on this machine.");
        var folder = Directory.CreateTempSubdirectory("shaken-unit-");
        try
        {
            // On the machine of a test there is no program where the unit looks for it.
            var unit = Checkout.Read(Unit);
            Assert.Contains($"ExecStart={Program}\n", unit, StringComparison.Ordinal);
            var path = Path.Combine(folder.FullName, "shaken.service");
            await File.WriteAllTextAsync(
                path, unit.Replace(Program, "/bin/true", StringComparison.Ordinal), TestContext.Current.CancellationToken);
            var (code, said) = await RunAsync([.. command, path]);
            Assert.True(code == 0, said);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(int Code, string Said)> RunAsync(string[] arguments)
    {
        var start = new ProcessStartInfo(Analyzer, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{Analyzer} does not start.");
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await error);
    }
}
