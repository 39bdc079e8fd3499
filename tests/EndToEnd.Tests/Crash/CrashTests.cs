using Shaken.Fuzz.Tests.Engine;

namespace Shaken.EndToEnd.Tests.Crash;

/// <summary>
/// What a CPS has answered holds though it be killed at any moment. A kill leaves what the kernel was given: what a power cut may tear off the
/// journal's end is tested octet by octet with the journal itself.
/// </summary>
public sealed class CrashTests
{
    private const int FullPosts = 10_000;
    private const int Writers = 8;
    private const int Readers = 3;
    private const int Kills = 7;
    private const int LongestPauseMilliseconds = 20;
    private const ulong Seed = 8816;

    private static int Posts { get; } = Math.Max(10 * Kills, Effort.Of(FullPosts));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task KilledAgainAndAgain_LosesNothingAcknowledged_AndHandsNothingOutTwice()
    {
        var random = new Xorshift(Seed, Posts);

        // By what was acknowledged, not by the clock: a slow machine is killed as often, under the same load.
        var slice = Posts / Kills;
        var milestones = Enumerable.Range(0, Kills).Select(kill => (kill * slice) + 1 + random.Below(slice)).ToList();
        await using var country = await CrashCountry.StartAsync();
        using var traffic = new CrashTraffic(country, country.Cps, Posts, readOneIn: 3, milestones);

        var traffics = Task.WhenAll(traffic.WriteAllAsync(Writers), traffic.ReadAllAsync(Readers));
        foreach (var milestone in milestones)
        {
            await traffic.ReachesAsync(milestone, Token);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Below(LongestPauseMilliseconds)), CrashCountry.Time, Token);
            await country.Cps.KillAndStartAsync(random);
        }

        await traffics;

        // Once more at rest, so that all that follows is answered from what the disk holds.
        await country.Cps.KillAndStartAsync(random);
        var lost = await traffic.CloseAccountAsync(Writers);
        await country.Cps.KillAndStartAsync(random);
        await traffic.NothingIsLeftAsync(Writers);

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{traffic.Acknowledged} acknowledged, {traffic.CutPosts} posts cut by {Kills} kills and sent again; {traffic.Taken.Count} retrieved between, "
            + $"{traffic.InDoubt.Count} retrievals cut, {lost} of these had been handed out; journal torn {Events(8101)} times, compacted {Events(8102)} times");
        Assert.Equal(Posts, traffic.Acknowledged);
        Assert.InRange(traffic.InDoubt.Count, 0, Kills * Readers);

        // Kills that met nobody, or readers who read nothing, would prove nothing.
        Assert.NotEqual(0, traffic.CutPosts + traffic.InDoubt.Count);
        Assert.NotEmpty(traffic.Taken);

        // The revocation of the certificates was looked up all along: the CRL was there, and nothing was wrong with it.
        Assert.NotEqual(0, Events(1611));
        Assert.Equal(0, Events(1612) + Events(1615));
        Assert.DoesNotContain(country.Cps.Output, line => line.Contains("\"LogLevel\":\"Error\"", StringComparison.Ordinal) || line.Contains("\"LogLevel\":\"Critical\"", StringComparison.Ordinal));

        int Events(int id) => country.Cps.Output.Count(line => line.Contains($"\"EventId\":{id},", StringComparison.Ordinal));
    }
}
