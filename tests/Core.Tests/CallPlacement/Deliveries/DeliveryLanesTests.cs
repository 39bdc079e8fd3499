using System.Collections.Concurrent;
using System.Net;
using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Deliveries;
using Shaken.Core.Fetching;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.CallPlacement.Deliveries;

public sealed class DeliveryLanesTests : IDisposable, IDeliveryReport
{
    private readonly ManualTime _time = new();
    private readonly ConcurrentQueue<(string Host, DeliveryOutcome Outcome)> _ended = [];
    private readonly ConcurrentQueue<string> _down = [];
    private readonly DeliveryLanes _lanes;

    public DeliveryLanesTests() => _lanes = new DeliveryLanes(DeliveryBounds.Default, most: 2, this, _time);

    public void Dispose() => _lanes.Dispose();

    [Fact]
    public async Task Offer_AnotherHostWhileAllAreBusy_IsDropped()
    {
        var gate = new TaskCompletionSource<HttpStatusCode>();
        _lanes.Offer("a.example", new Delivery(this, _ => gate.Task));
        _lanes.Offer("b.example", new Delivery(this, _ => gate.Task));
        _lanes.Offer("c.example", new Delivery(this, _ => gate.Task));
        Assert.Equal(("c.example", DeliveryOutcome.Dropped), Assert.Single(_ended));
        gate.SetResult(HttpStatusCode.Created);
        await _lanes.CloseAsync();
        Assert.Equal(2, _ended.Count(one => one.Outcome == DeliveryOutcome.Delivered));
    }

    [Fact]
    public async Task Offer_AnotherHostWhileOneIsIdle_TakesItsPlace()
    {
        var gate = new TaskCompletionSource<HttpStatusCode>();
        _lanes.Offer("a.example", new Delivery(this, _ => Task.FromResult(HttpStatusCode.Created)));
        await UntilAsync(() => _ended.Count == 1);
        _lanes.Offer("b.example", new Delivery(this, _ => gate.Task));
        _lanes.Offer("c.example", new Delivery(this, _ => Task.FromResult(HttpStatusCode.Created)));
        await UntilAsync(() => _ended.Count == 2);
        Assert.Equal(["a.example", "c.example"], _ended.Select(one => one.Host));
        Assert.All(_ended, one => Assert.Equal(DeliveryOutcome.Delivered, one.Outcome));
        gate.SetResult(HttpStatusCode.Created);
        await _lanes.CloseAsync();
    }

    [Fact]
    public async Task Offer_NoPlaceForARequest_TriesAgain_AndTheHostDoesNotCountAsDown()
    {
        var tries = 0;
        _lanes.Offer("a.example", new Delivery(this, _ => ++tries <= DeliveryBounds.Default.FailuresToOpen
            ? throw new GuardException(new FetchRefusal(FetchFailure.Busy, "too many requests are under way"))
            : Task.FromResult(HttpStatusCode.Created)));
        await UntilAsync(() =>
        {
            _time.Advance(DeliveryBounds.Default.FirstRetry);
            return !_ended.IsEmpty;
        });
        Assert.Equal(("a.example", DeliveryOutcome.Delivered), Assert.Single(_ended));
        Assert.Empty(_down);
        await _lanes.CloseAsync();
    }

    [Fact]
    public async Task Close_GivesUpAfterItsTime_AndTakesNothingMoreIn()
    {
        _lanes.Offer("a.example", new Delivery(this, NeverAsync));
        var closing = _lanes.CloseAsync();
        _lanes.Offer("a.example", new Delivery(this, NeverAsync));
        Assert.Equal(("a.example", DeliveryOutcome.Abandoned), Assert.Single(_ended));
        await UntilAsync(() =>
        {
            _time.Advance(DeliveryBounds.Default.Drain);
            return closing.IsCompleted;
        });
        await closing;
        Assert.Equal(2, _ended.Count(one => one.Outcome == DeliveryOutcome.Abandoned));
    }

    void IDeliveryReport.Waiting(string host, int more)
    {
    }

    void IDeliveryReport.Tried(string host, DeliveryAttempt result)
    {
    }

    void IDeliveryReport.Ended(string host, DeliveryOutcome outcome) => _ended.Enqueue((host, outcome));

    void IDeliveryReport.NotDelivered(string host, long count, DeliveryOutcome outcome, int? status, string? reason)
    {
    }

    void IDeliveryReport.Down(string host, DeliveryAttempt result) => _down.Enqueue(host);

    void IDeliveryReport.Up(string host)
    {
    }

    void IDeliveryReport.Failed(string host, Exception exception)
    {
    }

    private static async Task<HttpStatusCode> NeverAsync(CancellationToken cancellationToken)
    {
        await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        return HttpStatusCode.OK;
    }

    private static async Task UntilAsync(Func<bool> until)
    {
#pragma warning disable RS0030 // Others need the real time to do their work.
        while (!until()) await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
#pragma warning restore RS0030
    }

    private sealed class Delivery(DeliveryLanesTests test, Func<CancellationToken, Task<HttpStatusCode>> answer) : IDelivery
    {
        public DateTimeOffset WorthUntil { get; } = test._time.GetUtcNow() + TimeSpan.FromMinutes(1);

        public long Characters => 1;

        public ValueTask<Func<CancellationToken, Task<CpsAnswer>>> PrepareAsync() =>
            new(async token => new CpsAnswer(await answer(token), Reason: null, Detail: null, []));
    }
}
