using Microsoft.Net.Http.Headers;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Web.Shared.Limiting;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.CertificationAuthority.Acme;

/// <summary>Writes what every ACME answer carries: a fresh nonce, the way to the directory, and for refusals the problem document of RFC 8555 section 6.7.</summary>
internal static partial class AcmeAnswers
{
    private const string ReplayNonce = "Replay-Nonce";
    private const string ProblemMediaType = "application/problem+json";

    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(2);

    /// <summary>Whether a path belongs to an ACME server.</summary>
    public static bool Covers(PathString path) => AcmePlaces.Find(path) is not null;

    /// <summary>The headers of every answer but the directory's.</summary>
    public static void AddHeaders(HttpContext context, AcmeServer server, AcmeUrls urls)
    {
        var headers = context.Response.Headers;
        headers[ReplayNonce] = server.Nonces.New();
        headers.CacheControl = "no-store";
        headers.Append(HeaderNames.Link, Link(urls.Directory, "index"));
    }

    public static string Link(string url, string relation) => $"<{url}>;rel=\"{relation}\"";

    public static void AskToWait(HttpContext context, TimeSpan? wait = null) =>
        context.Response.Headers.RetryAfter = Answers.SecondsOf(wait ?? UsualWait);

    public static Task RefuseAsync(HttpContext context, AcmeServer server, AcmeUrls urls, AcmeProblem problem)
    {
        var logger = context.RequestServices.GetRequiredService<ILogger<AcmeProblem>>();
        if (context.IsRefusalToBeTold($"ACME {problem.Error}")) LogRefused(logger, problem.Error, problem.Detail);
        AddHeaders(context, server, urls);
        if (problem.Status == StatusCodes.Status429TooManyRequests || problem.RetryAfter is not null)
            AskToWait(context, problem.RetryAfter);
        if (problem.AccountId is { } account) context.Response.Headers.Location = urls.Account(account);
        return WriteAsync(context, problem);
    }

    /// <summary>The answer of a server that this deployment has not configured.</summary>
    public static Task WriteMissingAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return WriteForStatusAsync(context);
    }

    /// <summary>What routing and the server refuse by themselves: unknown paths, methods other than POST (RFC 8555 section 6.3), crashes.</summary>
    public static Task WriteForStatusAsync(HttpContext context)
    {
        var status = context.Response.StatusCode;
        var problem = status switch
        {
            StatusCodes.Status429TooManyRequests => new AcmeProblem(AcmeError.RateLimited, "too many requests from this address"),
            StatusCodes.Status503ServiceUnavailable => new AcmeProblem(AcmeError.ServerInternal, "too many requests are under way, or what the server depends on does not answer; the request may be sent again"),
            >= StatusCodes.Status500InternalServerError => new AcmeProblem(AcmeError.ServerInternal, "something broke here; the request may be sent again"),
            StatusCodes.Status404NotFound => AcmeProblem.Malformed("nothing is at this path"),
            StatusCodes.Status405MethodNotAllowed => AcmeProblem.Malformed($"the path answers {context.Response.Headers.Allow}: what is not the directory or a nonce is asked for by POST-as-GET"),
            _ => AcmeProblem.Malformed("the request was refused"),
        } with { Status = status };
        if (status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable) AskToWait(context);
        context.Response.Headers.CacheControl = "no-store";
        return WriteAsync(context, problem);
    }

    private static Task WriteAsync(HttpContext context, AcmeProblem problem)
    {
        context.Response.StatusCode = problem.Status;
        return context.Response.WriteAsJsonAsync(AcmeProblemAnswer.Of(problem), AcmeAnswersJson.Default.AcmeProblemAnswer, ProblemMediaType);
    }

    [LoggerMessage(EventId = 3201, Level = LogLevel.Information, Message = "ACME request refused: {Error}, {Detail}")]
    private static partial void LogRefused(ILogger logger, AcmeError error, string detail);
}
