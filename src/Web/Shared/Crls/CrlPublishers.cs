using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Crls;
using Shaken.Core.PolicyAdministrator.Crl;
using Shaken.Core.Trust.Revocation;

namespace Shaken.Web.Shared.Crls;

/// <summary>A CRL that this deployment publishes.</summary>
internal sealed record ConfiguredCrl(CrlPublisher Publisher, ApiKeys<string> Operators, CrlForm Form)
{
    /// <summary>Publishes the next list, if it is due or forced; when this has ended, it is in force for this instance's calls.</summary>
    public async Task<Outcome<PublishedCrl, CrlPublishFailure>> PublishAsync(bool isForced, RevocationLists lists, CancellationToken cancellationToken)
    {
        var outcome = await Publisher.PublishAsync(isForced, cancellationToken);
        if (outcome.IsSuccess) await lists.AnnounceAsync(Publisher.Url, cancellationToken);
        return outcome;
    }
}

/// <summary>The policy administrator's CRL and the CA's own, where they are configured.</summary>
internal sealed record CrlPublishers(ConfiguredCrl? Administrator, ConfiguredCrl? Own)
{
    public IEnumerable<ConfiguredCrl> All => ((ConfiguredCrl?[])[Administrator, Own]).OfType<ConfiguredCrl>();
}
