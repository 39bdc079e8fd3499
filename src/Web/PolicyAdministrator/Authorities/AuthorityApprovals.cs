using System.Runtime.CompilerServices;
using Shaken.Core.Auditing;
using Shaken.Core.PolicyAdministrator.Authorities;
using Shaken.Web.Shared.Approvals;

namespace Shaken.Web.PolicyAdministrator.Authorities;

/// <summary>Roots of STI-CAs that applied: some hundred at most.</summary>
internal sealed class AuthorityApprovals(AuthorityRules rules, ApprovedAuthorities authorities) : IApprovalSource
{
    public async IAsyncEnumerable<Approval> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var authority in authorities.ListAsync(cancellationToken))
        {
            if (authority.State != AuthorityState.Applied) continue;
            yield return new Approval(
                ApprovalKind.Authority, authority.Id, $"{authority.Name}: {authority.Root.Certificate.Subject}", authority.ChangedBy,
                authority.ChangedAt, authority.Revision, new AuditParty("authority", authority.Id), rules.NeedsTwoOperators);
        }
    }
}
