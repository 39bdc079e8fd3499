using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Sources;

namespace Shaken.Core.Trust.Countries;

/// <summary>
/// The steps that all such documents share: the signature by the certificate at x5u, that certificate by a pinned STI-PA root and not named
/// for another kind of document, exp, and a sequence that never goes back.
/// </summary>
internal sealed class DocumentVerifier<TPayload, TDocument>(
    ICertificateSource certificates,
    TrustDomain domain,
    SignedDocumentKind kind,
    TimeProvider time,
    DocumentVerifier<TPayload, TDocument>.PayloadReader read,
    Func<TPayload, KeptList, TDocument> make)
    where TPayload : class
    where TDocument : class, IFollowedDocument<TDocument>
{
    /// <summary>Reads a payload; null, with a refusal, where it breaks a rule.</summary>
    public delegate TPayload? PayloadReader(ReadOnlyMemory<byte> payload, out DocumentRefusal? refusal);

    public async ValueTask<Outcome<TDocument, DocumentRefusal>> ReadAsync(
        string compact, TDocument? last, CancellationToken cancellationToken)
    {
        if (!TryParse(compact, out var jws, out var payload, out var refusal)) return refusal;
        if (!(await certificates.GetAsync(jws.Header.X5u!, cancellationToken)).TryGet(out var sourced, out var sourceRefusal))
            return new DocumentRefusal(DocumentFailure.SignerUntrusted, sourceRefusal.Detail);
        var now = time.GetUtcNow();
        if (!AdministratorSignature.Verify(jws, sourced.Certificates, domain, kind, now).TryGet(out _, out var signature))
            return DocumentRefusal.Of(signature);
        var document = make(payload, new KeptList(jws.Compact, sourced.Certificates, now));
        if (document.ExpiresAt <= now)
            return new DocumentRefusal(DocumentFailure.Expired, $"the {kind.Title()} expired at {document.ExpiresAt:u}");
        return DocumentOrder.FindViolation(last, document) is { } violation ? violation : document;
    }

    public Outcome<TDocument, DocumentRefusal> Restore(KeptList kept)
    {
        if (!TryParse(kept.Compact, out var jws, out var payload, out var refusal)) return refusal;
        var verified = AdministratorSignature.Verify(jws, kept.SignerCertificates, domain, kind, kept.TakenAt);
        return verified.TryGet(out _, out var signature) ? make(payload, kept) : DocumentRefusal.Of(signature);
    }

    private bool TryParse(
        string compact, [NotNullWhen(true)] out Jws? jws, [NotNullWhen(true)] out TPayload? payload,
        [NotNullWhen(false)] out DocumentRefusal? refusal)
    {
        payload = null;
        if (!Jws.TryParse(compact.Trim(), Limits.TrustListOctets, out jws, out var failure))
        {
            refusal = new DocumentRefusal(DocumentFailure.Malformed, failure);
            return false;
        }

        refusal = AdministratorSignature.HeaderFaultOf(jws) is { } fault ? DocumentRefusal.Of(fault) : null;
        if (refusal is not null) return false;
        payload = read(jws.DecodePayload(), out refusal);
        if (payload is not null) return true;
        refusal ??= new DocumentRefusal(DocumentFailure.Malformed, "the payload cannot be read");
        return false;
    }
}
