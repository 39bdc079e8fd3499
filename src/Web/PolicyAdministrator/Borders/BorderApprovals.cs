using System.Runtime.CompilerServices;
using Shaken.Core.Auditing;
using Shaken.Core.PolicyAdministrator.Borders;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.Trust.Countries;
using Shaken.Web.Shared.Approvals;

namespace Shaken.Web.PolicyAdministrator.Borders;

/// <summary>What waits across borders: terms of countries, roots of partners, the subscription to a registry.</summary>
internal sealed class BorderApprovals(
    CountryPolicies? policies, AcceptedRoots? roots, RegistrySubscriptions? subscriptions) : IApprovalSource
{
    public async IAsyncEnumerable<Approval> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (policies is not null)
        {
            await foreach (var entry in policies.ListAsync(cancellationToken))
            {
                if (Of(entry) is { } waiting) yield return waiting;
            }
        }

        if (roots is not null)
        {
            await foreach (var acceptance in roots.ListAsync(cancellationToken))
            {
                if (Of(acceptance) is { } waiting) yield return waiting;
            }
        }

        if (subscriptions is not null && Of(await subscriptions.GetAsync(cancellationToken)) is { } registry) yield return registry;
    }

    private static Approval? Of(CountryPolicyEntry entry) => entry.Proposed is not { } proposed ? null : new Approval(
        ApprovalKind.CountryTerms, entry.Country.Value, CountryTermsJson.TextOf(proposed), entry.ChangedBy, entry.ChangedAt, entry.Revision,
        new AuditParty("country", entry.Country.Value), NeedsAnother: true);

    private static Approval? Of(RootAcceptance acceptance)
    {
        if (acceptance.Proposed is not { } proposed) return null;
        var added = proposed.Except(acceptance.Roots, StringComparer.Ordinal).Count();
        var gone = acceptance.Roots.Except(proposed, StringComparer.Ordinal).Count();
        return new Approval(
            ApprovalKind.PartnerRoots, acceptance.Partner.Value, $"{added} roots come onto our own list, {gone} go off it",
            acceptance.ChangedBy, acceptance.ChangedAt, acceptance.Revision, new AuditParty("partner-roots", acceptance.Partner.Value),
            NeedsAnother: true);
    }

    private static Approval? Of(RegistrySubscription subscription) => subscription.Proposed is not { } proposed ? null : new Approval(
        ApprovalKind.RegistrySubscription, proposed.Name, $"{proposed.Name}, {proposed.ListUrl}", subscription.ChangedBy,
        subscription.ChangedAt, subscription.Revision, RegistrySubscriptions.Subject, NeedsAnother: true);
}
