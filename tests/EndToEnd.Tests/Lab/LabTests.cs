using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Shaken.EndToEnd.Tests.Lab;

/// <summary>A country of one's own, as a newcomer has it: founded, used by what is printed, stopped, started again, removed.</summary>
[Collection(LabCollection.Name)]
public sealed partial class LabTests
{
    [Fact]
    public async Task Walkthrough_AsPrinted_EndsWithARefusedCall()
    {
        using var folder = new TemporaryFolder();
        try
        {
            var commands = await DocumentedCommands.InAsync("docs/walkthrough.md");
            Assert.InRange(commands.Count, 15, 50);
            var (code, output, error) = await DocumentedCommands.RunAsync(folder.Path, commands);
            Assert.True(code == 0, output + error);
            Assert.Contains("certificate-revoked", output, StringComparison.Ordinal);
            Assert.Contains("refused, as it must be", output, StringComparison.Ordinal);
        }
        finally
        {
            await Programs.ShakenAsync(folder.Path, "lab", "down", "lab");
        }
    }

    // What people copy from a terminal is a fingerprint of 64 digits, a serial number of 40, a token, a key: none is broken or boxed.
    [Fact]
    public async Task Walkthrough_AtATerminalOf80Columns_BreaksNothingThatIsCopied()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("script has other options here.");
        using var folder = new TemporaryFolder();
        try
        {
            var commands = await DocumentedCommands.InAsync("docs/walkthrough.md");
            var shown = (string[])
            [
                .. commands.SkipLast(1), "shaken ca certificates", "cat call.txt",
                "shaken passport sign --key keys/us-9012/2/key.pem --x5u \"$x5u\" --orig 12155550199 --dest 12155550131", commands[^1],
            ];
            var (code, output, error) = await DocumentedCommands.RunAtTerminalAsync(folder.Path, shown);
            Assert.True(code == 0, output + error);
            Assert.Contains("certificate-revoked", output, StringComparison.Ordinal);
            var lines = output.Split('\n');
            Assert.DoesNotContain('│', output);
            Assert.InRange(lines.Count(line => Token().IsMatch(line)), 2, lines.Length);
            Assert.Contains(lines, line => Fingerprint().IsMatch(line));
            Assert.Empty(lines.Where(line => BrokenFingerprint().IsMatch(line)));
        }
        finally
        {
            await Programs.ShakenAsync(folder.Path, "lab", "down", "lab");
        }
    }

    [Fact]
    public async Task Up_PrintsCommandsThatWork_AndGoesOnWhereItWas()
    {
        using var folder = new TemporaryFolder();
        try
        {
            var printed = await RunAsync(folder, 0, "lab", "up", "lab", "--detach");
            var commands = printed.Split('\n').SkipWhile(line => !line.StartsWith("In another terminal:", StringComparison.Ordinal)).Skip(1)
                .TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim()).ToList();
            Assert.Equal(6, commands.Count);
            var (code, output, error) = await DocumentedCommands.RunAsync(folder.Path, commands);
            Assert.True(code == 0, output + error);
            Assert.Contains("TN-Validation-Passed", output, StringComparison.Ordinal);

            Assert.Contains("running already", await RunAsync(folder, 0, "lab", "up", "lab"), StringComparison.Ordinal);
            using var health = JsonDocument.Parse(await RunAsync(folder, 0, "lab", "status", "lab", "--json"));
            Assert.Equal(3, health.RootElement.EnumerateArray().Count(service => service.GetProperty("serving").GetBoolean()));
            var before = await EnvironmentAsync(folder);
            await RunAsync(folder, 0, "lab", "down", "lab");
            await RunAsync(folder, 1, "lab", "status", "lab");

            // Of provider B no more is left than after a founding that was cut off before it.
            Directory.Delete(folder.File("lab/provider-b"), recursive: true);
            await RunAsync(folder, 0, "lab", "up", "lab", "--detach");
            var after = await EnvironmentAsync(folder);
            Assert.Equal(before["LAB_A_X5U"], after["LAB_A_X5U"]);
            Assert.Equal(before["SHAKEN_SERVER"], after["SHAKEN_SERVER"]);
            Assert.NotEqual(before["LAB_B_X5U"], after["LAB_B_X5U"]);
            (code, output, error) = await DocumentedCommands.RunAsync(folder.Path, commands);
            Assert.True(code == 0, output + error);

            await RunAsync(folder, 2, "lab", "reset", "lab");
            await RunAsync(folder, 0, "lab", "reset", "lab", "--yes");
            Assert.False(Directory.Exists(folder.File("lab")));
        }
        finally
        {
            await Programs.ShakenAsync(folder.Path, "lab", "down", "lab");
        }
    }

    [Fact]
    public async Task Up_FolderThatADemoKept_GoesOnWithItsAuthorities()
    {
        using var folder = new TemporaryFolder();
        try
        {
            var said = await RunAsync(folder, 0, "demo", "--keep", "kept");
            Assert.Contains("Go on with `shaken lab up kept`", said, StringComparison.Ordinal);
            var root = await RootAsync();
            Assert.Contains("holds a lab already", await RunAsync(folder, 2, "demo", "--keep", "kept"), StringComparison.Ordinal);

            var printed = await RunAsync(folder, 0, "lab", "up", "kept", "--detach");
            Assert.Equal(root, await RootAsync());
            var commands = printed.Split('\n').SkipWhile(line => !line.StartsWith("In another terminal:", StringComparison.Ordinal)).Skip(1)
                .TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim());

            // What the demo issued and revoked is the lab's: provider A's stolen certificate, and the two that stay good.
            var (code, output, error) = await DocumentedCommands.RunAsync(folder.Path, [.. commands, "shaken ca certificates --json"]);
            Assert.True(code == 0, output + error);
            Assert.Contains("TN-Validation-Passed", output, StringComparison.Ordinal);
            var issued = output[output.LastIndexOf("\n[", StringComparison.Ordinal)..];
            Assert.Contains("\"revoked\"", issued, StringComparison.Ordinal);
            Assert.Contains("Provider B", issued, StringComparison.Ordinal);
            Assert.Contains("Lab provider-b", issued, StringComparison.Ordinal);
        }
        finally
        {
            await Programs.ShakenAsync(folder.Path, "lab", "down", "kept");
        }

        Task<string> RootAsync() =>
            File.ReadAllTextAsync(folder.File("kept/ca/certificates/ca-root-1.pem"), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Up_FolderWithOtherFiles_ChangesNothing()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("mine"));
        await File.WriteAllTextAsync(folder.File("mine/letter.txt"), "dear", TestContext.Current.CancellationToken);
        var said = await RunAsync(folder, 2, "lab", "up", "mine");
        Assert.Contains("is not empty and holds no lab", said, StringComparison.Ordinal);
        Assert.Single(Directory.GetFileSystemEntries(folder.File("mine")));
        await RunAsync(folder, 2, "lab", "reset", "mine", "--yes");
        Assert.True(File.Exists(folder.File("mine/letter.txt")));
    }

    [Fact]
    public async Task Up_PortInUse_NamesCauseAndRemedy()
    {
        using var folder = new TemporaryFolder();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Directory.CreateDirectory(folder.File("lab"));
        await File.WriteAllTextAsync(folder.File("lab/lab.json"), $"{{\"port\":{port}}}", TestContext.Current.CancellationToken);
        var said = await RunAsync(folder, 3, "lab", "up", "lab");
        Assert.Contains($"127.0.0.1:{port}: address already in use", said, StringComparison.Ordinal);
        Assert.Contains("end the program that listens there, or remove the folder", said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("env")]
    [InlineData("down")]
    [InlineData("reset")]
    public async Task Command_FolderWithoutALab_SaysHowToFoundOne(string command)
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("holds no lab: found one with `shaken lab up", await RunAsync(folder, 2, "lab", command), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^[\w-]+\.[\w-]+\.[\w-]+$")]
    private static partial Regex Token();

    [GeneratedRegex("(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")]
    private static partial Regex Fingerprint();

    [GeneratedRegex("(?<![0-9a-fA-F-])[0-9a-f]{41,63}(?![0-9a-fA-F-])")]
    private static partial Regex BrokenFingerprint();

    private static async Task<Dictionary<string, string>> EnvironmentAsync(TemporaryFolder folder)
    {
        using var json = JsonDocument.Parse(await RunAsync(folder, 0, "lab", "env", "lab", "--json"));
        return json.RootElement.EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetString()!, StringComparer.Ordinal);
    }

    private static async Task<string> RunAsync(TemporaryFolder folder, int code, params string[] arguments)
    {
        var (ended, output, error) = await Programs.ShakenAsync(folder.Path, arguments);
        Assert.True(ended == code, $"{string.Join(' ', arguments)} ended with {ended}: {output}{error}");
        return output + error;
    }
}
