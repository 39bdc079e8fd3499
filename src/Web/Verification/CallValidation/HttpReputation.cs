using System.Text.Json;
using System.Text.Json.Serialization;
using Polly;
using Polly.CircuitBreaker;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Verification.CallValidation;
using Shaken.Web.Reputation;

namespace Shaken.Web.Verification.CallValidation;

/// <summary>What an STI-PA is asked of calling numbers.</summary>
internal sealed record ReputationQuestion(IReadOnlyList<string> Numbers);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReputationQuestion))]
internal sealed partial class ReputationQuestionJson : JsonSerializerContext;

/// <summary>
/// Scores of another program's STI-PA. An answer is kept for a minute; a call waits for one within its bound, and a circuit breaker leaves
/// an STI-PA alone that fails often. Without an answer nothing is known of the number.
/// </summary>
internal sealed partial class HttpReputation : IReputationSource
{
    private const int MaxAnswerOctets = 4096;
    private const int NumbersKept = 20_000;
    private const int MostAtOnce = 64;
    private const double FailureRatio = 0.5;
    private const int LeastRequests = 10;
    private const string Path = "/reputation/v1/numbers/query";

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    private readonly ReputationExchange _exchange;
    private readonly OperatorBounds _bounds;
    private readonly ResiliencePipeline<Answer> _pipeline;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _host;
    private readonly BoundedCache<TelephoneNumber, Known> _known = new(NumbersKept);
    private int _underWay;

    public HttpReputation(
        ReputationServer server, TimeSpan bound, HttpMessageInvoker http, TimeProvider time, ILogger<HttpReputation> logger)
    {
        (_exchange, _time, _logger, _host) = (new ReputationExchange(server, http, time), time, logger, server.Url.Host);
        _bounds = new OperatorBounds(bound, MaxAnswerOctets);
        _pipeline = new ResiliencePipelineBuilder<Answer> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<Answer>
            {
                FailureRatio = FailureRatio,
                MinimumThroughput = LeastRequests,
                SamplingDuration = Window,
                BreakDuration = Pause,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Result is { Known: null }),
                OnOpened = arguments =>
                {
                    LogDown(_host, arguments.Outcome.Result?.Fault ?? "unknown", Pause);
                    return ValueTask.CompletedTask;
                },
                OnClosed = _ =>
                {
                    LogUp(_host);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }

    public async ValueTask<int?> FindScoreAsync(TelephoneNumber number, CancellationToken cancellationToken)
    {
        if (_known.TryGet(number, out var known) && !known.Until.HasPassed(_time)) return known.Score;
        try
        {
            // Calls beyond it go on without a score, so that a slow STI-PA holds up no more of them.
            return Interlocked.Increment(ref _underWay) > MostAtOnce ? null : await AskAsync(number, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private async ValueTask<int?> AskAsync(TelephoneNumber number, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            var outcome = await _pipeline.ExecuteOutcomeAsync(
                async (execution, asked) => Outcome.FromResult(await AskOnceAsync(asked, execution.CancellationToken)), context, number);
            if (outcome.Exception is BrokenCircuitException) return null;

            // The caller's cancellation, or a bug.
            outcome.ThrowIfException();
            if (outcome.Result is not { Known: { } known }) return null;
            _known.Set(number, known);
            return known.Score;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async ValueTask<Answer> AskOnceAsync(TelephoneNumber number, CancellationToken cancellationToken)
    {
        var question = JsonSerializer.SerializeToUtf8Bytes(
            new ReputationQuestion([number.Value]), ReputationQuestionJson.Default.ReputationQuestion);
        var sent = await _exchange.PostAsync(Path, question, _bounds, cancellationToken);
        if (!sent.TryGet(out var reply, out var refusal)) return new Answer(Known: null, refusal.Detail);
        if (!reply.IsSuccess) return new Answer(Known: null, $"{_host} answered {(int)reply.Status}");
        return TryRead(reply.Body, out var score)
            ? new Answer(new Known(score, Deadline.After(KeptFor, _time)), Fault: null)
            : new Answer(Known: null, $"{_host}: the answer has no entry for the number");
    }

    // A score outside its bounds is no score.
    private static bool TryRead(ReadOnlyMemory<byte> body, out int? score)
    {
        score = null;
        if (!StrictJson.TryParseObject(body, MaxAnswerOctets, out var json, out _)) return false;
        using (json)
        {
            if (!json.RootElement.TryGetProperty("numbers"u8, out var numbers) || numbers.ValueKind != JsonValueKind.Array
                || numbers.GetArrayLength() != 1 || numbers[0].ValueKind != JsonValueKind.Object)
                return false;
            if (!numbers[0].TryGetProperty("score"u8, out var member)) return true;
            if (member.ValueKind != JsonValueKind.Number || !member.TryGetInt32(out var value) || value is < 0 or > 100) return false;
            score = value;
            return true;
        }
    }

    [LoggerMessage(EventId = 4513, Level = LogLevel.Warning,
        Message = "The reputation at {Host} fails ({Fault}) and is left alone for {Pause}; calls are judged without it")]
    private partial void LogDown(string host, string fault, TimeSpan pause);

    [LoggerMessage(EventId = 4514, Level = LogLevel.Information, Message = "The reputation at {Host} answers again")]
    private partial void LogUp(string host);

    /// <param name="Score">Null: nothing is known of the number.</param>
    private sealed record Known(int? Score, Deadline Until);

    /// <param name="Known">Null: there is no answer, and <see cref="Fault"/> says why.</param>
    private sealed record Answer(Known? Known, string? Fault);
}
