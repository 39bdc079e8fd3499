using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.EndToEnd.Tests.Crash;

namespace Shaken.EndToEnd.Tests;

/// <summary>Treatment policies and counts of calls with the command line alone, against a running STI-VS.</summary>
public sealed class TreatmentCommandTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly (string Secret, HashedKey Hash) _operator = HashedKey.New(ApiKeyPrefixes.Operator, SystemRandom.Instance);
    private ServerProgram _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

#pragma warning disable RS0030 // A composition root of the tests.
    private static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_folder.File("op.key"), _operator.Secret, Token);
        var settings = new Dictionary<string, string>
        {
            ["Shaken__Roles"] = "vs",
            ["Shaken__Storage"] = "Memory",
            ["Operator__Keys"] = $"alice:{_operator.Hash}",
        };
        // No call is verified here, so it has no trusted-CA list.
        _server = await ServerProgram.StartAsync(_folder.Path, settings, Time, "/health/live");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Policy_IsShownSetFromWhatWasShownAndRefusedByMember()
    {
        await RunAsync(0, "tenant", "add", "north", "--name", "North", "--provider", "US/1234", "--reason", "asked");
        var shown = await RunAsync(0, "tenant", "treatment", "show", "north");
        Assert.Equal(("deliver", 0), (shown.GetProperty("profile").GetString(), shown.GetProperty("revision").GetInt32()));

        // What show prints can be changed and set.
        await WriteAsync("policy.json", shown.GetRawText().Replace("deliver", "cut", StringComparison.Ordinal));
        var set = await RunAsync(0, "tenant", "treatment", "set", "north", "policy.json", "--reason", "change 31");
        Assert.Equal(("cut", 1), (set.GetProperty("profile").GetString(), set.GetProperty("revision").GetInt32()));
        var late = await RunAsync(1, "tenant", "treatment", "set", "north", "policy.json", "--revision", "0", "--reason", "late");
        Assert.Equal("revision-differs", late.GetProperty("reason").GetString());

        await WriteAsync("wrong.json", """{"profile":"cut","rules":[{"name":"a","outcomes":{"no-identity":{"action":"drop"}}}]}""");
        var wrong = await RunAsync(1, "tenant", "treatment", "set", "north", "wrong.json", "--reason", "x");
        Assert.StartsWith("rules[0].outcomes.no-identity.action ", wrong.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Statistics_OfAServiceWithoutCalls_AreAnEmptyTable()
    {
        Assert.Empty((await RunAsync(0, "statistics", "--by", "minute,verstat")).EnumerateArray());
        var written = await RunAsync(0, "statistics", "--by", "verstat", "--out", "calls.csv");
        Assert.Equal("calls.csv", written.GetProperty("file").GetString());
        Assert.Equal("\"verstat\",\"calls\"\r\n", await File.ReadAllTextAsync(_folder.File("calls.csv"), Token));
        await RunAsync(2, "statistics", "--out", "calls.csv");
    }

    [Theory]
    [InlineData(1, "tenant", "treatment", "show", "nowhere")]
    [InlineData(2, "tenant", "treatment", "show", "NORTH")]
    [InlineData(2, "tenant", "treatment", "set", "north", "nowhere.json", "--reason", "x")]
    [InlineData(1, "statistics", "--by", "caller")]
    public Task Command_ThatMakesNoSense_EndsWithItsCode(int code, params string[] arguments) => RunAsync(code, arguments);

    private Task WriteAsync(string name, string json) => File.WriteAllTextAsync(_folder.File(name), json, Token);

    private async Task<JsonElement> RunAsync(int code, params string[] arguments)
    {
        string[] at = ["--server", _server.Url.GetLeftPart(UriPartial.Authority), "--key-file", "op.key", "--json"];
        var (ended, output, error) = await Programs.ShakenAsync(_folder.Path, [.. arguments, .. at]);
        Assert.True(ended == code, $"{string.Join(' ', arguments)} ended with {ended}: {output}{error}");
        return JsonDocument.Parse(output).RootElement;
    }
}
