using System.Net;
using System.Net.Sockets;
using Shaken.EndToEnd.Tests.Crash;

namespace Shaken.EndToEnd.Tests;

/// <summary>A program that cannot start says in one line why and what to do, and ends with the documented code.</summary>
public sealed class ProgramFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

#pragma warning disable RS0030 // A composition root of the tests.
    private static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Start_PortInUse_NamesAddressAndRemedy()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var said = await StartAsync(69, "--Shaken:Storage=Memory", "--Shaken:Roles=cr", $"--Shaken:Listen:Port={port}");
        Assert.Contains($"127.0.0.1:{port}: address already in use: end the program", said, StringComparison.Ordinal);
        Assert.Contains("set another port (Shaken:Listen:Port", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "appsettings.json: is no JSON (line 1): correct the file, or remove it")]
    [InlineData("{\n  \"Shaken\": {]\n", "appsettings.json: is no JSON (line 2): correct the file, or remove it")]
    [InlineData("{\"Shaken\":{\"Rols\":\"cr\"}}", "Shaken:Rols: is no setting; the nearest is Shaken:Roles")]
    [InlineData("{\"cps\":{\"servedSpc\":\"US/1\"}}", "cps:servedSpc: is no setting; the nearest is Cps:ServedSpcs")]
    [InlineData("{\"Signing\":{\"Certificates\":{\"a\":{\"KeyFil\":\"x\"}}}}", "the nearest is Signing:Certificates:a:KeyFile")]
    public async Task Start_SettingsFileWrong_NamesFileOrSetting(string content, string expected)
    {
        await File.WriteAllTextAsync(_folder.File("appsettings.json"), content, Token);
        Assert.Contains(expected, await StartAsync(78, "--Shaken:Storage=Memory"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Shaken:Rols=cps", "--Shaken:Rols: is no setting; the nearest is Shaken:Roles")]
    [InlineData("--Rols=cps", "--Rols: is no setting")]
    public async Task Start_UnknownOption_NamesTheNearest(string option, string expected) =>
        Assert.Contains(expected, await StartAsync(78, option), StringComparison.Ordinal);

    [Fact]
    public async Task Start_FolderThatCannotBeMade_NamesFolderAndCause()
    {
        await File.WriteAllTextAsync(_folder.File("plain"), "", Token);
        var said = await StartAsync(74, "--Shaken:Roles=cr", "--Shaken:DataFolder=plain/store");
        Assert.Contains("The store in plain/store cannot be opened: ", said, StringComparison.Ordinal);
    }

    // Nobody makes a folder there, not even root.
    [Fact]
    public async Task Start_FolderThatIsNotWritable_NamesCauseAndRemedy()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("/sys is of Linux.");
        var said = await StartAsync(74, "--Shaken:Roles=cr", "--Shaken:DataFolder=/sys/shaken");
        Assert.Contains("The store in /sys/shaken cannot be opened: ", said, StringComparison.Ordinal);
        Assert.Contains("Give the user that runs the program the right to write there, or choose another folder.", said,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("size=4k", "No space left on device", "Free space on that disk.")]
    [InlineData("ro", "Read-only file system", "Mount the file system writable, or choose another folder.")]
    public async Task Start_DiskFullOrReadOnly_NamesCauseAndRemedy(string mount, string cause, string remedy)
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("A small file system is mounted as Linux does it.");
        const int NotMounted = 99;
        Directory.CreateDirectory(_folder.File("disk"));
        var script = $"mount -t tmpfs -o {mount} tmpfs disk || exit {NotMounted}; dotnet '{Programs.Server}' --Shaken:Roles=cr "
            + "--Shaken:DataFolder=disk --Shaken:DiskReserveMegabytes=0 --Shaken:Listen:Port=0; code=$?; umount disk; exit $code";
        var (ended, output, error) = await Programs.RunAsync(_folder.Path, "bash", "-c", script);
        Assert.SkipWhen(ended == NotMounted, $"A tmpfs cannot be mounted here: {error}");
        Assert.True(ended == 74, $"ended with {ended}: {output}{error}");
        Assert.Contains(cause, error, StringComparison.Ordinal);
        Assert.Contains(remedy, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output + error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_IsPrinted_AndNothingStarts() =>
        Assert.StartsWith("The services of Shaken.Serverless", await StartAsync(0, "--help"), StringComparison.Ordinal);

    [Theory]
    [InlineData(1, "http://127.0.0.1:9/health", "http://127.0.0.1:9/health does not answer: ")]
    [InlineData(64, "127.0.0.1:7071", "must be the http or https URL of a program's health")]
    public async Task CheckHealth_NothingThere_SaysSo(int code, string url, string expected) =>
        Assert.Contains(expected, await StartAsync(code, "--check-health", url), StringComparison.Ordinal);

    [Fact]
    public async Task Start_Serving_LogsRolesStoreAddressAndHealth()
    {
        var settings = new Dictionary<string, string>
        {
            ["Shaken__Roles"] = "cr", ["Shaken__Storage"] = "Disk", ["Shaken__DataFolder"] = "store",
        };
        await using var server = await ServerProgram.StartAsync(_folder.Path, settings, Time, "/health/live");
        var url = server.Url.GetLeftPart(UriPartial.Authority);
        bool HasHealth(string line) => line.Contains($"health at {url}/health", StringComparison.Ordinal);
        for (var look = 0; look < 200 && !server.Output.Any(HasHealth); look++)
            await Task.Delay(TimeSpan.FromMilliseconds(25), Time, Token);
        var line = Assert.Single(server.Output, HasHealth);
        Assert.Contains("Roles cr, store ", line, StringComparison.Ordinal);
        Assert.Contains($"listening on {url}", line, StringComparison.Ordinal);
        await StartAsync(0, "--check-health", $"{url}/health/live");
        Assert.Contains("answers 404", await StartAsync(1, "--check-health", $"{url}/nowhere"), StringComparison.Ordinal);
    }

    private async Task<string> StartAsync(int code, params string[] arguments)
    {
        var (ended, output, error) = await Programs.RunAsync(_folder.Path, "dotnet", [Programs.Server, .. arguments]);
        Assert.True(ended == code, $"ended with {ended}: {output}{error}");
        Assert.DoesNotContain("   at ", output + error, StringComparison.Ordinal);
        return output + error;
    }
}
