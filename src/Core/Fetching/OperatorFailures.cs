using System.Security.Authentication;

namespace Shaken.Core.Fetching;

/// <summary>What an exception of a request to a host that the operator named means: one table for all such requests.</summary>
public static class OperatorFailures
{
    /// <summary>The refusal, with the cause in words; null: a bug or the caller's own cancellation, which propagate.</summary>
    /// <param name="cancellationToken">
    /// The caller's own. Only its cancellation counts as one: the HTTP client reports its connect timeout by the same exception.
    /// </param>
    public static FetchRefusal? RefusalIn(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException when cancellationToken.IsCancellationRequested => null,
        OperationCanceledException { InnerException: TimeoutException } => new FetchRefusal(FetchFailure.TooSlow, "no connection in time"),
        OperationCanceledException => new FetchRefusal(FetchFailure.TooSlow, "no answer in time"),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
            new FetchRefusal(FetchFailure.HostNotFound, $"cannot be reached: {exception.Message}"),
        _ when ConnectionFailures.RefusalIn(exception) is { } refusal => refusal with { Detail = InWords(refusal.Reason, exception) },
        _ => null,
    };

    private static string InWords(FetchFailure reason, Exception exception)
    {
        if (reason == FetchFailure.TlsFailed) return $"TLS failed: {CauseOf(exception).Message}";
        return reason == FetchFailure.TooLarge ? "the answer's header is too large" : $"cannot be reached: {exception.Message}";
    }

    // The outer exception says no more than that there is an inner one.
    private static Exception CauseOf(Exception exception)
    {
        for (var cause = exception; ; cause = cause.InnerException)
        {
            if (cause is AuthenticationException || cause.InnerException is null) return cause;
        }
    }
}
