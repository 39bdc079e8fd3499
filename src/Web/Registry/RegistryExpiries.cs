using Shaken.Core.Pki.Certificates;
using Shaken.Core.Registry.Lists;
using Shaken.Web.PolicyAdministrator.Signing;
using Shaken.Web.Shared.Expiries;

namespace Shaken.Web.Registry;

/// <summary>The lists of a registry, and their signers.</summary>
internal sealed class RegistryExpiries(RegistryRules rules, RegistryPublisher publisher, JoinedList? joined) : IExpirySource
{
    public async ValueTask<ExpiryList> ListAsync(CancellationToken cancellationToken)
    {
        var found = new List<Expiry>
        {
            await DocumentExpiries.OfAsync(ExpiryKind.RegistryList, "registry list", publisher, rules.Schedule, cancellationToken),
        };
        if (joined is not null)
        {
            found.Add(await DocumentExpiries.OfAsync(
                ExpiryKind.JoinedList, "joined trusted-CA list", joined.Publisher, rules.Schedule, cancellationToken));
        }

        found.AddRange(DocumentExpiries.Of(rules.List, SignedDocumentKind.RegistryList));
        found.AddRange(DocumentExpiries.Of(rules.Joined, SignedDocumentKind.TrustedCaList));
        return new ExpiryList(found);
    }
}
