using Shaken.Core.Pki.Certificates;
using Shaken.Core.PolicyAdministrator.Borders;
using Shaken.Core.PolicyAdministrator.CpsDirectory;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Web.PolicyAdministrator.Borders;
using Shaken.Web.PolicyAdministrator.Signing;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Expiries;

namespace Shaken.Web.PolicyAdministrator;

/// <summary>The documents of a policy administrator, and their signers.</summary>
internal sealed class PaExpiries(ParsedSettings settings, IServiceProvider services) : IExpirySource
{
    public async ValueTask<ExpiryList> ListAsync(CancellationToken cancellationToken)
    {
        var found = new List<Expiry>();
        var administrator = settings.Get<AdministratorSettings>();
        var (cpsList, bypass) = settings.Get<DirectorySettings>();
        var policy = settings.Get<BorderSettings>().CountryPolicy;
        if (administrator.List is { } list && services.GetService<TrustListPublisher>() is { } lists)
            found.Add(await DocumentExpiries.OfAsync(ExpiryKind.TrustedCaList, "trusted-CA list", lists, list.Schedule, cancellationToken));
        if (cpsList is not null && services.GetService<CpsListPublisher>() is { } mappings)
            found.Add(await DocumentExpiries.OfAsync(ExpiryKind.CpsList, "CPS list", mappings, cpsList.Schedule, cancellationToken));
        if (policy is not null && services.GetService<CountryPolicyPublisher>() is { } policies)
        {
            found.Add(await DocumentExpiries.OfAsync(
                ExpiryKind.CountryPolicy, "country policy", policies, policy.Schedule, cancellationToken));
        }

        found.AddRange(DocumentExpiries.Of(administrator.Tokens?.Signer, SignedDocumentKind.SpcToken));
        found.AddRange(DocumentExpiries.Of(administrator.List?.Signer, SignedDocumentKind.TrustedCaList));
        found.AddRange(DocumentExpiries.Of(cpsList?.Signer, SignedDocumentKind.CpsMapping));
        found.AddRange(DocumentExpiries.Of(bypass?.Signer, SignedDocumentKind.BypassToken));
        found.AddRange(DocumentExpiries.Of(policy?.Signer, SignedDocumentKind.CountryPolicy));
        return new ExpiryList(found);
    }
}
