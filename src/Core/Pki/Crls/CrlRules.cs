using System.Numerics;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Lint;

namespace Shaken.Core.Pki.Crls;

/// <summary>
/// The rules that a CRL of ours keeps, clause by clause. They are applied to the encoded list, read back as a relying party reads it, so
/// that a fault of the writer is found too.
/// </summary>
internal static class CrlRules
{
    /// <summary>The rule that a register breaks whose entries name an issuer in two encodings.</summary>
    public const string EntryOnce = "e_crl_entry_once";

    private static readonly string[] Specified =
        [CrlOids.AuthorityKeyIdentifier, CrlOids.CrlNumber, CrlOids.IssuingDistributionPoint, CrlOids.AuthorityInformationAccess];

    private static readonly CrlRule[] All =
    [
        new("e_crl_version", "RFC 5280 section 5.1.2.1", crl => crl.List.Version == 2 ? null : "the CRL is not of version 2"),
        new("e_crl_signature_algorithm", "ATIS-1000080 clause 6.4.1; RFC 5758 section 3.2",
            crl => crl.List.SignatureAlgorithm == Oids.EcdsaWithSha256 ? null : "the signature algorithm is not ecdsa-with-SHA256"),
        new("e_crl_issuer", "RFC 5280 sections 4.2.1.13 and 5.1.2.3",
            crl => crl.List.Issuer.Attributes.Count > 0 && crl.List.Issuer.Der.Span.SequenceEqual(crl.Terms.Signer.Subject.Der.Span)
                ? null
                : "the issuer is not the signer's subject, octet for octet"),
        new("e_crl_signer_key_usage", "RFC 5280 section 4.2.1.3",
            crl => crl.Terms.Signer.Extensions.KeyUsage?.Bits.HasFlag(KeyUsages.CrlSign) == true
                ? null
                : "the signer's key may not sign CRLs"),
        new("e_crl_signer_validity", "RFC 5280 section 6.3.3(f)",
            crl => crl.Terms.Signer.IsValidAt(crl.List.ThisUpdate) && crl.Terms.Signer.NotAfter >= crl.List.NextUpdate
                ? null
                : "the signer's certificate does not outlast the list"),
        new("e_crl_next_update", "RFC 5280 section 5.1.2.5",
            crl => crl.List.NextUpdate > crl.List.ThisUpdate ? null : "nextUpdate is absent, or not after thisUpdate"),
        new("e_crl_number", "RFC 5280 section 5.2.3", Number),
        new("e_crl_authority_key_identifier", "RFC 5280 section 5.2.1", AuthorityKey),
        new("e_crl_issuing_distribution_point", "RFC 5280 section 5.2.5", DistributionPoint),
        new("e_crl_extension_is_specified", "RFC 5280 section 5.2",
            crl => crl.List.Extensions.FirstOrDefault(extension => !Specified.Contains(extension.Oid)) is { } other
                ? $"the extension {other.Oid} is not specified"
                : null),
        new("e_crl_revoked_certificates_absent", "RFC 5280 section 5.1.2.6",
            crl => crl.List.HasEntries && crl.Index.Count == 0 ? "an empty list of revoked certificates is to be left out" : null),
        new("e_crl_entry_certificate_issuer", "RFC 5280 section 5.3.3", EntryIssuer),
        new("e_crl_entry_reason", "RFC 5280 section 5.3.1",
            crl => crl.Index.Tally.WithUselessReason == 0
                ? null
                : $"{crl.Index.Tally.WithUselessReason} entries have a reason that a complete CRL does not have"),
        new("e_crl_entry_serial", "RFC 5280 section 4.1.2.2",
            crl => crl.Index.Tally.WithOddSerial == 0
                ? null
                : $"{crl.Index.Tally.WithOddSerial} serial numbers are not positive or longer than 20 octets"),
        new(EntryOnce, "RFC 5280 section 5.1.2.6",
            crl => crl.Index.Tally.Duplicates == 0 ? null : $"{crl.Index.Tally.Duplicates} certificates stand there twice"),
        new("e_crl_entry_date", "RFC 5280 section 5.1.2.6",
            crl => crl.Index.Tally.Latest > crl.List.ThisUpdate ? "a certificate is revoked after the list was made" : null),
    ];

