using Shaken.Core.Auditing;
using Shaken.Core.CertificationAuthority.Notices;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Notices;

namespace Shaken.Core.PolicyAdministrator.Accounts;

/// <summary>What a change of an account is still to tell, stored in the same write as the change.</summary>
/// <param name="Act">For the audit log.</param>
/// <param name="Notices">For the CAs.</param>
internal sealed record PendingChange(AuditAct Act, IReadOnlyList<NewNotice> Notices)
{
    /// <param name="before">Null: the account is new.</param>
    public static PendingChange Of(ProviderAccount? before, ProviderAccount after, ActRequest act, string action)
    {
        var subject = new AuditParty("account", after.Id);
        var audited = act.ToAct(subject, after.Revision, after.ChangedAt, action, AccountChanges.Between(before, after));

        // Providers that lose their tokens first: a code that goes from one account to another must end as reinstated.
        var (had, has) = (before?.TokenProviders ?? [], after.TokenProviders);
        var lost = had.Except(has).Select(provider => NoticeOf(audited, provider, isSuspended: true));
        var gained = has.Except(had).Select(provider => NoticeOf(audited, provider, isSuspended: false));
        return new PendingChange(audited, [.. lost, .. gained]);
    }

    private static NewNotice NoticeOf(AuditAct act, ProviderId provider, bool isSuspended) =>
        new($"{act.Id}/{provider}", new ProviderNotice(provider, isSuspended));
}
