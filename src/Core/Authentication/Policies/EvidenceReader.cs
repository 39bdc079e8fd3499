using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;

namespace Shaken.Core.Authentication.Policies;

/// <summary>
/// Reads the evidence that a policy and its number table record. That of a delegate certificate comes with a call, or is presented.
/// </summary>
internal static class EvidenceReader
{
    public const int MaxReference = 200;

    public static bool TryRead(
        EvidenceDocument document, [NotNullWhen(true)] out AttestationEvidence? evidence, [NotNullWhen(false)] out string? failure) =>
        TryRead(document.Kind, document.Reference, document.ExpiresAt, out evidence, out failure);

    /// <param name="failure">Which rule was broken, in words that do not repeat the text.</param>
    public static bool TryRead(
        string? kindText, string? reference, string? end, [NotNullWhen(true)] out AttestationEvidence? evidence,
        [NotNullWhen(false)] out string? failure)
    {
        evidence = null;
        DateTimeOffset? expiresAt = null;
        failure = !KebabCase.TryParse(kindText, out EvidenceKind kind) || !IsRecorded(kind)
                ? "the kind must be assigned-by-us, in-customers-range or authorized"
            : reference is not null && !PlainText.IsPlain(reference, MaxReference)
                ? $"the reference must be plain text of 1 to {MaxReference} characters"
            : end is not null && !Rfc3339.TryParse(end, out expiresAt) ? "the end must be a moment, such as 2027-01-31T00:00:00Z"
            : kind == EvidenceKind.Authorized && (reference is null || expiresAt is null)
                ? "an authorization must have a reference and an end"
            : null;
        if (failure is not null) return false;
        evidence = new AttestationEvidence(kind, reference, expiresAt);
        return true;
    }

    private static bool IsRecorded(EvidenceKind kind) => kind switch
    {
        EvidenceKind.AssignedByUs or EvidenceKind.InCustomersRange or EvidenceKind.Authorized => true,
        EvidenceKind.DelegateCertificate or EvidenceKind.Presentation => false,
    };
}
