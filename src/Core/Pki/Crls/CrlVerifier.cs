using System.Numerics;
using System.Security.Cryptography;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Paths;

namespace Shaken.Core.Pki.Crls;

/// <summary>Why a CRL is not taken; the last good one stays.</summary>
public sealed record CrlRefusal(CrlFailure Reason, string Detail);

/// <summary>The closed set of reasons.</summary>
public enum CrlFailure
{
    /// <summary>The list could not be had.</summary>
    Unreachable,

    /// <summary>No CRL in DER or PEM, or entries that cannot be read.</summary>
    Malformed,

    /// <summary>
    /// A delta CRL, one for some reasons only, one without nextUpdate, or one with a critical extension that is not known here.
    /// </summary>
    NotUsable,

    /// <summary>
    /// The issuingDistributionPoint names neither the URL that the list was fetched from nor, in a direct CRL, the list's own issuer.
    /// </summary>
    AnotherPoint,

    /// <summary>No certificate of its issuer leads to a trusted root, or its key may not sign CRLs.</summary>
    SignerUntrusted,

    /// <summary>The signature is not that of the issuer's key.</summary>
    SignatureMismatch,

    /// <summary>thisUpdate lies in the future.</summary>
    NotYetValid,

    /// <summary>nextUpdate has passed.</summary>
    Expired,

    /// <summary>The list is older than one seen before: somebody offers an old list.</summary>
    NumberWentBack,

    /// <summary>The number is that of the last list, but the list is another.</summary>
    NumberReused,

    /// <summary>There is no room for it: too many lists, or too many entries in all.</summary>
    NoRoom,
}

/// <summary>Certificates that may have signed a CRL, and whom they have to lead to.</summary>
/// <param name="Candidates">Believed by nobody yet.</param>
/// <param name="AdministratorRoots">Pinned roots of STI-PAs: an indirect CRL is signed by one of them, or below it.</param>
/// <param name="Chains">
/// Trusted chains whose certificates name the list: a direct CRL is signed by one of their CAs, or below their root.
/// </param>
public sealed record CrlTrust(
    IReadOnlyList<StiCertificate> Candidates, IReadOnlyList<TrustedRoot> AdministratorRoots, IReadOnlyList<CertificateChain> Chains);

/// <summary>Judges CRLs (RFC 5280 section 6.3.3, but for whether a list covers a given certificate).</summary>
public static class CrlVerifier
{
    private static readonly string[] Understood =
    [
        CrlOids.CrlNumber, CrlOids.AuthorityKeyIdentifier, CrlOids.IssuingDistributionPoint, CrlOids.AuthorityInformationAccess,
    ];

    /// <summary>Judges a list.</summary>
    /// <param name="url">Where it was fetched; null: it came as a file, and its distribution point is not compared.</param>
    /// <param name="last">The last list of that URL, which this one may not be older than.</param>
    /// <param name="isKept">It was verified before: that its nextUpdate has passed since is no reason to forget what it says.</param>
    public static Outcome<VerifiedCrl, CrlRefusal> Verify(
        UntrustedCrl crl, string? url, CrlTrust trust, VerifiedCrl? last, DateTimeOffset now, bool isKept = false)
    {
        var findings = new List<Finding>();
        if (UseOf(crl) is { } unusable) return unusable;
        if (PointOf(crl, url, findings) is { } another) return another;
        if (!CrlSignerSearch.TryFind(crl, trust, now, out var signer, out var untrusted))
            return new CrlRefusal(CrlFailure.SignerUntrusted, untrusted);
        if (!signer.PublicKey.Verifies(crl.ToBeSigned.Span, crl.Signature.Span, crl.SignatureAlgorithm))
            return new CrlRefusal(CrlFailure.SignatureMismatch, $"the key of {signer.Subject} did not sign the list");
        if (TimeOf(crl, now, isKept) is { } untimely) return untimely;
        if (OrderOf(crl, last, now) is { } older) return older;

        // The entries last: of a list that nobody signed not one is read.
        if (!CrlIndex.TryRead(crl, out var index, out var failure)) return new CrlRefusal(CrlFailure.Malformed, failure);
        AddFindings(crl, index.Tally, findings);
        return new VerifiedCrl(crl, index, signer, findings)
        {
            IsAdministrators = crl.IsIndirect || CrlSignerSearch.IsBelowAdministrators(signer, trust, now),
        };
    }

    private static CrlRefusal? UseOf(UntrustedCrl crl)
    {
        if (crl.NextUpdate is null) return NotUsable("the list has no nextUpdate");
        if (crl.Extensions.FirstOrDefault(extension => extension.Oid == CrlOids.DeltaCrlIndicator) is not null)
            return NotUsable("the list is a delta CRL");
        if (crl.Extensions.FirstOrDefault(extension => extension.IsCritical && !Understood.Contains(extension.Oid)) is { } unknown)
            return NotUsable($"the critical extension {unknown.Oid} is not known");
        return crl.DistributionPoint switch
        {
            { OnlySomeReasons: true } => NotUsable("the list covers some reasons only"),
            { OnlyAttributeCertificates: true } => NotUsable("the list covers attribute certificates only"),
            { OnlyUserCertificates: true, OnlyCaCertificates: true } => NotUsable("the list covers no certificate"),
            _ => null,
        };
    }

