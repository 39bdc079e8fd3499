using System.Net;

namespace Shaken.EndToEnd.Tests.FunctionsHost;

/// <summary>Timers as the host runs them, and as a stranger would like to.</summary>
public sealed class HostedTimerTests : IClassFixture<LoopbackCountry>
{
    private const string CatchAll = """
        {"bindings":[
          {"type":"httpTrigger","direction":"in","name":"req","authLevel":"anonymous","methods":["get","post","put","head"],"route":"{*path}"},
          {"type":"http","direction":"out","name":"res"}]}
        """;

    private readonly LoopbackCountry _country;

    public HostedTimerTests(LoopbackCountry country) => _country = country;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HostKind.Forwarding)]
    [InlineData(HostKind.Proxying)]
    public async Task EveryTimerOfTheFolder_IsAnsweredByAnObject_WhetherItsRoleIsOnOrNot(HostKind kind)
    {
        await using var cps = await HostedCps.StartAsync(_country, kind, HostedStorage.Disk);
        Assert.Contains(cps.Host.App.Timers, timer => timer.Name == "PurgeMailbox");
        Assert.Contains(cps.Host.App.Timers, timer => timer.Name == "RenewCertificate");
        foreach (var timer in cps.Host.App.Timers)
        {
            var run = await cps.Host.RunAsync(timer, Token);
            Assert.True(run.Outcome == TimerOutcome.Succeeded, $"{timer.Name}: {run}\n{string.Join('\n', cps.Host.Handler.Output.TakeLast(10))}");
        }
    }

    // Should a catch-all ever stand in the folder, whose requests reach the program on any path.
    [Theory]
    [InlineData(HostKind.Forwarding, "app.azurewebsites.net")]
    [InlineData(HostKind.Forwarding, null)]
    [InlineData(HostKind.Proxying, "app.azurewebsites.net")]
    [InlineData(HostKind.Proxying, null)]
    public async Task Timer_CalledByAStrangerThroughACatchAll_DoesNotRun(HostKind kind, string? host)
    {
        await using var cps = await HostedCps.StartAsync(_country, kind, HostedStorage.Disk, AddCatchAll);
        var publish = cps.Host.App.Timers.Single(timer => timer.Name == "PaPublishCrl");
        var before = cps.Host.Attempts;
        using var content = TimerRun.BodyFor(publish, "stranger", LoopbackCountry.Time.GetUtcNow());

        // No name given: the stranger has guessed the handler's own.
        using var response = await cps.SendAsync(HttpMethod.Post, $"/{publish.Name}", content, host ?? $"127.0.0.1:{cps.Host.Handler.Port}");
        Assert.Equal((HttpStatusCode.NotFound, before + 1), (response.StatusCode, cps.Host.Attempts));
        Assert.Equal(HttpStatusCode.NotFound, await CrlAsync(cps));

        Assert.Equal(TimerOutcome.Succeeded, (await cps.Host.RunAsync(publish, Token)).Outcome);
        Assert.Equal(HttpStatusCode.OK, await CrlAsync(cps));
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, """{"Outputs":{},"Logs":[],"ReturnValue":null}""", nameof(TimerOutcome.Succeeded))]
    [InlineData(HttpStatusCode.OK, "", nameof(TimerOutcome.Hangs))]
    [InlineData(HttpStatusCode.OK, "[]", nameof(TimerOutcome.Hangs))]
    [InlineData(HttpStatusCode.NoContent, "", nameof(TimerOutcome.Hangs))]
    [InlineData(HttpStatusCode.InternalServerError, "{}", nameof(TimerOutcome.Failed))]
    public void TheHost_JudgesAnAnswer(HttpStatusCode status, string answer, string outcome) => Assert.Equal(outcome, TimerRun.Judge(status, answer).ToString());

    private static void AddCatchAll(string root)
    {
        // Before all others in the folder's order, and so before them at the host.
        var folder = Directory.CreateDirectory(Path.Combine(root, "AAA"));
        File.WriteAllText(Path.Combine(folder.FullName, "function.json"), CatchAll);
    }

    private static async Task<HttpStatusCode> CrlAsync(HostedCps cps)
    {
        using var response = await cps.SendAsync(HttpMethod.Get, "/download/v1/crl");
        return response.StatusCode;
    }
}
