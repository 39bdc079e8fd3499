using Shaken.Tests;

namespace Shaken.Interop.Tests.OpenApi;

/// <summary>docs/openapi.json by every rule that Spectral has for OpenAPI. Where Node.js is missing the tests are skipped.</summary>
public sealed class OpenApiLintTests
{
    private static readonly string Linter = Path.Combine(Checkout.Root, "tests", "OpenApiLint");

    [Fact]
    public async Task Document_ByEveryRule_IsClean()
    {
        using var tool = new ExternalTool();
        var (code, output) = await LintAsync(tool, Path.Combine(Checkout.Root, "docs", "openapi.json"));
        Assert.True(code == 0, output);
    }

    // What else finds nothing might find nothing ever.
    [Fact]
    public async Task Document_WithAParameterThatIsNotDescribed_IsNotClean()
    {
        using var tool = new ExternalTool();
        var (code, output) = await LintAsync(tool, tool.Write("bad.json", """
            {"openapi":"3.1.0","info":{"title":"Bad","version":"1"},"paths":{"/a/{b}":{"get":{"responses":{"200":{"description":"x"}}}}}}
            """));
        Assert.NotEqual(0, code);
        Assert.Contains("path-params", output, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output)> LintAsync(ExternalTool tool, string document)
    {
        var program = Path.Combine(Linter, "node_modules", "@stoplight", "spectral-cli", "dist", "index.js");
        if (!File.Exists(program))
        {
            var (code, output) = await tool.RunAsync(
                OperatingSystem.IsWindows() ? "npm.cmd" : "npm", "ci", "--prefix", Linter, "--no-audit", "--no-fund", "--ignore-scripts",
                "--silent");
            Assert.True(code == 0, $"`npm ci` in tests/OpenApiLint ended with {code}: {output}");
        }

        return await tool.RunAsync(
            "node", program, "lint", "--ruleset", Path.Combine(Linter, "ruleset.yaml"), "--fail-severity", "hint", document);
    }
}