    /// <summary>The rules that the list breaks, in the order of their clauses.</summary>
    public static IReadOnlyList<LintFinding> Lint(UntrustedCrl list, CrlTerms terms)
    {
        if (!CrlIndex.TryRead(list, out var index, out var failure))
            return [new LintFinding("e_crl_entries_unreadable", LintLevel.Error, failure, "RFC 5280 section 5.1.2.6")];
        var subject = new CrlSubject(list, index, terms);
        return
        [
            .. All.Select(rule => (Rule: rule, Detail: rule.FindViolation(subject))).Where(pair => pair.Detail is not null)
                .Select(pair => new LintFinding(pair.Rule.Name, LintLevel.Error, pair.Detail!, pair.Rule.Clause)),
        ];
    }

    private static string? Number(CrlSubject crl)
    {
        if (crl.List.Extensions.FirstOrDefault(extension => extension.Oid == CrlOids.CrlNumber) is not { } extension
            || crl.List.Number is not { } number)
            return "the CRL has no number";
        return extension.IsCritical ? "the CRL number is critical"
            : number <= BigInteger.Zero || number.GetByteCount() > CertificateSerial.MaxOctets
                ? "the CRL number is not positive, or longer than 20 octets"
            : null;
    }

    private static string? AuthorityKey(CrlSubject crl) =>
        crl.List.AuthorityKeyIdentifier is { } own && crl.Terms.Signer.Extensions.SubjectKeyIdentifier is { } signer
            && own.Span.SequenceEqual(signer.Span)
            ? null
            : "the AuthorityKeyIdentifier is absent, or not the signer's";

    private static string? DistributionPoint(CrlSubject crl)
    {
        if (crl.List.DistributionPoint is not { } point) return "there is no issuingDistributionPoint";
        var isCritical = crl.List.Extensions.Any(extension => extension is { Oid: CrlOids.IssuingDistributionPoint, IsCritical: true });
        return !isCritical ? "the issuingDistributionPoint is not critical"
            : point.Urls is not [var url] || url != crl.Terms.Url || !IsHttp(url)
                ? "the issuingDistributionPoint is not the one http URL that the list is fetched from"
            : point.IsIndirect != (crl.Terms.Scope == CrlScope.ManyIssuers) ? "indirectCRL does not say whose certificates are covered"
            : point.OnlyUserCertificates || point.OnlyCaCertificates || point.OnlySomeReasons || point.OnlyAttributeCertificates
                ? "the list covers a part of its certificates only"
            : null;
    }

    private static string? EntryIssuer(CrlSubject crl) => crl.Terms.Scope switch
    {
        CrlScope.ManyIssuers => crl.Index.Tally.WithoutIssuer > 0 ? $"{crl.Index.Tally.WithoutIssuer} entries name no certificate issuer"
            : crl.Index.Tally.WithIssuerNotCritical > 0
                ? $"certificateIssuer is not critical in {crl.Index.Tally.WithIssuerNotCritical} entries"
            : null,
        CrlScope.OwnIssuer => crl.Index.Tally.WithoutIssuer == crl.Index.Count + crl.Index.Tally.Duplicates
            ? null
            : "an entry of a direct CRL names an issuer",
    };

    private static bool IsHttp(string url) =>
        url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>A rule, its clause, and the check: what is wrong, in words, or null.</summary>
    private sealed record CrlRule(string Name, string Clause, Func<CrlSubject, string?> FindViolation);

    private sealed record CrlSubject(UntrustedCrl List, CrlIndex Index, CrlTerms Terms);
}
