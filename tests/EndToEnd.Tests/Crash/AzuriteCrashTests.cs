using Shaken.Azurite;
using Shaken.Fuzz.Tests.Engine;

namespace Shaken.EndToEnd.Tests.Crash;

/// <summary>A CPS on Azure storage: what it has answered holds though the storage goes away, or the program is killed, in the middle of traffic.</summary>
public sealed class AzuriteCrashTests
{
    private const int FullPosts = 5000;
    private const int Writers = 8;
    private const int Readers = 3;
    private const ulong Seed = 1000087;

    private static readonly TimeSpan Outage = TimeSpan.FromMilliseconds(300);

    private static int Posts { get; } = Math.Max(100, Effort.Of(FullPosts));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StorageStoppedAndStartedAgain_LosesNothingAcknowledged_AndHandsNothingOutTwice()
    {
        await using var azurite = await AzuriteServer.StartAsync(Token);
        var lives = new AzuriteLives(azurite, CrashCountry.Time);
        await using var country = await CrashCountry.StartAsync(Settings(azurite));

        // A short outage is ridden out by the program's own tries, so that perhaps nobody notices.
        await RunAsync(country, lives, [Posts / 4, Posts / 2], () => lives.StopAndStartAsync(Outage));
    }

    [Fact]
    public async Task ProgramKilledAgainAndAgain_LosesNothingAcknowledged_AndHandsNothingOutTwice()
    {
        var random = new Xorshift(Seed, Posts);
        await using var azurite = await AzuriteServer.StartAsync(Token);
        await using var country = await CrashCountry.StartAsync(Settings(azurite));
        Assert.NotEqual(0, await RunAsync(country, country.Cps, [Posts / 5, Posts / 2, Posts * 4 / 5], () => country.Cps.KillAndStartAsync(random)));
    }

    // How many posts and retrievals were cut.
    private static async Task<int> RunAsync(CrashCountry country, ILives lives, int[] milestones, Func<Task> end)
    {
        using var traffic = new CrashTraffic(country, lives, Posts, readOneIn: 3, milestones);
        var traffics = Task.WhenAll(traffic.WriteAllAsync(Writers), traffic.ReadAllAsync(Readers));
        foreach (var milestone in milestones)
        {
            await traffic.ReachesAsync(milestone, Token);
            await end();
        }

        await traffics;
        var lost = await traffic.CloseAccountAsync(Writers);
        await traffic.NothingIsLeftAsync(Writers);

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{traffic.Acknowledged} acknowledged, {traffic.CutPosts} posts cut and sent again; {traffic.Taken.Count} retrieved between, {traffic.InDoubt.Count} retrievals cut, {lost} of these had been handed out");
        Assert.Equal(Posts, traffic.Acknowledged);
        Assert.NotEmpty(traffic.Taken);
        return traffic.CutPosts + traffic.InDoubt.Count;
    }

    private static Dictionary<string, string> Settings(AzuriteServer azurite) => new()
    {
        ["Shaken__Storage"] = "Azure",
        ["Azure__Storage__ConnectionString"] = azurite.ConnectionString,
        ["Shaken__DeploymentSecrets"] = $"k1:{Convert.ToBase64String(new byte[32].Select((_, place) => (byte)place).ToArray())}",
    };
}
