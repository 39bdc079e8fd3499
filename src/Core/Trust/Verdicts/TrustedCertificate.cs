using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Trust.Revocation;

namespace Shaken.Core.Trust.Verdicts;

/// <summary>
/// An STI certificate whose path was judged, with its key imported: only <see cref="CertificateVerdicts"/> makes one, and it is good
/// until <see cref="GoodUntil"/> or <see cref="FreshUntil"/>, whichever comes first.
/// </summary>
public sealed class TrustedCertificate
{
    private readonly IReadOnlyList<Finding> _copyFindings;
    private int _hasSigned;

    internal TrustedCertificate(
        CertificateChain chain,
        TrustDomain domain,
        EcdsaPublicKey key,
        TnAuthList authority,
        Deadline freshUntil,
        IReadOnlyList<Finding> copyFindings,
        RevocationStatus revocation)
    {
        Chain = chain;
        Domain = domain;
        Key = key;
        Authority = authority;
        (FreshUntil, _copyFindings) = (freshUntil, copyFindings);
        GoodUntil = chain.NotAfter < revocation.GoodUntil ? chain.NotAfter : revocation.GoodUntil;
        Providers = [.. authority.Codes.Select(code => new ProviderId(chain.Country, code))];
        Codes = [.. Providers.Select(provider => provider.Code.Value).Distinct()];
        ProvidersText = string.Join(' ', Providers);
        Findings = [.. chain.Findings, .. revocation.Findings, .. copyFindings];
    }

    public CertificateChain Chain { get; }

    /// <summary>The one domain that the root leads to: what its administrator says, and how far the country is trusted now.</summary>
    public TrustDomain Domain { get; }

    /// <summary>The country of every provider that the certificate stands for: that of the root.</summary>
    public CountryCode Country => Chain.Country;

    /// <summary>Whether it had not been told before that its key signed something; nearly always false, and then costs a read.</summary>
    internal bool IsFirstSignature() => Volatile.Read(ref _hasSigned) == 0 && Interlocked.Exchange(ref _hasSigned, 1) == 0;

    public StiCertificate Certificate => Chain.Leaf;

    /// <summary>The key, ready to verify with.</summary>
    public EcdsaPublicKey Key { get; }

    /// <summary>What the certificate has authority over.</summary>
    public TnAuthList Authority { get; }

    /// <summary>The providers it stands for; empty for a delegate certificate, which has numbers only.</summary>
    public IReadOnlyList<ProviderId> Providers { get; }

    /// <summary>The codes of <see cref="Providers"/>, each once.</summary>
    public IReadOnlyList<string> Codes { get; }

    /// <summary><see cref="Providers"/> in one line, made once for all calls that are told apart by it.</summary>
    internal string ProvidersText { get; }

    /// <summary>The end of the verdict that certificate and CRL name: notAfter of the path, or nextUpdate of a CRL.</summary>
    public DateTimeOffset GoodUntil { get; }

    /// <summary>The end of the verdict that the copy's freshness sets.</summary>
    public Deadline FreshUntil { get; }

    /// <summary>Its copy is old and being fetched again: its URL may have another certificate by now.</summary>
    internal bool IsBeingRefreshed { get; init; }

    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>The same under another status of revocation: nothing but that is judged anew.</summary>
    internal TrustedCertificate With(RevocationStatus revocation) =>
        new(Chain, Domain, Key, Authority, FreshUntil, _copyFindings, revocation) { IsBeingRefreshed = IsBeingRefreshed };

    /// <summary>Whether the certificate's TNAuthList holds the code.</summary>
    public bool StandsFor(ServiceProviderCode code) => Authority.Holds(code);
}
