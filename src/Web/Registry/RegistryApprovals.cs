using System.Runtime.CompilerServices;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Registry.Countries;
using Shaken.Web.Shared.Approvals;

namespace Shaken.Web.Registry;

/// <summary>Entries of countries that wait for this registry: as many as there are countries at most.</summary>
internal sealed class RegistryApprovals(RegistryRules rules, RegistryCountries countries) : IApprovalSource
{
    public async IAsyncEnumerable<Approval> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var country in countries.ListAsync(cancellationToken))
        {
            if (country.Proposed is not { } proposed) continue;
            yield return new Approval(
                ApprovalKind.RegisteredCountry, country.Country.Value,
                $"{proposed.Entry.Name}, {proposed.Entry.ListUrl ?? "without a list"}; it is {KebabCase.Of(country.State)} now",
                country.ProposedBy, country.ChangedAt, country.Revision, new AuditParty("registered-country", country.Country.Value),
                rules.NeedsTwoOperators)
            {
                Hindrance = country.NeedsProof ? "the host of its list URL has not answered the challenge" : null,
            };
        }
    }
}
