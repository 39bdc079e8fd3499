using System.Globalization;
using Shaken.Core.CertificationAuthority.Notices;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.PolicyAdministrator.Notices;
using Shaken.Core.Principals;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Crls;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator.Notices;

/// <summary>
/// <c>GET /pa/v1/notices?since=CURSOR</c>: what the STI-CAs are told, for a CA with the secret of its reports, or with another credential
/// of an STI-CA's user.
/// </summary>
internal static class NoticeEndpoints
{
    private static readonly CallerRule Rule = CallerRule.Kinds(PrincipalKind.Authority, PrincipalKind.Operator);

    public static Task GetAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        var reports = context.RequestServices.GetRequiredService<TakeRevocationReports>();
        return reports.FindReporter(CrlEndpoints.BearerOf(context.Request)) is not null
            ? AnswerAsync(context)
            : CallerAccess.HandleAsync(context, Rule, _ => AnswerAsync(context));
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        var text = context.Request.Query["since"].ToString();
        var since = 0L;
        if (text.Length > 0 && !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out since))
        {
            await context.Response.WriteProblemAsync(
                Problem.Of(StatusCodes.Status400BadRequest, "cursor-malformed", "since must be what the last answer gave as next"));
            return;
        }

        var page = await context.RequestServices.GetRequiredService<NoticeLog>()
            .ReadAsync(since, NoticeAnswer.MaxNotices, context.RequestAborted);
        var octets = page.ToAnswer().Write();
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = octets.Length;
        if (HttpMethods.IsGet(context.Request.Method)) await context.Response.Body.WriteAsync(octets, context.RequestAborted);
    }
}
