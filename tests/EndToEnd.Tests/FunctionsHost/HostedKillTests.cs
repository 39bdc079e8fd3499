using System.Net;
using Shaken.Core.CallPlacement;

namespace Shaken.EndToEnd.Tests.FunctionsHost;

/// <summary>The program killed by SIGKILL under the Functions host, which starts it again; the storage is what survives.</summary>
public sealed class HostedKillTests(LoopbackCountry country) : IClassFixture<LoopbackCountry>
{
    private const int Steps = 8;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<HostKind, string> Hosts => new() { { HostKind.Forwarding, nameof(HostedStorage.Disk) }, { HostKind.Proxying, nameof(HostedStorage.Disk) } };

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task KilledBetweenAnyTwoRequests_LosesNothingAcknowledged_AndHandsNothingOutTwice(HostKind kind, string storage)
    {
        await using var cps = await HostedCps.StartAsync(country, kind, StorageOf(storage));

        // The last flow is killed before every request.
        for (var killed = 0; killed <= Steps; killed++)
        {
            var flow = new Flow(cps, HostedCps.Call(killed));
            for (var step = 0; step < Steps; step++)
            {
                if (step == killed || killed == Steps) await KillAsync(cps);
                await flow.RunAsync(step);
            }
        }

        Assert.Equal(1 + Steps + Steps, cps.Host.Handler.Starts);
        Assert.DoesNotContain(cps.Host.Handler.Output, IsTrouble);
    }

    [Fact]
    public async Task TheThirdCrashWithinHalfAnHour_StopsTheHost()
    {
        await using var cps = await HostedCps.StartAsync(country, HostKind.Forwarding, HostedStorage.Disk);
        await cps.Host.Handler.KillAsync(Token);
        await cps.Host.Handler.KillAsync(Token);
        await cps.UntilHealthyAsync();
        await cps.Host.Handler.KillAsync(Token);
        using var response = await cps.SendAsync(HttpMethod.Get, "/health");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 3), (response.StatusCode, cps.Host.Handler.Starts));
    }

    private static Func<string, HostedStorage> StorageOf(string name) => name switch
    {
        nameof(HostedStorage.Disk) => HostedStorage.Disk,
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    // All but 1612: the CRL that the certificates name is of a host that does not exist.
    private static bool IsTrouble(string line) =>
        (line.Contains("\"LogLevel\":\"Error\"", StringComparison.Ordinal) || line.Contains("\"LogLevel\":\"Critical\"", StringComparison.Ordinal))
        && !line.Contains("\"EventId\":1612,", StringComparison.Ordinal);

    private static async Task KillAsync(HostedCps cps)
    {
        cps.Host.Handler.Pass(TimeSpan.FromMinutes(31));
        await cps.Host.Handler.KillAsync(Token);
        await cps.UntilHealthyAsync();
    }

    /// <summary>One call: published in two ways, retrieved, published again. Each step asserts what all before it have settled.</summary>
    private sealed class Flow(HostedCps cps, CallNumbers call)
    {
        private string _open = "";
        private string _agreed = "";
        private string _bearer = "";

        public async Task RunAsync(int step)
        {
            switch (step)
            {
                case 0:
                    _open = await cps.SignAsync(call);
                    await PostAsync();
                    break;
                case 1:
                    await PostAsync();
                    break;
                case 2:
                    _agreed = await cps.SignAsync(call);
                    _bearer = await cps.BearerAsync(call, [_agreed]);
                    Assert.Equal(HttpStatusCode.Created, (await cps.PublishAsync(call, _agreed, _bearer)).Status);
                    break;
                case 3:
                    Assert.Equal(HttpStatusCode.Unauthorized, (await cps.PublishAsync(call, _agreed, _bearer)).Status);
                    break;
                case 4:
                    var taken = await cps.RetrieveAsync(call);
                    Assert.Equal(HttpStatusCode.OK, taken.Status);
                    Assert.Equal(new[] { _open, _agreed }.Order(StringComparer.Ordinal), taken.Passports.Order(StringComparer.Ordinal));
                    break;
                case 5:
                    await NothingWaitsAsync();
                    break;
                case 6:
                    await PostAsync();
                    break;
                case 7:
                    await NothingWaitsAsync();
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(step));
            }
        }

        private async Task PostAsync() => Assert.Equal(HttpStatusCode.Created, (await cps.PostOpenAsync(_open)).Status);

        private async Task NothingWaitsAsync() => Assert.Equal("nothing-waiting", (await cps.RetrieveAsync(call)).Reason);
    }
}
