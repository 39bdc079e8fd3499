using System.Security.Cryptography;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Lint;

namespace Shaken.Core.Pki.Drafts;

/// <summary>The certificates of the field, each as its profile has it.</summary>
public sealed partial record CertificateDraft
{
    /// <summary>The root of a CA: its country stands in subject and issuer (ATIS-1000087 clause 4.3.1).</summary>
    /// <param name="commonName">Has the words SHAKEN and ROOT.</param>
    public static CertificateDraft Root(
        LintProfile profile, CountryCode country, string organization, string commonName, DraftTerms terms, ECParameters publicKey)
    {
        var name = Name(country, organization, commonName);
        return new CertificateDraft
        {
            Profile = profile,
            Issuer = name,
            Subject = name,
            Terms = terms,
            PublicKey = publicKey,
            AuthorityKeyIdentifier = KeyIdentifierOf(publicKey),
            KeyUsage = KeyUsages.KeyCertSign,
            IsCa = true,
        };
    }

    /// <summary>A CA below another, in its issuer's country.</summary>
    /// <param name="commonName">Has the word SHAKEN.</param>
    /// <param name="pathLength">How many CA certificates may follow below it.</param>
    public static CertificateDraft Intermediate(
        StiCertificate issuer, IssuingPolicy policy, string organization, string commonName, DraftTerms terms, ECParameters publicKey,
        int? pathLength) =>
        Below(issuer, policy.Profile, Name(CountryOf(issuer), organization, commonName), terms, publicKey) with
        {
            KeyUsage = KeyUsages.KeyCertSign,
            IsCa = true,
            PathLength = pathLength,
            PolicyOid = policy.PolicyOid,
            Crl = policy.Crl,
        };

    /// <summary>The certificate whose key signs a provider's calls: its CN is SHAKEN, a space and the SPC.</summary>
    /// <param name="organization">The provider's legal name.</param>
    /// <param name="subjectSerialNumber">Tells certificates of one provider apart; v1.3 of the United States' policy demands it.</param>
    public static CertificateDraft ProviderLeaf(
        StiCertificate issuer, IssuingPolicy policy, ProviderId provider, string organization, DraftTerms terms, ECParameters publicKey,
        string? subjectSerialNumber = null) =>
        Below(
            issuer, policy.Profile, Name(provider.Country, organization, $"SHAKEN {provider.Code}", subjectSerialNumber), terms,
            publicKey) with
        {
            TnAuthList = TnAuthList.Of(new SpcEntry(provider.Code)),
            PolicyOid = policy.PolicyOid,
            Crl = policy.Crl,
        };

    /// <summary>A provider's own CA for numbers that it delegates (RFC 9060): the list limits everything below it.</summary>
    public static CertificateDraft DelegateCa(
        StiCertificate issuer, IssuingPolicy policy, string organization, string commonName, TnAuthList authority, DraftTerms terms,
        ECParameters publicKey, int? pathLength) =>
        Intermediate(
            issuer, policy, organization, commonName, terms, publicKey,
            pathLength) with { Profile = LintProfile.DelegateCa, TnAuthList = authority };

    /// <summary>
    /// A customer's certificate for numbers delegated to it (RFC 9060): it signs base and rcd PASSporTs, and the claims of a shaken one
    /// are excluded.
    /// </summary>
    /// <param name="constraints">What the customer wants of its own PASSporTs beyond that; null: nothing.</param>
    public static CertificateDraft DelegateLeaf(
        StiCertificate issuer, IssuingPolicy policy, string organization, string commonName, TnAuthList numbers, DraftTerms terms,
        ECParameters publicKey, ClaimConstraints? constraints = null) =>
        Below(issuer, LintProfile.DelegateLeaf, Name(CountryOf(issuer), organization, commonName), terms, publicKey) with
        {
            TnAuthList = numbers,
            PolicyOid = policy.PolicyOid,
            Crl = policy.Crl,
            ClaimConstraints = new ClaimConstraints(
                constraints?.MustInclude ?? [], constraints?.PermittedValues ?? [], ["attest", "origid"]),
        };

    /// <summary>A policy administrator's root, apart from every CA's.</summary>
    public static CertificateDraft PolicyAdministratorRoot(
        CountryCode country, string organization, DraftTerms terms, ECParameters publicKey) =>
        Root(LintProfile.PolicyAdministratorSigner, country, organization, "STI-PA ROOT", terms, publicKey);

    /// <summary>A policy administrator's signer of one kind of document: its CN is STI-PA, a space and the kind.</summary>
    public static CertificateDraft PolicyAdministratorSigner(
        StiCertificate issuer, string organization, string documentKind, DraftTerms terms, ECParameters publicKey) =>
        Below(
            issuer, LintProfile.PolicyAdministratorSigner, Name(CountryOf(issuer), organization, $"STI-PA {documentKind}"), terms,
            publicKey);

    /// <summary>
    /// The signer of the indirect CRL, whose subject every certificate's distribution point names: STI-PA CRL. It is a CA, since some
    /// verifiers take no CRL of another certificate. Its key signs no certificates, so it has no path length (RFC 5280 section 4.2.1.9).
    /// </summary>
    public static CertificateDraft CrlSigner(StiCertificate issuer, string organization, DraftTerms terms, ECParameters publicKey) =>
        Below(issuer, LintProfile.CrlSigner, Name(CountryOf(issuer), organization, "STI-PA CRL"), terms, publicKey) with
        {
            KeyUsage = KeyUsages.CrlSign,
            IsCa = true,
        };

    /// <summary>
    /// A second certificate over the key of a CRL signer, below another root: who wants the path of a CRL to end where the certificate's
    /// own path does needs it. The
    /// signer's name and key identifier are copied octet for octet, so that its lists stay as they are.
    /// </summary>
    public static CertificateDraft CrossCrlSigner(StiCertificate issuer, StiCertificate signer, DraftTerms terms, ECParameters publicKey) =>
        Below(issuer, LintProfile.CrlSigner, signer.Subject, terms, publicKey) with
        {
            KeyUsage = KeyUsages.CrlSign,
            IsCa = true,
            KnownKeyIdentifier = signer.Extensions.SubjectKeyIdentifier,
        };

    private static CertificateDraft Below(
        StiCertificate issuer, LintProfile profile, DistinguishedName subject, DraftTerms terms, ECParameters publicKey) =>
        new()
    {
        Profile = profile,
        Issuer = issuer.Subject,
        Subject = subject,
        Terms = terms,
        PublicKey = publicKey,
        AuthorityKeyIdentifier = issuer.Extensions.SubjectKeyIdentifier
            ?? throw new ArgumentException("The issuer's certificate has no SubjectKeyIdentifier to refer to.", nameof(issuer)),
        KeyUsage = KeyUsages.DigitalSignature,
        IsCa = false,
    };

    private static CountryCode CountryOf(StiCertificate issuer) =>
        issuer.Subject.Country ?? throw new ArgumentException("The issuer's certificate names no one country.", nameof(issuer));

    private static DistinguishedName Name(CountryCode country, string organization, string commonName, string? serialNumber = null) =>
        serialNumber is null
        ? DistinguishedName.Of((Oids.Country, country.Value), (Oids.Organization, organization), (Oids.CommonName, commonName))
        : DistinguishedName.Of(
            (Oids.Country, country.Value), (Oids.Organization, organization), (Oids.CommonName, commonName),
            (Oids.NameSerialNumber, serialNumber));
}
