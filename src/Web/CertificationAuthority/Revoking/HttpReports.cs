using System.Net;
using System.Net.Http.Headers;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Fetching;

namespace Shaken.Web.CertificationAuthority.Revoking;

/// <summary>Reports to the policy administrator over HTTPS. The URL is the operator's own, so the rules for strangers' URLs do not apply; no redirect is followed.</summary>
internal sealed partial class HttpReports(ReportSettings settings, HttpMessageInvoker http, TimeProvider time, ILogger<HttpReports> logger) : IRevocationReports
{
    private static readonly OperatorBounds Bounds = new(TimeSpan.FromSeconds(20), MaxOctets: 0);

    private readonly OperatorExchange _exchange = new(http, time);

    public async ValueTask<ReportAnswer> SendAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, settings.Url) { Content = new ReadOnlyMemoryContent(json) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", settings.Secret);
        if (!(await _exchange.SendAsync(request, Bounds, cancellationToken)).TryGet(out var reply, out var refusal))
        {
            LogUnreachable(settings.Url.Host, refusal.Detail);
            return ReportAnswer.Unreachable;
        }

        var answer = AnswerOf(reply.Status);
        if (answer == ReportAnswer.Acknowledged) return answer;
        if (IsOutage(reply.Status)) LogUnreachable(settings.Url.Host, $"it answered {(int)reply.Status}");
        else LogNotTaken(settings.Url.Host, (int)reply.Status);
        return answer;
    }

    // It may pass by itself; for all else an operator is needed.
    private static bool IsOutage(HttpStatusCode status) => status == HttpStatusCode.TooManyRequests || (int)status >= 500;

    // Our secret or our report is wrong, which only an operator can mend; everything else may mend itself.
    private static ReportAnswer AnswerOf(HttpStatusCode status) => (int)status switch
    {
        200 or 201 or 202 or 204 => ReportAnswer.Acknowledged,
        400 or 403 or 413 or 422 => ReportAnswer.Refused,
        _ => ReportAnswer.Unreachable,
    };

    [LoggerMessage(EventId = 1621, Level = LogLevel.Error, Message = "The policy administrator {Host} did not take a report of a revocation: {Status}; it is sent again")]
    private partial void LogNotTaken(string host, int status);

    [LoggerMessage(EventId = 1622, Level = LogLevel.Warning,
        Message = "The policy administrator {Host} cannot be reached ({Detail}); reports of revocations wait")]
    private partial void LogUnreachable(string host, string detail);
}
