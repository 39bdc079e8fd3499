using System.Net;
using Shaken.Core.Foundations;
using Shaken.Core.ServiceProvider.AcmeClient;
using Shaken.Core.ServiceProvider.Renewal;
using Shaken.Core.Tests.ServiceProvider.AcmeClient;

namespace Shaken.Core.Tests.ServiceProvider.Renewal;

public sealed class CertificateRenewalTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FirstRun_OrdersACertificate_AndPutsItInForceOnceItIsPublished()
    {
        var world = await RenewalWorld.NewAsync();
        var current = await world.RenewAsync();
        Assert.Equal(["fetch", "current"], world.Happened);
        Assert.Equal(current.X5u, world.Ring.Current!.X5u);
        Assert.Equal($"https://cr.example/{current.Fingerprint}.pem", current.X5u);
        Assert.Equal(current.Fingerprint, (await world.New().FindCurrentAsync(Token))!.ReadChain()[0].Fingerprint);
        Assert.Empty(world.Ring.Bare);
    }

    [Fact]
    public async Task Run_BeforeTwoThirdsOfItsLife_DoesNothing_AfterThemRenewsWithAnotherKey()
    {
        var world = await RenewalWorld.NewAsync();
        var first = await world.RenewAsync();
        var life = first.NotAfter - first.NotBefore;
        Assert.InRange(first.RenewAt, first.NotBefore + (life * 2 / 3), first.NotBefore + (life * 0.72));

        world.Time.Advance(first.RenewAt - world.Time.GetUtcNow() - TimeSpan.FromSeconds(1));
        Assert.Equal(RenewalResult.NotDue, (await world.RunAsync()).Result);
        Assert.Single(world.Ca.Orders);

        world.Time.Advance(TimeSpan.FromSeconds(1));
        var second = await world.RenewAsync();
        Assert.NotEqual(first.Fingerprint, second.Fingerprint);
        Assert.False(first.ReadChain()[0].PublicKey.Der.Span.SequenceEqual(second.ReadChain()[0].PublicKey.Der.Span));
    }

    [Fact]
    public async Task OldKey_StaysUntilItsCertificateExpires()
    {
        var world = await RenewalWorld.NewAsync();
        var first = await world.RenewAsync();
        world.Time.Advance(first.RenewAt - world.Time.GetUtcNow());
        var second = await world.RenewAsync();
        Assert.Equal(2, world.Ring.Kept.Count);

        world.Time.Advance(first.NotAfter - world.Time.GetUtcNow() - TimeSpan.FromSeconds(1));
        await world.RunAsync();
        Assert.Contains(first.Fingerprint, world.Ring.Kept);

        world.Time.Advance(TimeSpan.FromSeconds(1));
        await world.RunAsync();
        Assert.DoesNotContain(first.Fingerprint, world.Ring.Kept);
        Assert.Contains(second.Fingerprint, world.Ring.Kept);
    }

    [Fact]
    public async Task Renewals_AreSpread_SoThatAFleetDoesNotComeAtOnce()
    {
        var moments = new HashSet<DateTimeOffset>();
        foreach (var octet in (byte[])[0, 128, 255])
        {
            var world = await RenewalWorld.NewAsync();
            var run = await world.New(random: new Filled(octet)).RunAsync(force: false, Token);
            moments.Add(run.Current!.RenewAt);
        }

        Assert.Equal(3, moments.Count);
        Assert.InRange(moments.Max() - moments.Min(), TimeSpan.FromDays(4), TimeSpan.FromDays(5));
    }

    [Fact]
    public async Task Run_WhileTheCertificateIsNotPublished_KeepsTheOldOneInForce_AndThenGoesOnWithTheSameOrder()
    {
        var world = await RenewalWorld.NewAsync();
        var first = await world.RenewAsync();
        world.Time.Advance(first.RenewAt - world.Time.GetUtcNow());
        world.IsPublished = false;
        var run = await world.RunAsync();
        Assert.Equal((RenewalResult.Failed, AcmeFailureKind.NotPublished), (run.Result, run.Failure!.Kind));
        Assert.Equal(first.Fingerprint, world.Ring.Current!.Fingerprint);
        Assert.Equal(RenewalResult.Pausing, (await world.RunAsync()).Result);

        world.IsPublished = true;
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.RenewAsync();
        Assert.Equal(2, world.Ca.Orders.Count);
    }

    [Fact]
    public async Task Run_WhereTheCaPublishesNothing_PublishesAtOurOwnRepository()
    {
        var world = await RenewalWorld.NewAsync();
        world.Ca.X5uOf = _ => null;
        var failed = await world.RunAsync();
        Assert.Equal(AcmeFailureKind.NotPublished, failed.Failure!.Kind);

        world.Options = world.Options with { Repository = new Uri("https://own.example/") };
        world.Time.Advance(TimeSpan.FromHours(1));
        var current = await world.RenewAsync();
        Assert.Equal($"https://own.example/certificates/{current.Fingerprint}.pem", current.X5u);
        Assert.NotNull(await world.Repository.FindAsync(current.Fingerprint, Token));
        Assert.Single(world.Ca.Orders);
    }

    [Fact]
    public async Task FailedRuns_PauseLongerEachTime_UpToABound_AndStartAnewAfterASuccess()
    {
        var world = await RenewalWorld.NewAsync();
        world.Ca.Instead["/new-order"] = () => ScriptedCa.Problem(HttpStatusCode.InternalServerError, "serverInternal", "out of order");
        var pauses = new List<TimeSpan>();
        for (var count = 0; count < 12; count++)
        {
            var run = await world.RunAsync();
            Assert.Equal("out of order", run.Failure!.Detail);
            pauses.Add(run.NextAt!.Value - world.Time.GetUtcNow());
            world.Time.Advance(pauses[^1]);
        }

        Assert.InRange(pauses[0], TimeSpan.FromSeconds(45), TimeSpan.FromSeconds(60));
        Assert.InRange(pauses[4], TimeSpan.FromMinutes(12), TimeSpan.FromMinutes(16));
        Assert.InRange(pauses[11], TimeSpan.FromHours(4.5), TimeSpan.FromHours(6));

        world.Ca.Instead.Clear();
        await world.RenewAsync();
        world.Ca.Instead["/new-order"] = () => ScriptedCa.Problem(HttpStatusCode.InternalServerError, "serverInternal", "out of order");
        var again = await world.RunAsync(force: true);
        Assert.InRange(again.NextAt!.Value - world.Time.GetUtcNow(), TimeSpan.FromSeconds(45), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task OrderThatEndedInvalid_IsGivenUp_WithItsKey()
    {
        var world = await RenewalWorld.NewAsync();
        world.Ca.Gate = path =>
        {
            if (path == "/authorization/0") world.Ca.Orders[0].Refusal = "refused";
            return Task.CompletedTask;
        };
        Assert.Equal(AcmeFailureKind.OrderInvalid, (await world.RunAsync()).Failure!.Kind);
        Assert.Empty(world.Ring.Bare);

        world.Time.Advance(TimeSpan.FromHours(1));
        await world.RenewAsync();
        Assert.Equal(2, world.Ca.Orders.Count);
    }

    [Fact]
    public async Task News_AreSentAgain_UntilSomebodyTakesThem()
    {
        var world = await RenewalWorld.NewAsync();
        world.TakesNotices = false;
        var current = await world.RenewAsync();
        world.TakesNotices = true;
        await world.RunAsync();
        await world.RunAsync();

        Assert.Equal(2, world.Notices.Count);
        Assert.Single(world.Notices.Select(notice => notice.Id).Distinct());
        Assert.Equal(
            (RenewalEvent.Renewed, "US/1234", current.X5u, current.NotAfter), (world.Notices[1].Event, world.Notices[1].Provider, world.Notices[1].CertificateUrl, world.Notices[1].NotAfter!.Value));
    }

    [Fact]
    public async Task News_ThatNobodyTakes_AreGivenUp()
    {
        var world = await RenewalWorld.NewAsync();
        world.TakesNotices = false;
        await world.RenewAsync();
        for (var count = 0; count < 20; count++) await world.RunAsync();
        Assert.Equal(10, world.Notices.Count);
    }

    [Fact]
    public async Task Failure_IsTold_WithTheCertificateThatIsStillInForce()
    {
        var world = await RenewalWorld.NewAsync();
        var first = await world.RenewAsync();
        world.Ca.Instead["/new-order"] = () => ScriptedCa.Problem(HttpStatusCode.Forbidden, "unauthorized", "the account is suspended");
        await world.RunAsync(force: true);
        Assert.Equal((RenewalEvent.Failed, first.X5u, "the account is suspended"), (world.Notices[^1].Event, world.Notices[^1].CertificateUrl, world.Notices[^1].Detail));
    }

    private sealed class Filled(byte octet) : IRandom
    {
        public void Fill(Span<byte> octets) => octets.Fill(octet);
    }
}
