using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Lint;

namespace Shaken.Core.Pki.Drafts;

/// <summary>
/// A draft that keeps every rule of its profile, as the octets that will be signed: only <see cref="CertificateDraft.Lint"/> makes
/// one, so that nothing unlinted can be signed.
/// </summary>
public sealed class LintedDraft
{
    internal LintedDraft(CertificateDraft draft, ReadOnlyMemory<byte> toBeSigned, StiCertificate unsigned) =>
        (Draft, ToBeSigned, Unsigned) = (draft, toBeSigned, unsigned);

    public CertificateDraft Draft { get; }

    /// <summary>The encoded TBSCertificate.</summary>
    public ReadOnlyMemory<byte> ToBeSigned { get; }

    /// <summary>The draft as relying parties will read it; its signature is a placeholder.</summary>
    internal StiCertificate Unsigned { get; }
}

/// <summary>The rules that a draft breaks: at least one.</summary>
public sealed record DraftRefusal(IReadOnlyList<LintFinding> Findings)
{
    internal static DraftRefusal Of(string rule, string detail, string clause) =>
        new([new LintFinding(rule, LintLevel.Error, detail, clause)]);
}
