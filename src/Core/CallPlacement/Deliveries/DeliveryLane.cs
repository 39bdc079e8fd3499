using System.Threading.Channels;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;

namespace Shaken.Core.CallPlacement.Deliveries;

/// <summary>
/// The queue of one host and the requests to it. Each host has its own, so that none waits for another.
/// </summary>
internal sealed class DeliveryLane
{
    private const int MaxReasonLength = 40;
    private static readonly string NotVerifiableNow = KebabCase.Of(CpsFailure.NotVerifiableNow);

    private readonly string _host;
    private readonly DeliveryBounds _bounds;
    private readonly IDeliveryReport _report;
    private readonly TimeProvider _time;
    private readonly PeerCircuit _circuit;
    private readonly Channel<IDelivery> _waiting;
    private readonly LogPace<DeliveryOutcome> _pace;
    private long _characters;
    private int _pending;

    /// <param name="host">Host and port: what logs and metrics call it.</param>
    public DeliveryLane(string host, DeliveryBounds bounds, IDeliveryReport report, TimeProvider time)
    {
        (_host, _bounds, _report, _time) = (host, bounds, report, time);
        _circuit = new PeerCircuit(bounds, time);
        _pace = new LogPace<DeliveryOutcome>(bounds.LogEvery, time);
        _waiting = Channel.CreateBounded<IDelivery>(
            new BoundedChannelOptions(bounds.Waiting) { FullMode = BoundedChannelFullMode.DropOldest }, Drop);
    }

    /// <summary>Nothing waits and no request is under way.</summary>
    public bool IsIdle => Volatile.Read(ref _pending) == 0;

    /// <summary>Never waits.</summary>
    public void Offer(IDelivery delivery)
    {
        Interlocked.Increment(ref _pending);
        _report.Waiting(_host, 1);
        Interlocked.Add(ref _characters, delivery.Characters);
        if (!_waiting.Writer.TryWrite(delivery))
        {
            Leave(delivery);
            End(DeliveryOutcome.Abandoned);
        }

        while (Interlocked.Read(ref _characters) > _bounds.WaitingCharacters && _waiting.Reader.TryRead(out var oldest)) Drop(oldest);
    }

    /// <summary>Takes nothing more in.</summary>
    public void Close() => _waiting.Writer.TryComplete();

    /// <summary>Delivers until the lane is closed and empty.</summary>
    /// <param name="abandon">What is left then is given up.</param>
    public Task RunAsync(CancellationToken abandon) => Task.WhenAll(Enumerable.Range(0, _bounds.AtOnce).Select(_ => WorkAsync(abandon)));

    private async Task WorkAsync(CancellationToken abandon)
    {
        // Not cancelled: what is left when the program ends is counted as abandoned.
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (_waiting.Reader.TryRead(out var delivery))
            {
                Leave(delivery);
                try
                {
                    await DeliverAsync(delivery, abandon);
                }
                catch (Exception exception)
                {
                    // The next one is tried all the same.
                    Count(DeliveryOutcome.Failed);
                    _report.Failed(_host, exception);
                }
            }
        }
    }

    private async Task DeliverAsync(IDelivery delivery, CancellationToken abandon)
    {
        var retry = _bounds.FirstRetry;
        while (true)
        {
            var left = delivery.WorthUntil - _time.GetUtcNow();
            if (abandon.IsCancellationRequested || left <= TimeSpan.Zero)
            {
                End(abandon.IsCancellationRequested ? DeliveryOutcome.Abandoned : DeliveryOutcome.Expired);
                return;
            }

            if (!_circuit.TryPass(out var round, out var wait))
            {
                await WaitAsync(Shorter(wait, left), abandon);
                continue;
            }

            var (result, answer) = await TryAsync(delivery, Shorter(left, _bounds.RequestTimeout), abandon);
            if (!abandon.IsCancellationRequested) Note(result, round);
            if (result is DeliveryAttempt.Taken or DeliveryAttempt.Refused)
            {
                End(result == DeliveryAttempt.Taken ? DeliveryOutcome.Delivered : DeliveryOutcome.Refused, answer);
                return;
            }

            await WaitAsync(Shorter(retry, left), abandon);
            retry = Shorter(retry * 2, _bounds.LongestRetry);
        }
    }

    private async Task<(DeliveryAttempt Result, CpsAnswer? Answer)> TryAsync(
        IDelivery delivery, TimeSpan timeout, CancellationToken abandon)
    {
        using var late = new CancellationTokenSource(timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, abandon);
        var send = await delivery.PrepareAsync();
        try
        {
            var answer = await send(either.Token);
            return (ResultOf(answer), answer);
        }
        catch (Exception exception) when (ConnectionFailures.RefusalIn(exception) is { } refusal)
        {
            return (ResultOf(refusal.Reason), null);
        }
    }

    // A URL or an address that is never asked is not asked again.
    private static DeliveryAttempt ResultOf(FetchFailure failure) => failure switch
    {
        FetchFailure.AddressNotAllowed or FetchFailure.UrlMalformed or FetchFailure.PortNotAllowed => DeliveryAttempt.Refused,
        FetchFailure.Busy => DeliveryAttempt.NotSent,
        _ => DeliveryAttempt.Unanswered,
    };

    // A redirection is a refusal too: it is not followed.
    private static DeliveryAttempt ResultOf(CpsAnswer answer) => (int)answer.Status switch
    {
        >= 200 and < 300 => DeliveryAttempt.Taken,
        408 or 429 => DeliveryAttempt.Busy,

        // One publisher's repository is out of the host's reach; the host itself is there.
        503 when answer.Reason == NotVerifiableNow => DeliveryAttempt.Busy,
        >= 500 => DeliveryAttempt.Faulty,
        _ => DeliveryAttempt.Refused,
    };

    private void Note(DeliveryAttempt result, int round)
    {
        _report.Tried(_host, result);
        if (result == DeliveryAttempt.NotSent) return;
        if (result is DeliveryAttempt.Faulty or DeliveryAttempt.Unanswered)
        {
            if (_circuit.Failed(round)) _report.Down(_host, result);
        }
        else if (_circuit.Answered())
        {
            _report.Up(_host);
        }
    }

    private void Leave(IDelivery delivery)
    {
        _report.Waiting(_host, -1);
        Interlocked.Add(ref _characters, -delivery.Characters);
    }

    private void Drop(IDelivery delivery)
    {
        Leave(delivery);
        End(DeliveryOutcome.Dropped);
    }

    private void End(DeliveryOutcome outcome, CpsAnswer? answer = null)
    {
        Count(outcome);
        if (outcome != DeliveryOutcome.Delivered && _pace.IsDue(outcome, out var count))
            _report.NotDelivered(_host, count, outcome, (int?)answer?.Status, ReasonOf(answer));
    }

    private void Count(DeliveryOutcome outcome)
    {
        Interlocked.Decrement(ref _pending);
        _report.Ended(_host, outcome);
    }

    // The host's own word, if it looks like one of the closed reasons: anything else it writes stays out of the log.
    private static string? ReasonOf(CpsAnswer? answer) =>
        answer?.Reason is { Length: > 0 and <= MaxReasonLength } reason
            && reason.All(character => char.IsAsciiLetterLower(character) || character == '-')
            ? reason
            : null;

    // Ends early, without an exception, when the rest is given up.
    private async Task WaitAsync(TimeSpan wait, CancellationToken abandon) =>
        await Task.Delay(
            wait < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : wait, _time,
            abandon).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
