using System.Security.Cryptography;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Crls;

/// <summary>That a certificate is to be revoked.</summary>
/// <param name="Issuer">The issuer as the certificate encodes it.</param>
/// <param name="Serial">The content octets of the certificate's serialNumber.</param>
/// <param name="CertificateNotAfter">Until when it would have been valid.</param>
/// <param name="RevokedBy">Who wanted it: an account, an operator, a reporting CA.</param>
public sealed record RevocationNotice(
    DistinguishedName Issuer, ReadOnlyMemory<byte> Serial, DateTimeOffset CertificateNotAfter, RevocationReason Reason, string RevokedBy)
{
    /// <summary>When it was revoked; null: now. A CA that reports states its own moment.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>For a certificate at hand.</summary>
    public static RevocationNotice Of(StiCertificate certificate, RevocationReason reason, string revokedBy) =>
        new(certificate.Issuer, certificate.SerialNumber, certificate.NotAfter, reason, revokedBy);
}

/// <summary>A revoked certificate as the register holds it.</summary>
/// <param name="Issuer">The issuer, octet for octet as in the certificate.</param>
/// <param name="Serial">The content octets of the serialNumber, without superfluous zeros.</param>
/// <param name="RevokedAt">Whole seconds.</param>
/// <param name="NotAfter">Until when the certificate would have been valid.</param>
/// <param name="RegisteredAt">When the register learned of it.</param>
public sealed record RevocationEntry(
    DistinguishedName Issuer,
    ReadOnlyMemory<byte> Serial,
    RevocationReason Reason,
    DateTimeOffset RevokedAt,
    DateTimeOffset NotAfter,
    string RevokedBy,
    DateTimeOffset RegisteredAt)
{
    /// <summary>
    /// No revocation was before: RFC 5280 section 5.1.2.4 wants UTCTime for every year until 2049, whose two digits begin with 1950. A date
    /// that is merely odd is taken, since a list without the certificate would be worse.
    /// </summary>
    internal static readonly DateTimeOffset Earliest = new(1950, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// When a hold was released; null: it was not. The register keeps such an entry, so that an older list cannot bring it back, and puts
    /// it on no list.
    /// </summary>
    public DateTimeOffset? ReleasedAt { get; init; }

    /// <summary>Whether the certificate is on hold: the one state that is taken back, or becomes a revocation for good.</summary>
    public bool IsHeld => Reason == RevocationReason.CertificateHold && ReleasedAt is null;

    /// <summary>What names the certificate in stores: SHA-256 over issuer and serial number, 64 hexadecimal digits.</summary>
    public string Id => IdOf(Issuer, Serial.Span);

    /// <summary>The serial number in hexadecimal digits, as OpenSSL prints it.</summary>
    public string SerialText => Convert.ToHexString(Serial.Span);

    internal static string IdOf(DistinguishedName issuer, ReadOnlySpan<byte> serial)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(issuer.Der.Span);
        hash.AppendData(serial);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>Why nothing was revoked.</summary>
public sealed record RevocationRefusal(RevocationFailure Reason, string Detail);

/// <summary>The closed set of reasons.</summary>
public enum RevocationFailure
{
    /// <summary>The certificate is revoked already; the first revocation stands.</summary>
    AlreadyRevoked,

    /// <summary>The serial number is not positive, or longer than 20 octets (RFC 5280 section 4.1.2.2).</summary>
    SerialNotAllowed,

    /// <summary>removeFromCRL takes nothing back here: it belongs to delta CRLs.</summary>
    ReasonNotAllowed,

    /// <summary>The moment of revocation lies in the future, or before 1950, for which a CRL has no date.</summary>
    MomentNotAllowed,
}
