using System.Text.Json;

namespace Shaken.EndToEnd.Tests;

public sealed class NumberCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ImportAndLookup_FullThenDelta_FindTheLongestMatch()
    {
        var full = await RunAsync(0, "number,spc\n1415*,1234\n14155550100,ABCD,CA\n", "import", "rows.csv", "--country", "US");
        Assert.Equal((1, 2), (full.GetProperty("version").GetInt32(), full.GetProperty("rows").GetInt32()));
        Assert.Equal("CA ABCD 14155550100", Text(await RunAsync(0, null, "lookup", "+1 415 555 0100")));
        Assert.Equal("US 1234 1415*", Text(await RunAsync(0, null, "lookup", "14155550101")));
        var delta = await RunAsync(0, "14155550100,\n1416*,5678\n", "import", "rows.csv", "--country", "US", "--delta");
        Assert.Equal(2, delta.GetProperty("version").GetInt32());
        Assert.Equal("US 1234 1415*", Text(await RunAsync(0, null, "lookup", "14155550100")));
        Assert.False((await RunAsync(1, null, "lookup", "1212")).GetProperty("found").GetBoolean());
    }

    [Fact]
    public async Task Import_BadRows_EndsWithOneAndNamesTheirLines()
    {
        await RunAsync(0, "1415*,1234\n", "import", "rows.csv", "--country", "US");
        var refused = await RunAsync(1, "1415*,9999\nx,1234\n1416*,ab\n", "import", "rows.csv", "--country", "US");
        Assert.Equal(("rows", 2), (refused.GetProperty("reason").GetString(), refused.GetProperty("errorCount").GetInt32()));
        Assert.Equal(["2 number", "3 code"], refused.GetProperty("errors").EnumerateArray()
            .Select(error => $"{error.GetProperty("line")} {error.GetProperty("fault")}"));
        Assert.Equal("US 1234 1415*", Text(await RunAsync(0, null, "lookup", "1415")));
    }

    [Fact]
    public async Task Import_FileCutWithinALine_EndsWithOne() =>
        Assert.Equal(
            "part-cut",
            (await RunAsync(1, "1415*,1234\n1416*,12", "import", "rows.csv", "--country", "US")).GetProperty("reason").GetString());

    [Theory]
    [InlineData("There is no file", "import", "none.csv", "--country", "US", "--data", "data")]
    [InlineData("--country", "import", "rows.csv", "--country", "us", "--data", "data")]
    [InlineData("is empty", "import", "empty.csv", "--country", "US", "--data", "data")]
    [InlineData("holds no store", "lookup", "1415", "--data", "nowhere")]
    [InlineData("is not a telephone number", "lookup", "alice", "--data", "data")]
    [InlineData("--data", "lookup", "1415")]
    public async Task WrongInput_IsNamed(string expected, params string[] line)
    {
        await File.WriteAllTextAsync(_folder.File("rows.csv"), "1415*,1234\n", Token);
        await File.WriteAllTextAsync(_folder.File("empty.csv"), "", Token);
        var (code, output, error) = await Programs.ShakenAsync(_folder.Path, ["numbers", .. line]);
        Assert.Equal(2, code);
        Assert.Contains(expected, output + error, StringComparison.Ordinal);
    }

    private static string Text(JsonElement found) =>
        $"{found.GetProperty("country")} {found.GetProperty("spc")} {found.GetProperty("match")}";

    private async Task<JsonElement> RunAsync(int expected, string? csv, params string[] line)
    {
        if (csv is not null) await File.WriteAllTextAsync(_folder.File("rows.csv"), csv, Token);
        var (code, output, error) = await Programs.ShakenAsync(_folder.Path, ["numbers", .. line, "--data", "data", "--json"]);
        Assert.True(code == expected, output + error);
        using var json = JsonDocument.Parse(output);
        return json.RootElement.Clone();
    }
}
