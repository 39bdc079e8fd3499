using System.Text.Json;

namespace Shaken.EndToEnd.Tests;

/// <summary>What the README tells a newcomer to type is typed here.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public async Task Demo_EndsAsItShould_AndShowsEightRefusalsAndCallsByRest()
    {
        using var folder = new TemporaryFolder();
        var (code, output, error) = await Programs.ShakenAsync(folder.Path, "demo");
        Assert.True(code == 0, output + error);
        Assert.Contains("Eight attempts that are refused", output, StringComparison.Ordinal);
        Assert.Contains("400 certificate-revoked", output, StringComparison.Ordinal);
        Assert.Contains("tkauth-01", output, StringComparison.Ordinal);
        Assert.Contains("POST /stir/v1/signing", output, StringComparison.Ordinal);
        Assert.Contains("TN-Validation-Failed, 438 Invalid Identity Header", output, StringComparison.Ordinal);
        Assert.Contains("attestation A by the rule delegate-certificate", output, StringComparison.Ordinal);
        Assert.Contains("attestation A by the rule presentation", output, StringComparison.Ordinal);
        Assert.Contains("TN-Validation-Passed, attestation B, signed by CA/701J", output, StringComparison.Ordinal);
        Assert.Contains("TN-Validation-Passed, attestation C, signed by DE/D001", output, StringComparison.Ordinal);
        Assert.Contains("No-TN-Validation, signed by CA/701J; decided by country-policy/CA/excluded", output, StringComparison.Ordinal);
        Assert.DoesNotContain("FAIL", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_AsJson_IsAnArrayOfSteps()
    {
        using var folder = new TemporaryFolder();
        var (code, output, error) = await Programs.ShakenAsync(folder.Path, "demo", "--json");
        Assert.True(code == 0, output + error);
        using var json = JsonDocument.Parse(output);
        Assert.All(json.RootElement.EnumerateArray(), step => Assert.True(step.GetProperty("asExpected").GetBoolean(), step.GetRawText()));
    }

    [Fact]
    public async Task Examples_OfTheReadme_Work()
    {
        using var folder = new TemporaryFolder();
        var commands = await DocumentedCommands.InAsync("README.md");
        Assert.InRange(commands.Count, 5, 50);
        var (code, output, error) = await DocumentedCommands.RunAsync(folder.Path, commands);
        Assert.True(code == 0, output + error);
        Assert.Contains("12155550131", output, StringComparison.Ordinal);
    }
}
