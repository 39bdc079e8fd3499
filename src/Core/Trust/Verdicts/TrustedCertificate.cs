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
    private readonly PathAuthority _authority;
    private readonly IReadOnlyList<Finding> _copyFindings;
    private int _hasSigned;

    internal TrustedCertificate(
        CertificateChain chain,
        TrustDomain domain,
        EcdsaPublicKey key,
        PathAuthority authority,
        Deadline freshUntil,
        IReadOnlyList<Finding> copyFindings,
        RevocationStatus revocation)
    {
        Chain = chain;
        Domain = domain;
        Key = key;
        _authority = authority;
        var own = authority.Own ?? throw new ArgumentException("The leaf's list by reference was not fetched.", nameof(authority));
        IsDelegate = authority.IsDelegate;
        Authority = IsDelegate ? own.WithoutCodes() : own;
        Lenders = [.. authority.Lenders.Select(code => new ProviderId(chain.Country, code))];
        Originators = IsDelegate ? [.. own.Codes.Distinct().Select(code => new ProviderId(chain.Country, code))] : [];
        Constraints = [.. chain.Path.Select(certificate => certificate.Extensions.ClaimConstraints).OfType<ClaimConstraints>()];
        (FreshUntil, _copyFindings) = (freshUntil, copyFindings);
        GoodUntil = chain.NotAfter < revocation.GoodUntil ? chain.NotAfter : revocation.GoodUntil;
        Providers = [.. Authority.Codes.Select(code => new ProviderId(chain.Country, code))];
        Codes = [.. Providers.Select(provider => provider.Code.Value).Distinct()];
        ProvidersText = string.Join(' ', Providers);
        Findings = [.. chain.PathFindings, .. authority.Findings.Where(IsOfEveryNumber), .. revocation.Findings, .. copyFindings];
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

    /// <summary>
    /// What the certificate has authority over. Codes beside the numbers of a delegate are left out: they widen nothing, whether they add
    /// to the numbers (RFC 9060 section 4.1) or narrow them, as later drafts have it.
    /// </summary>
    public TnAuthList Authority { get; }

    /// <summary>The numbers of <see cref="Authority"/>, ready to be looked up.</summary>
    public NumberSet Numbers => _authority.Numbers;

    /// <summary>It is a delegate's: its list has numbers, alone or beside codes. It signs base and rcd PASSporTs for them alone.</summary>
    public bool IsDelegate { get; }

    /// <summary>
    /// The provider that lent a delegate its numbers: that of the nearest list with codes above it. Null where there is none, or where that
    /// list has several codes.
    /// </summary>
    public ProviderId? LentBy => Lenders is [var only] ? only : null;

    /// <summary>The providers of that list, each once; empty where the certificate is no delegate's.</summary>
    public IReadOnlyList<ProviderId> Lenders { get; }

    /// <summary>The providers whose codes a delegate's list names beside its numbers: who may originate its calls.</summary>
    public IReadOnlyList<ProviderId> Originators { get; }

    /// <summary>The claim constraints of the whole path, leaf first: those of a CA certificate bind what is below it.</summary>
    public IReadOnlyList<ClaimConstraints> Constraints { get; }

    /// <summary>The providers it stands for; empty for a delegate certificate.</summary>
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
        new(Chain, Domain, Key, _authority, FreshUntil, _copyFindings, revocation) { IsBeingRefreshed = IsBeingRefreshed };

    /// <summary>Whether the certificate's TNAuthList holds the code, and it is no delegate's.</summary>
    public bool StandsFor(ServiceProviderCode code) => Authority.Holds(code);

    /// <summary>
    /// The providers below whose codes alone the number stands, for each such step of the path: one of them must have the number. Empty
    /// where every list of the path has the number itself.
    /// </summary>
    internal IEnumerable<IReadOnlyList<ProviderId>> OwnersWanted(TelephoneNumber number) =>
        _authority.ByCode.Where(step => step.Numbers.Contains(number))
            .Select(step => (IReadOnlyList<ProviderId>)[.. step.Codes.Select(code => new ProviderId(Country, code))]);

    /// <summary>Some number of the certificate stands below a code alone.</summary>
    internal bool HasNumbersByCode => _authority.ByCode.Count > 0;

    // Whether a number is its lender's is looked up, and told, with each call.
    private static bool IsOfEveryNumber(Finding finding) => finding.Kind != FindingKind.DelegationByCodeNotChecked;
}
