using Shaken.Core.Foundations;
using Shaken.Core.Pki.Paths;

namespace Shaken.Core.PolicyAdministrator.Borders;

/// <summary>What the certificates of a country are checked by, as far as it is known here.</summary>
/// <param name="AdministratorRoots">Roots of its STI-PA, below which its CRLs are signed.</param>
/// <param name="CrlUrls">Where its CRLs, or our copies of them, are.</param>
public sealed record CountryDocuments(IReadOnlyList<TrustedRoot> AdministratorRoots, IReadOnlyList<string> CrlUrls);

/// <summary>
/// Where the country policy has roots of STI-PAs and CRLs from, beside what operators set: without them no verifier can check a foreign
/// certificate for revocation.
/// </summary>
public interface ICountryDocuments
{
    /// <summary>What is known of each country.</summary>
    ValueTask<IReadOnlyDictionary<CountryCode, CountryDocuments>> GetAsync(CancellationToken cancellationToken);
}
