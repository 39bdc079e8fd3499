using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text.Json;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Verification.CallValidation;
using Shaken.Core.Verification.Verdicts;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Verification.CallValidation;

/// <summary>
/// Asks an external service about calls (CVT), within one bound for a call: a second try after a failed one, and a circuit breaker that
/// leaves a service alone which fails often. Without an answer the conclusion is <see cref="CallValidationConclusion.NoAnswer"/>.
/// </summary>
internal sealed partial class CallValidationClient : ICallValidation
{
    private const string Rule = "external";
    private const int MaxAnswerOctets = 16 * 1024;
    private const int MaxDetail = 200;

    // Of the requests within the window so many fail before the service is left alone for the pause.
    private const double FailureRatio = 0.5;
    private const int LeastRequests = 10;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    // What is left of a call's time must be worth another connection.
    private static readonly TimeSpan LeastForRetry = TimeSpan.FromMilliseconds(25);

    private readonly ExternalValidation _settings;
    private readonly OperatorExchange _exchange;
    private readonly ResiliencePipeline<Attempt> _pipeline;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public CallValidationClient(
        ExternalValidation settings, HttpMessageInvoker http, TimeProvider time, ILogger<CallValidationClient> logger)
    {
        (_settings, _exchange, _time, _logger) = (settings, new OperatorExchange(http, time), time, logger);
        _pipeline = new ResiliencePipelineBuilder<Attempt> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<Attempt>
            {
                MaxRetryAttempts = 1,
                Delay = TimeSpan.Zero,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Result is { MayBeRetried: true }),
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<Attempt>
            {
                FailureRatio = FailureRatio,
                MinimumThroughput = LeastRequests,
                SamplingDuration = Window,
                BreakDuration = Pause,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Result is { Result: null }),
                OnOpened = arguments =>
                {
                    LogDown(_settings.Url.Host, arguments.Outcome.Result?.Fault ?? "unknown", Pause);
                    return ValueTask.CompletedTask;
                },
                OnClosed = _ =>
                {
                    LogUp(_settings.Url.Host);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }

    public async ValueTask<CallValidationResult> AskAsync(CallToVerify call, CallVerdict verdict, CancellationToken cancellationToken)
    {
        var question = JsonSerializer.SerializeToUtf8Bytes(
            CallValidationQuestion.Of(call, verdict, _settings), CallValidationJson.Default.CallValidationQuestion);
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            var outcome = await _pipeline.ExecuteOutcomeAsync(
                async (execution, until) => Outcome.FromResult(await AskOnceAsync(question, until, execution.CancellationToken)),
                context, Deadline.After(_settings.Timeout, _time));
            if (outcome.Exception is BrokenCircuitException) return NoAnswer("the service failed often and is left alone for some seconds");

            // The caller's cancellation, or a bug.
            outcome.ThrowIfException();
            return outcome.Result is { Result: { } result } ? result : NoAnswer(outcome.Result?.Fault ?? "no answer");
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async ValueTask<Attempt> AskOnceAsync(byte[] question, Deadline until, CancellationToken cancellationToken)
    {
        if (until.Left(_time) is not { Ticks: > 0 } left) return new Attempt(Result: null, "no answer in time", MayBeRetried: false);
        using var request = new HttpRequestMessage(HttpMethod.Post, _settings.Url) { Content = new ReadOnlyMemoryContent(question) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json);
        request.Headers.Accept.ParseAdd(MediaTypeNames.Application.Json);
        if (_settings.Key is { } key) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());
        var sent = await _exchange.SendAsync(request, new OperatorBounds(left, MaxAnswerOctets), cancellationToken);
        if (!sent.TryGet(out var reply, out var refusal)) return Failed(refusal.Detail, until);
        if (!reply.IsSuccess) return Failed($"{_settings.Url.Host} answered {(int)reply.Status}", until);
        return Read(reply.Body) is { } result
            ? new Attempt(result, Fault: null, MayBeRetried: false)
            : new Attempt(
                Result: null, $"{_settings.Url.Host}: the answer names no verdict of clean, suspicious, unwanted", MayBeRetried: false);
    }

    private Attempt Failed(string fault, Deadline until) => new(Result: null, fault, MayBeRetried: until.Left(_time) >= LeastForRetry);

    // Members that are not known are passed over.
    private static CallValidationResult? Read(ReadOnlyMemory<byte> body)
    {
        if (!StrictJson.TryParseObject(body, MaxAnswerOctets, out var json, out _)) return null;
        using (json)
        {
            CallValidationConclusion? conclusion = json.RootElement.TryGetString("verdict"u8, out var verdict)
                ? verdict switch
                {
                    "clean" => CallValidationConclusion.Clean,
                    "suspicious" => CallValidationConclusion.Suspicious,
                    "unwanted" => CallValidationConclusion.Unwanted,
                    _ => null,
                }
                : null;
            if (conclusion is not { } concluded) return null;

            // The detail goes into answers and logs, where no number may be.
            var detail = json.RootElement.TryGetString("detail"u8, out var text) && PlainText.IsPlain(text, MaxDetail)
                ? NumberMask.Of(text)
                : "the external service gives no reason";
            return new CallValidationResult(concluded, Rule, detail);
        }
    }

    private static CallValidationResult NoAnswer(string detail) => new(CallValidationConclusion.NoAnswer, Rule, detail);

    [LoggerMessage(EventId = 4246, Level = LogLevel.Warning,
        Message = "The call validation at {Host} fails ({Fault}) and is left alone for {Pause}; calls are judged without it")]
    private partial void LogDown(string host, string fault, TimeSpan pause);

    [LoggerMessage(EventId = 4247, Level = LogLevel.Information, Message = "The call validation at {Host} answers again")]
    private partial void LogUp(string host);

    /// <param name="Result">Null: there is none, and <see cref="Fault"/> says why.</param>
    private sealed record Attempt(CallValidationResult? Result, string? Fault, bool MayBeRetried);
}
