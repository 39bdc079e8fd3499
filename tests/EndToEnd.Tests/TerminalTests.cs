using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Local.Authorities;

namespace Shaken.EndToEnd.Tests;

/// <summary>What a person at a terminal of 80 columns sees, by the program script, which gives a command a terminal of its own.</summary>
public sealed class TerminalTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private string _fingerprint = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

#pragma warning disable RS0030 // A composition root of the tests.
    private static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    public async ValueTask InitializeAsync()
    {
        Assert.True(ProviderId.TryParse("US/1234", out var id));
        var authority = await LocalAuthority.NewAsync(id.Country, "Test", Time, SystemRandom.Instance, Token);
        var provider = await authority.IssueAsync(id, "Provider A", TimeSpan.FromDays(1), Token);
        _fingerprint = provider.Chain[0].Fingerprint;
        await File.WriteAllTextAsync(_folder.File("sti.key"), ((SoftwareKey)provider.Key).ToPem(), Token);
        await File.WriteAllTextAsync(_folder.File("chain.pem"), string.Join('\n', provider.Chain.Select(one => one.ToPem())), Token);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Token_AtATerminal_StandsBareOnOneLine()
    {
        var shown = await ShowAsync("passport sign --key sti.key --x5u https://cr.example/1.pem --orig 12155550121 --dest 12155550131");
        var line = Assert.Single(shown.Split('\n'), line => line.Length > 0);
        Assert.Equal(3, line.Split('.').Length);
        Assert.DoesNotContain(line, letter => letter is '│' or ' ');
    }

    [Fact]
    public async Task Csr_AtATerminal_StandsBareInPem()
    {
        var lines = (await ShowAsync("csr --key sti.key --spc 1234")).Split('\n');
        Assert.Equal("-----BEGIN CERTIFICATE REQUEST-----", lines[0]);
        Assert.Contains("-----END CERTIFICATE REQUEST-----", lines);
    }

    [Fact]
    public async Task List_TooWideForTheTerminal_KeepsFingerprintsWhole()
    {
        var shown = await ShowAsync("cert inspect chain.pem");
        Assert.Contains(_fingerprint, shown, StringComparison.Ordinal);
        Assert.DoesNotContain('│', shown);
    }

    [Fact]
    public async Task Lint_WithoutFindings_SaysSo()
    {
        var shown = await ShowAsync("cert lint chain.pem");
        Assert.Contains("no findings", shown, StringComparison.Ordinal);
        Assert.Contains(_fingerprint, shown, StringComparison.Ordinal);
    }

    // Without the codes of colours, whatever terminal the tests run in.
    private async Task<string> ShowAsync(string command)
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("script has other options here.");
        var line = $"stty cols 80; shaken() {{ dotnet '{Programs.Cli}' \"$@\"; }}; shaken {command}";
        await File.WriteAllTextAsync(_folder.File("show.sh"), line, Token);
        var (code, output, error) = await Programs.RunAsync(
            _folder.Path, "script", "-qec", "TERM=dumb NO_COLOR=1 bash show.sh", "/dev/null");
        Assert.True(code == 0, output + error);
        return output.Replace("\r", "", StringComparison.Ordinal);
    }
}
