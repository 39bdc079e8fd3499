using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shaken.Tests;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Verification;

/// <summary>What docs/operations/signing-and-verification.md tells an operator to type is typed here, but for the commands.</summary>
public sealed partial class DocumentedRequestTests(StirWorld world) : IClassFixture<StirWorld>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Curl_OfThePage_IsAnswered()
    {
        var blocks = Blocks().Matches(Checkout.Read("docs/operations/signing-and-verification.md"))
            .Select(match => match.Groups["block"].Value).Where(block => block.StartsWith("curl ", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, blocks.Count);
        var answers = new List<JsonElement>();
        foreach (var block in blocks) answers.Add(await RunAsync(block));
        Assert.EndsWith(
            ";ppt=shaken", answers[0].GetProperty("signingResponse").GetProperty("identity").GetString(), StringComparison.Ordinal);
        Assert.Equal("No-TN-Validation", answers[1].GetProperty("verificationResponse").GetProperty("verstat").GetString());
    }

    private async Task<JsonElement> RunAsync(string command)
    {
        var start = new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["SERVER"] = world.Url.GetLeftPart(UriPartial.Authority);
        start.Environment["KEY"] = world.Key;
        start.Environment["CURL_CA_BUNDLE"] = world.Country.TlsRootPath;
        start.Environment["NO_PROXY"] = "*";
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        Assert.True(process.ExitCode == 0, output);
        using var json = JsonDocument.Parse(output);
        return json.RootElement.Clone();
    }

    [GeneratedRegex("```sh\n(?<block>.*?)\n```", RegexOptions.Singleline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blocks();
}
