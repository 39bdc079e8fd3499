using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;

namespace Shaken.Core.CallPlacement.Republish;

/// <summary>What one request to a peer gave.</summary>
internal enum RepublishAttempt
{
    Taken,
    Refused,

    /// <summary>The peer answers, but not now.</summary>
    Busy,

    /// <summary>The peer fails.</summary>
    Faulty,

    /// <summary>No connection, or no answer in time.</summary>
    Unanswered,
}

/// <summary>
/// Everything that waits for one peer, and who hands it on: a peer has its own queue and its own requests, so that none waits for another.
/// </summary>
internal sealed partial class RepublishLane
{
    private const int MaxReasonLength = 40;
    private static readonly string NotVerifiableNow = KebabCase.Of(CpsFailure.NotVerifiableNow);

    private readonly RepublishTarget _target;
    private readonly RepublishBounds _bounds;
    private readonly RepublishSigner _signer;
    private readonly CpsClient _client;
    private readonly RepublishMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly PeerCircuit _circuit;
    private readonly Channel<Republication> _waiting;
    private readonly LogPace<RepublishOutcome> _pace;
    private long _characters;

    public RepublishLane(
        RepublishTarget target, RepublishBounds bounds, RepublishSigner signer, CpsClient client, RepublishMetrics metrics,
        TimeProvider time, ILogger logger)
    {
        (_target, _bounds, _signer, _client, _metrics, _time, _logger) = (target, bounds, signer, client, metrics, time, logger);
        _circuit = new PeerCircuit(bounds, time);
        _pace = new LogPace<RepublishOutcome>(bounds.LogEvery, time);
        _waiting = Channel.CreateBounded<Republication>(
            new BoundedChannelOptions(bounds.Waiting) { FullMode = BoundedChannelFullMode.DropOldest }, Drop);
    }

    /// <summary>Never waits.</summary>
    public void Offer(Republication publication)
    {
        _metrics.Waiting(_target.Name, 1);
        Interlocked.Add(ref _characters, publication.Characters);
        if (!_waiting.Writer.TryWrite(publication))
        {
            Leave(publication);
            End(RepublishOutcome.Abandoned);
        }

        while (Interlocked.Read(ref _characters) > _bounds.WaitingCharacters && _waiting.Reader.TryRead(out var oldest)) Drop(oldest);
    }

    /// <summary>Takes nothing more in.</summary>
    public void Close() => _waiting.Writer.TryComplete();

    /// <summary>Hands on until the lane is closed and empty.</summary>
    /// <param name="abandon">What is left then is given up.</param>
    public Task RunAsync(CancellationToken abandon) => Task.WhenAll(Enumerable.Range(0, _bounds.AtOnce).Select(_ => WorkAsync(abandon)));

    private async Task WorkAsync(CancellationToken abandon)
    {
        // Not cancelled: what is left when the program ends is counted as abandoned.
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (_waiting.Reader.TryRead(out var publication))
            {
                Leave(publication);
                try
                {
                    await HandOnAsync(publication, abandon);
                }
                catch (Exception exception)
                {
                    // The next publication is tried all the same.
                    _metrics.Ended(_target.Name, RepublishOutcome.Failed);
                    LogFailed(exception, _target.Name);
                }
            }
        }
    }

    private async Task HandOnAsync(Republication publication, CancellationToken abandon)
    {
        var retry = _bounds.FirstRetry;
        while (true)
        {
            var left = publication.WorthUntil - _time.GetUtcNow();
            if (abandon.IsCancellationRequested || left <= TimeSpan.Zero)
            {
                End(abandon.IsCancellationRequested ? RepublishOutcome.Abandoned : RepublishOutcome.Expired);
                return;
            }

            if (!_circuit.TryPass(out var round, out var wait))
            {
                await WaitAsync(Shorter(wait, left), abandon);
                continue;
            }

            var (result, answer) = await TryAsync(publication, Shorter(left, _bounds.RequestTimeout), abandon);
            if (!abandon.IsCancellationRequested) Note(result, round);
            if (result is RepublishAttempt.Taken or RepublishAttempt.Refused)
            {
                End(result == RepublishAttempt.Taken ? RepublishOutcome.Delivered : RepublishOutcome.Refused, answer);
                return;
            }

            await WaitAsync(Shorter(retry, left), abandon);
            retry = Shorter(retry * 2, _bounds.LongestRetry);
        }
    }

    private async Task<(RepublishAttempt Result, CpsAnswer? Answer)> TryAsync(
        Republication publication, TimeSpan timeout, CancellationToken abandon)
    {
        using var late = new CancellationTokenSource(timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, abandon);
        var bearer = await _signer.SignAsync(publication.Publisher, _target.Audience, CancellationToken.None);
        try
        {
            var answer = await _client.RepublishAsync(
                _target.BaseUrl, publication.Call, publication.Passports, publication.Authorization, bearer, either.Token);
            return (ResultOf(answer), answer);
        }
        catch (Exception exception) when (ConnectionFailures.RefusalIn(exception) is not null)
        {
            return (RepublishAttempt.Unanswered, null);
        }
    }

    // A redirection is a refusal too: it is not followed.
    private static RepublishAttempt ResultOf(CpsAnswer answer) => (int)answer.Status switch
    {
        >= 200 and < 300 => RepublishAttempt.Taken,
        408 or 429 => RepublishAttempt.Busy,

        // One publisher's repository is out of the peer's reach; the peer itself is there.
        503 when answer.Reason == NotVerifiableNow => RepublishAttempt.Busy,
        >= 500 => RepublishAttempt.Faulty,
        _ => RepublishAttempt.Refused,
    };

    private void Note(RepublishAttempt result, int round)
    {
        _metrics.Tried(_target.Name, result);
        if (result is RepublishAttempt.Faulty or RepublishAttempt.Unanswered)
        {
            if (_circuit.Failed(round)) LogDown(_target.Name, result);
        }
        else if (_circuit.Answered())
        {
            LogUp(_target.Name);
        }
    }

    private void Leave(Republication publication)
    {
        _metrics.Waiting(_target.Name, -1);
        Interlocked.Add(ref _characters, -publication.Characters);
    }

    private void Drop(Republication publication)
    {
        Leave(publication);
        End(RepublishOutcome.Dropped);
    }

    private void End(RepublishOutcome outcome, CpsAnswer? answer = null)
    {
        _metrics.Ended(_target.Name, outcome);
        if (outcome != RepublishOutcome.Delivered && _pace.IsDue(outcome, out var count))
            LogNotHandedOn(count, _target.Name, outcome, (int?)answer?.Status, ReasonOf(answer));
    }

    // The peer's own word, if it looks like one of the closed reasons: anything else a peer writes stays out of the log.
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

    [LoggerMessage(EventId = 2301, Level = LogLevel.Warning,
        Message = "{Count} publications were not handed on to {Peer}: {Outcome} {Status} {Reason}")]
    private partial void LogNotHandedOn(long count, string peer, RepublishOutcome outcome, int? status, string? reason);

    [LoggerMessage(EventId = 2302, Level = LogLevel.Warning,
        Message = "The CPS {Peer} counts as down: {Result}; it is probed until it answers")]
    private partial void LogDown(string peer, RepublishAttempt result);

    [LoggerMessage(EventId = 2303, Level = LogLevel.Information, Message = "The CPS {Peer} answers again")]
    private partial void LogUp(string peer);

    [LoggerMessage(EventId = 2304, Level = LogLevel.Error, Message = "Handing on to {Peer} failed by a fault of our own")]
    private partial void LogFailed(Exception exception, string peer);
}
