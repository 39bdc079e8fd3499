namespace Shaken.EndToEnd.Tests;

/// <summary>Pages for operators whose commands need no service: typed as they are printed, beside the files that the page names.</summary>
public sealed class OperationsPagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task KeyCeremony_AsPrinted_FoundsBothAuthorities()
    {
        var output = await RunAsync("docs/operations/keys.md", 6, ("passphrase", "the passphrase of a ceremony\n"));
        Assert.Contains("pa-root", output, StringComparison.Ordinal);
        Assert.Contains("ca-root", output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("ca/certificates/ca-root-1.pem")));
    }

    [Fact]
    public async Task NumberTable_AsPrinted_IsImportedChangedAndAsked()
    {
        var output = await RunAsync(
            "docs/numbers.md", 3, ("numbers.csv", "number,spc\n1415*,1234\n14155550100,ABCD\n"), ("changes.csv", "14155550100,5678\n"));
        Assert.Contains("5678", output, StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(string page, int expected, params (string Name, string Content)[] files)
    {
        foreach (var (name, content) in files)
            await File.WriteAllTextAsync(_folder.File(name), content, TestContext.Current.CancellationToken);
        var commands = await DocumentedCommands.InAsync(page);
        Assert.Equal(expected, commands.Count);
        var (code, output, error) = await DocumentedCommands.RunAsync(_folder.Path, commands);
        Assert.True(code == 0, output + error);
        return output;
    }
}
