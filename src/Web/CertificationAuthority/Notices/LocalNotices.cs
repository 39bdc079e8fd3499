using Shaken.Core.CertificationAuthority.Notices;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Notices;

namespace Shaken.Web.CertificationAuthority.Notices;

/// <summary>Notices of the policy administrator in this deployment.</summary>
internal sealed class LocalNotices(NoticeLog notices) : INoticeSource
{
    public async ValueTask<Outcome<NoticeAnswer, string>> ReadAsync(long since, CancellationToken cancellationToken) =>
        (await notices.ReadAsync(since, NoticeAnswer.MaxNotices, cancellationToken)).ToAnswer();
}
