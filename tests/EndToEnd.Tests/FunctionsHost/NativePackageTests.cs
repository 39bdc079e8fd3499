using System.Net;

namespace Shaken.EndToEnd.Tests.FunctionsHost;

/// <summary>The native package under the emulated host: what it serves, what it keeps, what it refuses.</summary>
public sealed class NativePackageTests(
    NativePackage package, LoopbackCountry country) : IClassFixture<NativePackage>, IClassFixture<LoopbackCountry>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Folder_HoldsTheProgramAndItsFunctionsAlone()
    {
        var app = FunctionApp.Read(package.Folder);
        using var built = new FunctionAppFolder();
        var other = FunctionApp.Read(built.Root);
        Assert.Equal(other.Http.Select(function => function.Name), app.Http.Select(function => function.Name));
        Assert.Equal(other.Timers, app.Timers);
        Assert.Equal(
            ["host.json", "shaken-server"], Directory.GetFiles(package.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(HostKind.Forwarding)]
    [InlineData(HostKind.Proxying)]
    public async Task Passport_PublishedBeforeAKill_IsHandedOutOnceAfterIt(HostKind kind)
    {
        await using var cps = await HostedCps.StartAsync(country, kind, HostedStorage.Disk, published: package.Folder);
        var call = HostedCps.Call((int)kind);
        var passport = await cps.SignAsync(call);
        Assert.Equal(HttpStatusCode.Created, (await cps.PostOpenAsync(passport)).Status);
        await cps.Host.Handler.KillAsync(Token);
        await cps.UntilHealthyAsync();
        var taken = await cps.RetrieveAsync(call);
        Assert.Equal((HttpStatusCode.OK, passport), (taken.Status, Assert.Single(taken.Passports)));
        Assert.Equal("nothing-waiting", (await cps.RetrieveAsync(call)).Reason);
        Assert.DoesNotContain(cps.Host.Handler.Output, line => line.Contains("\"LogLevel\":\"Error\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task EveryTimer_IsAnsweredByAnObject()
    {
        await using var cps = await HostedCps.StartAsync(country, HostKind.Proxying, HostedStorage.Disk, published: package.Folder);
        foreach (var timer in cps.Host.App.Timers)
        {
            var run = await cps.Host.RunAsync(timer, Token);
            Assert.True(
                run.Outcome == TimerOutcome.Succeeded, $"{timer.Name}: {run}\n{string.Join('\n', cps.Host.Handler.Output.TakeLast(10))}");
        }
    }

    [Theory]
    [InlineData("Tape", "Shaken:Storage: ")]
    [InlineData("Azure", "deploy the package isolated")]
    public async Task Settings_ThatAreWrong_AreRefusedByName(string storage, string words)
    {
        using var folder = new TemporaryFolder();
        using var process = Programs.Start(folder.Path, Path.Combine(package.Folder, "shaken-server"), [], new()
        {
            ["FUNCTIONS_CUSTOMHANDLER_PORT"] = "7079", ["Shaken__Storage"] = storage, ["Cps__FreshnessSeconds"] = "-1",
        });
        var error = process.StandardError.ReadToEndAsync(Token);
        await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        var lines = await error;
        Assert.Equal(78, process.ExitCode);
        Assert.All(
            (string[])["Shaken:Roles: ", words, "Cps:FreshnessSeconds: "], name => Assert.Contains(name, lines, StringComparison.Ordinal));
    }
}
