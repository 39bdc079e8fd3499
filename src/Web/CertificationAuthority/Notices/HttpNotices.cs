using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Shaken.Core.CertificationAuthority.Notices;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Web.CertificationAuthority.Revoking;

namespace Shaken.Web.CertificationAuthority.Notices;

/// <summary>Notices of a policy administrator elsewhere, beside the URL that this CA reports to and with the same secret.</summary>
internal sealed class HttpNotices(ReportSettings settings, HttpMessageInvoker http, TimeProvider time) : INoticeSource
{
    private static readonly OperatorBounds Bounds = new(TimeSpan.FromSeconds(20), NoticeAnswer.MaxOctets);

    private readonly OperatorExchange _exchange = new(http, time);

    public async ValueTask<Outcome<NoticeAnswer, string>> ReadAsync(long since, CancellationToken cancellationToken)
    {
        var url = new Uri(settings.Url, string.Create(CultureInfo.InvariantCulture, $"notices?since={since}"));
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", settings.Secret);
        request.Headers.Accept.ParseAdd("application/json");
        if (!(await _exchange.SendAsync(request, Bounds, cancellationToken)).TryGet(out var reply, out var refusal)) return refusal.Detail;
        if (reply.Status != HttpStatusCode.OK) return $"{settings.Url.Host} answered {(int)reply.Status}";
        return NoticeAnswer.TryRead(reply.Body, since, out var answer, out var failure) ? answer : failure;
    }
}
