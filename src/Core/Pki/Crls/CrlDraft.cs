using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Lint;

namespace Shaken.Core.Pki.Crls;

/// <summary>Whose certificates a CRL speaks of.</summary>
public enum CrlScope
{
    /// <summary>One issuer's own (a direct CRL): the CRL's issuer is the certificates' issuer.</summary>
    OwnIssuer,

    /// <summary>Those of many issuers (an indirect CRL, RFC 5280 section 5): the policy administrator's.</summary>
    ManyIssuers,
}

/// <summary>What a CRL says of itself.</summary>
/// <param name="Signer">The certificate whose key signs: its subject is the CRL's issuer, octet for octet.</param>
/// <param name="Number">RFC 5280 section 5.2.3; from 1 on.</param>
/// <param name="ThisUpdate">Whole seconds.</param>
/// <param name="NextUpdate">By when there will be another.</param>
/// <param name="Url">Where it is fetched from, as the certificates' distribution points have it.</param>
public sealed record CrlTerms(
    StiCertificate Signer, CrlScope Scope, long Number, DateTimeOffset ThisUpdate, DateTimeOffset NextUpdate, string Url)
{
    /// <summary>Where the signer's certificate is (RFC 5280 section 5.2.7); null: readers have it from elsewhere.</summary>
    public string? SignerUrl { get; init; }
}

/// <summary>
/// A CRL as somebody would have it signed. Nothing is judged yet; only <see cref="Lint"/> makes of it what can be signed. Entries are
/// encoded as they are added, so that a million of them never stand in memory as objects.
/// </summary>
public sealed class CrlDraft
{
    private readonly CrlDer _der;

    /// <param name="expectedEntries">How many entries are likely: room is made at once.</param>
    public CrlDraft(CrlTerms terms, int expectedEntries)
    {
        Terms = terms;
        _der = new CrlDer(terms, expectedEntries);
    }

    public CrlTerms Terms { get; }

    public int Count { get; private set; }

    /// <summary>Adds a revoked certificate.</summary>
    public void Add(RevocationEntry entry)
    {
        _der.WriteEntry(entry);
        Count++;
    }

    /// <summary>
    /// Ends the encoding and reads it back as any relying party would, then applies the rules. The draft takes no more entries afterwards.
    /// </summary>
    public Outcome<LintedCrl, CrlDraftRefusal> Lint()
    {
        var toBeSigned = _der.EndToBeSigned();
        if (!UntrustedCrl.TryReadToBeSigned(toBeSigned, out var unsigned, out var failure))
            return new CrlDraftRefusal([new LintFinding("e_crl_unreadable", LintLevel.Error, failure, "RFC 5280 section 5.1")]);
        var findings = CrlRules.Lint(unsigned, Terms);
        return findings.Count == 0 ? new LintedCrl(Terms, toBeSigned) : new CrlDraftRefusal(findings);
    }
}

/// <summary>A CRL that keeps every rule, as the octets that will be signed: only <see cref="CrlDraft.Lint"/> makes one.</summary>
public sealed class LintedCrl
{
    internal LintedCrl(CrlTerms terms, ReadOnlyMemory<byte> toBeSigned) => (Terms, ToBeSigned) = (terms, toBeSigned);

    public CrlTerms Terms { get; }

    /// <summary>The encoded TBSCertList.</summary>
    public ReadOnlyMemory<byte> ToBeSigned { get; }
}

/// <summary>The rules that a draft breaks: at least one.</summary>
public sealed record CrlDraftRefusal(IReadOnlyList<LintFinding> Findings);
