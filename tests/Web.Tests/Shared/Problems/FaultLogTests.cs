using Shaken.Contracts;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Local.Blobs;
using Shaken.Local.Records;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Shared.Problems;

/// <summary>What a client can cause as often as it likes has no line for each request.</summary>
public sealed class FaultLogTests
{
    [Fact]
    public async Task Outage_MetByManyRequests_IsSampled()
    {
        var outage = new Outage();
        var store = new SharedStore(
            new MemoryRecords(), new InterceptedBlobs(new MemoryBlobs()) { Hook = outage.AroundAsync },
            new DeploymentSecrets(DeploymentSecret.New("test", SystemRandom.Instance), Other: null));
        await using var program = await LoneProgram.StartAsync(store);
        outage.EndsAt = 1;
        using var client = program.NewClient("127.0.0.1");
        for (var count = 0; count < 20; count++)
        {
            using var response = await client.GetAsync(new Uri(program.Url, $"/certificates/{new string('a', 64)}.pem"), TestContext.Current.CancellationToken);
            Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, response.StatusCode);
        }

        Assert.Equal(Limits.RefusalLines, program.Log.Count(line => line.StartsWith("Error ", StringComparison.Ordinal)));
        Assert.All(program.Log.Where(line => line.StartsWith("Error ", StringComparison.Ordinal)), line => Assert.StartsWith("Error 8121 ", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task MalformedBody_IsNoErrorOfOurs()
    {
        await using var program = await LoneProgram.StartAsync();
        using var connection = await program.ConnectAsync();
        await connection.WriteAsync("POST /cps/company/1234 HTTP/1.1\r\nHost: cps.example\r\nContent-Type: application/passport\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
        Assert.StartsWith("HTTP/1.1 400 ", await connection.ReadLineAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(program.Log, line => line.StartsWith("Error ", StringComparison.Ordinal) || line.StartsWith("Warning ", StringComparison.Ordinal));
    }
}