    private static CrlRefusal? PointOf(UntrustedCrl crl, string? url, List<Finding> findings)
    {
        if (crl.DistributionPoint is not { } point) return null;
        if (!crl.Extensions.Any(extension => extension is { Oid: CrlOids.IssuingDistributionPoint, IsCritical: true }))
            findings.Add(new Finding(FindingKind.CrlOutsideProfile, "the issuingDistributionPoint is not critical"));
        return url is null || !point.HasName || point.Urls.Any(own => ComparableUri.AreSame(own, url)) || IsNamedAfterIssuer(crl, point)
            ? null
            : new CrlRefusal(CrlFailure.AnotherPoint, "the issuingDistributionPoint is not the URL that the list was fetched from");
    }

    // RFC 5280 section 6.3.3, last paragraph: a certificate's issuer is a distribution point of all its certificates, whether they name
    // it or not.
    private static bool IsNamedAfterIssuer(UntrustedCrl crl, IssuingDistributionPoint point) =>
        !crl.IsIndirect && point.DirectoryNames.Any(name => name.Matches(crl.Issuer));

    private static CrlRefusal? TimeOf(UntrustedCrl crl, DateTimeOffset now, bool isKept) =>
        crl.ThisUpdate > now + ClockTolerance.OtherParties ? new CrlRefusal(CrlFailure.NotYetValid, $"thisUpdate is {crl.ThisUpdate:u}")
        : crl.NextUpdate < now && !isKept ? new CrlRefusal(CrlFailure.Expired, $"nextUpdate was {crl.NextUpdate:u}")
        : null;

    private static CrlRefusal? OrderOf(UntrustedCrl crl, VerifiedCrl? last, DateTimeOffset now) =>
        last is null ? null : CrlOrder.From(last.Mark, crl.Mark, now) switch
    {
        CrlStep.Forward or CrlStep.Restarted => null,
        CrlStep.WentBack => new CrlRefusal(
            CrlFailure.NumberWentBack, $"number {crl.Number} of {crl.ThisUpdate:u} after {last.Number} of {last.ThisUpdate:u}"),
        CrlStep.Reused => new CrlRefusal(CrlFailure.NumberReused, $"number {crl.Number} was another list's"),
    };

    private static void AddFindings(UntrustedCrl crl, CrlTally tally, List<Finding> findings)
    {
        void Add(bool isBroken, string detail)
        {
            if (isBroken) findings.Add(new Finding(FindingKind.CrlOutsideProfile, detail));
        }

        Add(crl.Version == 1, "the list is of version 1");
        Add(crl.Number is null, "the list has no number");
        Add(crl.Number < BigInteger.Zero, "the list's number is negative");
        Add(crl.AuthorityKeyIdentifier is null, "the list has no AuthorityKeyIdentifier");
        Add(tally.WithIssuerNotCritical > 0, $"certificateIssuer is not critical in {tally.WithIssuerNotCritical} entries");
        Add(tally.WithUselessReason > 0, $"{tally.WithUselessReason} entries have a reason that a complete CRL does not have");
        Add(tally.WithOddSerial > 0, $"{tally.WithOddSerial} serial numbers are not positive or longer than 20 octets");
        Add(tally.Duplicates > 0, $"{tally.Duplicates} certificates stand there twice");
    }

    private static CrlRefusal NotUsable(string detail) => new(CrlFailure.NotUsable, detail);
}

/// <summary>
/// A CRL whose signer leads to a trusted root, indexed: only <see cref="CrlVerifier"/> makes one. The list's own octets are gone.
/// </summary>
public sealed class VerifiedCrl
{
    internal VerifiedCrl(UntrustedCrl source, CrlIndex index, StiCertificate signer, IReadOnlyList<Finding> findings)
    {
        (Index, Signer, Findings) = (index, signer, findings);
        (Issuer, Number, ThisUpdate, NextUpdate) = (source.Issuer, source.Number, source.ThisUpdate, source.NextUpdate!.Value);
        (IsIndirect, DistributionPoint) = (source.IsIndirect, source.DistributionPoint);
        Digest = Convert.ToHexStringLower(SHA256.HashData(source.Der.Span));
    }

    /// <summary>SHA-256 of the whole list in DER, 64 hexadecimal digits in lower case: which list it was.</summary>
    public string Digest { get; }

    public CrlIndex Index { get; }

    public StiCertificate Signer { get; }

    public DistinguishedName Issuer { get; }

    public BigInteger? Number { get; }

    public DateTimeOffset ThisUpdate { get; }

    public DateTimeOffset NextUpdate { get; }

    public bool IsIndirect { get; }

    /// <summary>A policy administrator signed it: its signer leads to a pinned root.</summary>
    public bool IsAdministrators { get; internal init; }

    public IssuingDistributionPoint? DistributionPoint { get; }

    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>The list is for no distribution point, or for that which is named after its issuer.</summary>
    internal bool IsOfIssuersPoint =>
        DistributionPoint is not { HasName: true } point || point.DirectoryNames.Any(name => name.Matches(Issuer));

    internal CrlMark Mark => new(Number, ThisUpdate, NextUpdate);

    /// <summary>Whether the list speaks of certificates of this kind at all.</summary>
    public bool SpeaksOf(StiCertificate certificate) =>
        DistributionPoint is not { } point || !(certificate.IsCa ? point.OnlyUserCertificates : point.OnlyCaCertificates);
}
