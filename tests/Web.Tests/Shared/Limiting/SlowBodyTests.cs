using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Web.Shared.Limiting;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Shared.Limiting;

/// <summary>Clients that send bodies slowly take nothing from others, and have a deadline.</summary>
public sealed class SlowBodyTests
{
    private const string SlowPost = "POST /cps/company/1234 HTTP/1.1\r\nHost: cps.example\r\nContent-Type: application/passport\r\nContent-Length: 1000\r\n\r\na";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // The attack: more bodies that trickle, from four addresses, than there are places. The victim posts all the while, with bodies in one piece and in two.
    [Fact]
    public async Task FourAddressesThatTrickle_TakeNoPlaceOfAnotherAddress()
    {
        await using var program = await LoneProgram.StartAsync(("Limits:UnderWay", "64"));
        var attack = new List<RawConnection>();
        try
        {
            for (var count = 0; count < 4 * 40; count++)
            {
                attack.Add(await program.ConnectAsync($"127.0.0.{2 + (count % 4)}"));
                await attack[^1].WriteAsync(SlowPost);
            }

            var arrival = program.Services.GetRequiredService<BodyArrival>();
            for (var round = 0; round < 100_000 && arrival.Count < 64; round++) await Task.Yield();
            Assert.Equal(64, arrival.Count);

            using var victim = program.NewClient("127.0.0.9");
            for (var call = 0; call < 100; call++)
            {
                using var content = new StringContent("no PASSporT", Encoding.ASCII, "application/passport");
                using var response = await victim.PostAsync(new Uri(program.Url, "/cps/company/1234"), content, Token);
                Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);

                using var slow = await program.ConnectAsync("127.0.0.9");
                await slow.WriteAsync(SlowPost);
                await slow.WriteAsync(new string('a', 999));
                Assert.StartsWith("HTTP/1.1 400 ", await slow.ReadLineAsync(), StringComparison.Ordinal);
            }
        }
        finally
        {
            attack.ForEach(connection => connection.Dispose());
        }
    }

    [Fact]
    public async Task BodyPastItsDeadline_Http1_Gets408AndTheConnectionCloses()
    {
        await using var program = await LoneProgram.StartAsync(("Limits:BodySeconds", "10"));
        using var connection = await program.ConnectAsync();
        await connection.WriteAsync(SlowPost);
        await UntilArrivingAsync(program, 1);
        program.Time.Advance(TimeSpan.FromSeconds(9));
        await connection.WriteAsync("a");
        program.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.StartsWith("HTTP/1.1 408 ", await connection.ReadLineAsync(), StringComparison.Ordinal);
        string? line;
        var headers = new List<string>();
        while ((line = await connection.ReadLineAsync()) is not null) headers.Add(line);
        Assert.Contains("Connection: close", headers);
        await UntilArrivingAsync(program, 0);
        Assert.DoesNotContain(program.Log, entry => entry.StartsWith("Error ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task BodyToNoEndpoint_IsNotWaitedFor()
    {
        await using var program = await LoneProgram.StartAsync();
        using var connection = await program.ConnectAsync();
        await connection.WriteAsync(SlowPost.Replace("/cps/company/1234", "/nowhere", StringComparison.Ordinal));
        Assert.StartsWith("HTTP/1.1 404 ", await connection.ReadLineAsync(), StringComparison.Ordinal);
        using var wrong = await program.ConnectAsync();
        await wrong.WriteAsync(SlowPost.Replace("POST", "DELETE", StringComparison.Ordinal));
        Assert.StartsWith("HTTP/1.1 405 ", await wrong.ReadLineAsync(), StringComparison.Ordinal);
    }

    // A thousand of them a second would write a thousand lines.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ConnectionThatClosesBeforeItsBodyCame_LeavesNoWarning(bool isReset)
    {
        var program = await LoneProgram.StartAsync();
        await using (program)
        {
            using var connection = await program.ConnectAsync();
            await connection.WriteAsync(SlowPost);
            await UntilArrivingAsync(program, 1);
            if (isReset) connection.Reset();
            else connection.Dispose();
            await UntilArrivingAsync(program, 0);
        }

        Assert.DoesNotContain(
            program.Log,
            line => line.Contains("ended abnormally", StringComparison.Ordinal) || line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ChunkedBodyInPieces_IsReadWhole()
    {
        await using var program = await LoneProgram.StartAsync();
        using var connection = await program.ConnectAsync();
        await connection.WriteAsync("POST /cps/company/1234 HTTP/1.1\r\nHost: cps.example\r\nContent-Type: application/passport\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n");
        await UntilArrivingAsync(program, 1);
        await connection.WriteAsync("2\r\ncd\r\n0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400 ", await connection.ReadLineAsync(), StringComparison.Ordinal);
        await UntilArrivingAsync(program, 0);
    }

    [Fact]
    public async Task ChunkedBody_LongerThanAnyEndpointTakes_Is413AndHoldsNothing()
    {
        await using var program = await LoneProgram.StartAsync();
        using var connection = await program.ConnectAsync();
        await connection.WriteAsync("POST /cps/company/1234 HTTP/1.1\r\nHost: cps.example\r\nContent-Type: application/passport\r\nTransfer-Encoding: chunked\r\n\r\n31000\r\n");
        await connection.WriteAsync(new string('a', 0x31000) + "\r\n");
        Assert.StartsWith("HTTP/1.1 413 ", await connection.ReadLineAsync(), StringComparison.Ordinal);
        await UntilArrivingAsync(program, 0);
    }

    private static async Task UntilArrivingAsync(LoneProgram program, int count)
    {
        var arrival = program.Services.GetRequiredService<BodyArrival>();
        for (var round = 0; round < 1_000_000 && arrival.Count != count; round++) await Task.Yield();
        Assert.Equal(count, arrival.Count);
    }
}
