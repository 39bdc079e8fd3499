using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.CertificationAuthority.Issuing;

/// <summary>What a list shows of an issued certificate. The index keeps it, so that a page of a list takes one read.</summary>
/// <param name="Id">SHA-256 of its DER, 64 hexadecimal digits.</param>
/// <param name="Serial">In hexadecimal digits, as OpenSSL prints it.</param>
/// <param name="Words">The words of its subject, by which it is found.</param>
/// <param name="Providers">The providers whose codes its TNAuthList has, as <c>US/1234</c>.</param>
/// <param name="Authority">DER of its TNAuthList; null: the list is elsewhere.</param>
/// <param name="Url">Its x5u.</param>
/// <param name="OrderId">Null: the ledger does not know it.</param>
/// <param name="AccountId">An ACME account or a subscriber of the manual flow; null: the ledger does not know it.</param>
/// <param name="RevocationId">Names its revocation in the register.</param>
public sealed record IssuedSummary(
    string Id, string Serial, string Subject, IReadOnlyList<string> Words, IReadOnlyList<string> Providers, byte[]? Authority,
    DateTimeOffset NotBefore, DateTimeOffset NotAfter, string Url, string? OrderId, string? AccountId, string RevocationId)
{
    internal static IssuedSummary Of(IssuedCertificate issued) =>
        Of(issued.Certificate, issued.Url, issued.OrderId, issued.AccountId);

    internal static IssuedSummary Of(StiCertificate certificate, string url, string? orderId, string? accountId) => new(
        certificate.Fingerprint, certificate.SerialNumberText, certificate.Subject.ToString(), SubjectWords.Of(certificate.Subject),
        [.. certificate.Providers().Select(provider => provider.ToString())],
        certificate.Extensions.TnAuthList is { } list ? TnAuthListDer.Write(list) : null,
        certificate.NotBefore, certificate.NotAfter, url, orderId, accountId,
        RevocationEntry.IdOf(certificate.Issuer, certificate.SerialNumber.Span));
}

/// <summary>An issued certificate, and its revocation or hold; null: it has none.</summary>
public sealed record FoundCertificate(IssuedSummary Summary, RevocationEntry? Revocation)
{
    /// <summary>What it is worth at a moment. A revocation outlasts the validity.</summary>
    public IssuedState StateAt(DateTimeOffset now) =>
        Revocation is { IsHeld: true } ? IssuedState.Held
        : Revocation is not null ? IssuedState.Revoked
        : Summary.NotAfter < now ? IssuedState.Expired
        : IssuedState.Valid;
}

/// <summary>Some certificates and where to go on; a null cursor is the end. A page may be short, or empty, before it.</summary>
public sealed record FoundPage(IReadOnlyList<FoundCertificate> Certificates, string? Cursor);

/// <summary>The states of an issued certificate. A closed set.</summary>
public enum IssuedState
{
    /// <summary>It is neither over nor revoked.</summary>
    Valid,

    /// <summary>Its validity is over.</summary>
    Expired,

    /// <summary>It is on hold (RFC 5280 section 5.3.1, certificateHold).</summary>
    Held,

    /// <summary>It is revoked for good.</summary>
    Revoked,
}
