using Shaken.Web.Shared.Hosting;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Shared.Hosting;

/// <summary>No telephone number of a path gets into a log, at any level.</summary>
public sealed class NumberMaskTests
{
    private const string Number = "12155550131";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Log_AtLevelTrace_HasNoNumber()
    {
        await using var program = await LoneProgram.StartAsync();
        using var client = program.NewClient("127.0.0.1");
        string[] paths =
        [
            $"/passports/{Number}/12155550121", $"/passports/1234/{Number}/12155550121", $"/retrieve/{Number}/12155550121", $"/cps/company/1234/passports/{Number}/12155550121",
            $"/%70assports/{Number}/x?{Number}", $"/PASSPORTS/{Number}/12155550121", $"/nowhere/{Number}", $"/passports/{Number[..4]}-{Number[4..]}/1",
        ];
        foreach (var path in paths)
        {
            using var response = await client.GetAsync(new Uri(program.Url.GetLeftPart(UriPartial.Authority) + path), Token);
            using var posted = await client.PostAsync(new Uri(program.Url.GetLeftPart(UriPartial.Authority) + path), new StringContent("x"), Token);
        }

        // What the server quotes when it cannot read a request.
        foreach (var request in (string[])[$"GET /passports/{Number}/1", $"GET /passports/{Number}/1 HTTP/1.1\r\nHost: a\r\nBad {Number}\r\n\r\n", $"GET /passports/{Number}/1\u0001 HTTP/1.1\r\n\r\n"])
        {
            using var connection = await program.ConnectAsync();
            await connection.WriteAsync(request + "\r\n\r\n");
            await connection.ReadLineAsync();
        }

        Assert.Contains(program.Log, line => line.Contains("Request starting", StringComparison.Ordinal));
        Assert.Contains(program.Log, line => line.Contains("/passports/***", StringComparison.Ordinal));
        Assert.Empty(program.Log.Where(line => line.Contains("5550131", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("GET http://a/passports/1234/12155550131/1?x - -", "GET http://a/passports/*** - -")]
    [InlineData("path '/cps/company/1234'", "path '/cps/***'")]
    [InlineData("number +12155550131.", "number ***.")]
    [InlineData("Now listening on: http://127.0.0.1:7071", "Now listening on: http://127.0.0.1:7071")]
    [InlineData("Request finished in 12.3456ms", "Request finished in 12.3456ms")]
    [InlineData("Connection id \"0HN7ABCDEF123\"", "Connection id \"0HN7ABCDEF123\"")]
    public void Of_Text_MasksPathsAndLongRunsOfDigits(string text, string masked) => Assert.Equal(masked, NumberMask.Of(text));

    [Fact]
    public void Paths_CoverEveryRouteWithNumbers() =>
        Assert.All(FunctionTable.Http.Where(function => function.Route.Contains("{orig}", StringComparison.Ordinal)), function =>
            Assert.DoesNotContain(Number, NumberMask.Of($"/{function.Route.Replace("{dest}", $"x{Number}", StringComparison.Ordinal)}"), StringComparison.Ordinal));
}
