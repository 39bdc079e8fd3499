using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Contracts;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Local.Blobs;
using Shaken.Local.Records;
using Shaken.Web.Shared.Health;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Shared.Health;

public sealed class HealthTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/health")]
    [InlineData("/health/ready")]
    public async Task Get_OfARepository_Is200WithItsChecks(string path)
    {
        await using var program = await LoneProgram.StartAsync(("Shaken:Roles", "cr"));
        var (status, answer) = await UntilAsync(program, path, 200);
        Assert.Equal((200, 200, "OK"), (status, answer.GetProperty("status").GetInt32(), answer.GetProperty("message").GetString()));
        Assert.Equal(["draining", "revocation-lists", "store"], answer.GetProperty("checks").EnumerateObject().Select(check => check.Name).Order(StringComparer.Ordinal));
        Assert.All(answer.GetProperty("checks").EnumerateObject(), check => Assert.Equal("healthy", check.Value.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Get_OfACpsWithoutList_Is503_AndTheProcessLives()
    {
        await using var program = await LoneProgram.StartAsync(("Shaken:Roles", "cps"));
        var (_, answer) = await UntilAsync(program, "/health", 503);
        Assert.Contains("no trusted-CA list is in force", answer.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("unhealthy", answer.GetProperty("checks").GetProperty("trust-list").GetProperty("status").GetString());
        Assert.Equal(200, (await GetAsync(program, "/health/live")).Status);
    }

    [Fact]
    public async Task Get_WhileTheDiskIsFull_Is503_AndHealsByItself()
    {
        var outage = new Outage();
        var store = new SharedStore(
            new InterceptedRecords(new MemoryRecords()) { Hook = outage.AroundAsync }, new MemoryBlobs(),
            new DeploymentSecrets(DeploymentSecret.New("test", SystemRandom.Instance), Other: null));
        await using var program = await LoneProgram.StartAsync(store, ("Shaken:Roles", "cr"));
        await UntilAsync(program, "/health", 200);

        outage.IsFull = _ => true;
        program.Time.Advance(TimeSpan.FromSeconds(30));
        var (_, answer) = await UntilAsync(program, "/health", 503);
        Assert.Equal("unhealthy", answer.GetProperty("checks").GetProperty("store").GetProperty("status").GetString());
        Assert.DoesNotContain("no space", answer.ToString(), StringComparison.Ordinal);
        Assert.Contains(program.Log, line => line.StartsWith("Warning 8119 ", StringComparison.Ordinal) && line.Contains("no space left", StringComparison.Ordinal));
        Assert.Equal(200, (await GetAsync(program, "/health/live")).Status);

        outage.IsFull = null;
        program.Time.Advance(TimeSpan.FromSeconds(30));
        await UntilAsync(program, "/health", 200);
    }

    // A stranger who asks often makes nobody write, and fills no log.
    [Fact]
    public async Task Get_AskedOften_WritesNothing()
    {
        var writes = 0;
        var records = new InterceptedRecords(new MemoryRecords())
        {
            Hook = (call, next) =>
            {
                if (call.IsWrite) Interlocked.Increment(ref writes);
                return next();
            },
        };
        var store = new SharedStore(records, new MemoryBlobs(), new DeploymentSecrets(DeploymentSecret.New("test", SystemRandom.Instance), Other: null));
        await using var program = await LoneProgram.StartAsync(store, ("Shaken:Roles", "cps"), ("Limits:PerAddressPerSecond", "1"));
        while ((await GetAsync(program, "/health")).Answer.GetProperty("checks").GetProperty("store").GetProperty("status").GetString() != "healthy") await Task.Yield();
        var (before, lines) =
            (Volatile.Read(ref writes), program.Log.Count(line => line.Contains("HealthChecks", StringComparison.Ordinal)));
        for (var count = 0; count < 50; count++) Assert.Equal(503, (await GetAsync(program, "/health")).Status);
        Assert.Equal((before, 1), (Volatile.Read(ref writes), before));
        Assert.Equal(0, lines);
    }

    [Fact]
    public async Task Get_OfARenewalWithoutCertificate_IsDegraded()
    {
        var folder = Directory.CreateTempSubdirectory("shaken-test-");
        try
        {
            await using var program = await LoneProgram.StartAsync(
                ("Shaken:Roles", "as"), ("Renewal:Provider", "US/1234"), ("Renewal:Directory", "https://ca.example/acme/directory"),
                ("Renewal:KeyFolder", Path.Combine(folder.FullName, "keys")), ("Renewal:TokenFile", Path.Combine(folder.FullName, "token.jwt")));
            var (_, answer) = await UntilAsync(program, "/health", 200);
            Assert.Equal("degraded there is no certificate yet", $"{answer.GetProperty("checks").GetProperty("renewal").GetProperty("status")} {answer.GetProperty("checks").GetProperty("renewal").GetProperty("reason")}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Get_WhenToldToStop_Is503()
    {
        await using var program = await LoneProgram.StartAsync(("Shaken:Roles", "cr"));
        await UntilAsync(program, "/health", 200);
        program.Services.GetRequiredService<Microsoft.Extensions.Hosting.IHostApplicationLifetime>().StopApplication();
        var report = await program.Services.GetRequiredService<HealthReports>().GetAsync(Token);
        Assert.Equal("draining", report.Entries["draining"].Description);
    }

    private static async Task<(int Status, JsonElement Answer)> UntilAsync(LoneProgram program, string path, int status)
    {
        for (var attempt = 0; ; attempt++)
        {
            var got = await GetAsync(program, path);
            var isLookedAt = !got.Answer.ToString().Contains("not looked at yet", StringComparison.Ordinal);
            if (got.Status == status && isLookedAt) return got;
            Assert.True(attempt < 1000, got.Answer.ToString());
        }
    }

    private static async Task<(int Status, JsonElement Answer)> GetAsync(LoneProgram program, string path)
    {
        using var client = program.NewClient("127.0.0.1");
        using var response = await client.GetAsync(new Uri(program.Url, path), Token);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        return ((int)response.StatusCode, json.RootElement.Clone());
    }
}
