using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Net.Http.Headers;

namespace Shaken.Web.Shared.Problems;

/// <summary>Writes answers; every body is JSON made by generated code.</summary>
internal static class Answers
{
    private const string ProblemMediaType = "application/problem+json";

    // Rates are counted by the second, and an answer takes less.
    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(1);

    public static Task WriteProblemAsync(this HttpResponse response, Problem problem, string cacheControl = "no-store")
    {
        response.Headers[HeaderNames.CacheControl] = cacheControl;
        if (problem.Status == StatusCodes.Status401Unauthorized) response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        if (problem.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
            response.Headers[HeaderNames.RetryAfter] = SecondsOf(problem.RetryAfter ?? UsualWait);
        response.StatusCode = problem.Status;
        return response.WriteAsJsonAsync(problem, AnswersJson.Default.Problem, ProblemMediaType);
    }

    /// <summary>A pause as Retry-After has it: whole seconds, one at least.</summary>
    public static string SecondsOf(TimeSpan pause) =>
        Math.Max(1, Math.Ceiling(pause.TotalSeconds)).ToString("0", CultureInfo.InvariantCulture);

    public static Task WriteStatusAsync(this HttpResponse response, int status, string message)
    {
        response.StatusCode = status;
        return response.WriteAsJsonAsync(new Acknowledgement(status, message), AnswersJson.Default.Acknowledgement);
    }

    /// <summary>Writes a problem document where routing or the server refuses by itself: unknown path or method, oversize body.</summary>
    public static Task WriteForStatusAsync(HttpContext context)
    {
        var status = context.Response.StatusCode;
        var (reason, detail) = status switch
        {
            StatusCodes.Status404NotFound => ("not-found", "nothing is at this path"),
            StatusCodes.Status405MethodNotAllowed => ("method-not-allowed", $"the path answers {context.Response.Headers.Allow}"),
            StatusCodes.Status413PayloadTooLarge => ("body-too-large", "the body is longer than this path takes"),
            StatusCodes.Status503ServiceUnavailable => (
                "unavailable", "what this service depends on does not answer; nothing was acknowledged, and the request may be sent again"),
            StatusCodes.Status500InternalServerError => ("server-error", "something broke here; the request may be sent again"),
            _ => ("refused", "the request was refused"),
        };
        return context.Response.WriteProblemAsync(Problem.Of(status, reason, detail) with
        {
            RetryAfter = Outages.PauseAfter(context.Features.Get<IExceptionHandlerFeature>()?.Error),
        });
    }
}
