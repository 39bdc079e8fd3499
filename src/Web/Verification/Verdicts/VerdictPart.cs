using Shaken.Core.Fetching;
using Shaken.Core.Passports.Extensions;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Revocation;
using Shaken.Core.Trust.Sources;
using Shaken.Core.Trust.Verdicts;
using Shaken.Core.Verification.Verdicts;
using Shaken.Core.Verification.Verdicts.Proofs;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Verification.Verdicts;

/// <summary>The part of the role vs that judges calls.</summary>
internal static class VerdictPart
{
    public static void AddServices(IServiceCollection services, ParsedSettings settings)
    {
        var (rules, freshness) = settings.Get<VerdictSettings>();
        services.AddSingleton(provider => rules with { Home = provider.GetRequiredService<TrustDomain>().Country });
        services.AddSingleton(provider => new ProofEvidence(
            provider.GetRequiredService<ICertificateSource>(), provider.GetRequiredService<TrustDomains>(),
            provider.GetService<IRevocationStatus>(), provider.GetService<DelegationEvidence>()));
        services.AddSingleton(provider => new CallVerifier(
            provider.GetRequiredService<CertificateVerdicts>(), provider.GetRequiredService<TimeProvider>(), freshness,
            new RichCallContents(provider.GetRequiredService<IUrlFetcher>()), provider.GetRequiredService<ProofEvidence>()));
    }
}
