using System.Security.Cryptography;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Lint;

namespace Shaken.Core.Pki.Drafts;

/// <summary>
/// A certificate as somebody would have it signed: X.509 v3, ecdsa-with-SHA256. Nothing is judged yet; only
/// <see cref="Lint"/> makes of it what a <see cref="CertificateAuthority"/> takes.
/// </summary>
public sealed partial record CertificateDraft
{
    /// <summary>The rules it is to keep, every one of them.</summary>
    public required LintProfile Profile { get; init; }

    public required DistinguishedName Issuer { get; init; }

    public required DistinguishedName Subject { get; init; }

    public required DraftTerms Terms { get; init; }

    /// <summary>Curve and point of the subject's key.</summary>
    public required ECParameters PublicKey { get; init; }

    /// <summary>The issuer's SubjectKeyIdentifier; a root's own.</summary>
    public required ReadOnlyMemory<byte> AuthorityKeyIdentifier { get; init; }

    public required KeyUsages KeyUsage { get; init; }

    public required bool IsCa { get; init; }

    /// <summary>How many CA certificates may follow below; null: any number.</summary>
    public int? PathLength { get; init; }

    public TnAuthList? TnAuthList { get; init; }

    public string? PolicyOid { get; init; }

    public CrlReference? Crl { get; init; }

    /// <summary>Written as EnhancedJWTClaimConstraints (RFC 9118).</summary>
    public ClaimConstraints? ClaimConstraints { get; init; }

    /// <summary>The identifier under which the key is known already, for a second certificate over it; null: made of the key.</summary>
    public ReadOnlyMemory<byte>? KnownKeyIdentifier { get; init; }

    /// <summary>
    /// Unless it is known already, the leftmost 160 bits of SHA-256 over the public key's BIT STRING (RFC 7093 section 2, method 1).
    /// </summary>
    public ReadOnlyMemory<byte> SubjectKeyIdentifier => KnownKeyIdentifier ?? KeyIdentifierOf(PublicKey);

    /// <summary>Subject and issuer are one name with one key.</summary>
    public bool IsSelfSigned =>
        Issuer.Der.Span.SequenceEqual(Subject.Der.Span) && AuthorityKeyIdentifier.Span.SequenceEqual(SubjectKeyIdentifier.Span);

    /// <summary>
    /// Encodes the draft and reads it back as any relying party would, then applies the rules of its profile. No finding is
    /// tolerated, a warning neither.
    /// </summary>
    public Outcome<LintedDraft, DraftRefusal> Lint()
    {
        if (TnAuthList is { } list && list.Entries.Any(entry => entry is RangeEntry { Range.EndsOnTheLastNumber: true }))
            return DraftRefusal.Of(
                "e_tn_auth_list_block_end", "a block of numbers ends on the last number of its length", "RFC 8226 section 9");

        var toBeSigned = DraftDer.WriteToBeSigned(this);
        if (!StiCertificate.TryRead(DraftDer.WriteUnsigned(toBeSigned), out var unsigned, out var failure))
            return DraftRefusal.Of("e_draft_unreadable", failure, "RFC 5280 section 4.1");

        var findings = CertificateLinter.LintForIssue(unsigned, Profile, IsSelfSigned);
        return findings.Count == 0 ? new LintedDraft(this, toBeSigned, unsigned) : new DraftRefusal(findings);
    }

    internal static byte[] KeyIdentifierOf(ECParameters key) => SHA256.HashData(SubjectPublicKey.PointOf(key))[..20];
}
