using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Sources;

namespace Shaken.Core.CallPlacement.Directory;

/// <summary>
/// Reads and verifies cpsMappings: the signature by the certificate at x5u, that certificate by a pinned STI-PA root and not named for
/// another kind of document, exp, version, and a sequence that never goes back.
/// </summary>
public sealed class CpsMappingReader
{
    private readonly ICertificateSource _certificates;
    private readonly TrustDomain _domain;
    private readonly TimeProvider _time;

    public CpsMappingReader(ICertificateSource certificates, TrustDomain domain, TimeProvider time) =>
        (_certificates, _domain, _time) = (certificates, domain, time);

    /// <summary>Reads a mapping that an origin served.</summary>
    /// <param name="compact">The JWT in compact form.</param>
    /// <param name="last">The last mapping taken, or null at the first one.</param>
    public async ValueTask<Outcome<CpsMapping, CpsMappingRefusal>> ReadAsync(
        string compact, CpsMapping? last, CancellationToken cancellationToken)
    {
        if (!TryParse(compact, out var jws, out var document, out var refusal)) return refusal;
        if (!(await _certificates.GetAsync(jws.Header.X5u!, cancellationToken)).TryGet(out var sourced, out var sourceRefusal))
            return new CpsMappingRefusal(CpsMappingFailure.SignerUntrusted, sourceRefusal.Detail);
        var now = _time.GetUtcNow();
        var verified = AdministratorSignature.Verify(jws, sourced.Certificates, _domain, SignedDocumentKind.CpsMapping, now);
        if (!verified.TryGet(out _, out var signature)) return CpsMappingRefusal.Of(signature);
        if (document.ExpiresAt <= now)
            return new CpsMappingRefusal(CpsMappingFailure.Expired, $"the mapping expired at {document.ExpiresAt:u}");
        var mapping = new CpsMapping(document, new KeptList(jws.Compact, sourced.Certificates, now));
        return FindOrderViolation(last, mapping) is { } violation ? violation : mapping;
    }

    /// <summary>
    /// Reads a mapping that this program kept: the signature is verified as of the moment it was taken. It may have expired meanwhile; its
    /// sequence counts all the same.
    /// </summary>
    public Outcome<CpsMapping, CpsMappingRefusal> Restore(KeptList kept)
    {
        if (!TryParse(kept.Compact, out var jws, out var document, out var refusal)) return refusal;
        var verified =
            AdministratorSignature.Verify(jws, kept.SignerCertificates, _domain, SignedDocumentKind.CpsMapping, kept.TakenAt);
        return verified.TryGet(out _, out var signature) ? new CpsMapping(document, kept) : CpsMappingRefusal.Of(signature);
    }

    internal static CpsMappingRefusal? FindOrderViolation(CpsMapping? last, CpsMapping next) =>
        last is null || next.Sequence > last.Sequence ? null
        : next.Sequence < last.Sequence
            ? new CpsMappingRefusal(CpsMappingFailure.SequenceWentBack, $"sequence {next.Sequence} after {last.Sequence}")
        : next.HasContentOf(last) && next.ExpiresAt >= last.ExpiresAt ? null
        : new CpsMappingRefusal(
            CpsMappingFailure.SequenceReused, $"sequence {next.Sequence} has two different mappings, or now an earlier exp");

    private static bool TryParse(
        string compact, [NotNullWhen(true)] out Jws? jws, [NotNullWhen(true)] out CpsMappingDocument? document,
        [NotNullWhen(false)] out CpsMappingRefusal? refusal)
    {
        document = null;
        if (!Jws.TryParse(compact.Trim(), Limits.TrustListOctets, out jws, out var failure))
        {
            refusal = new CpsMappingRefusal(CpsMappingFailure.Malformed, failure);
            return false;
        }

        refusal = AdministratorSignature.HeaderFaultOf(jws) is { } fault ? CpsMappingRefusal.Of(fault) : null;
        return refusal is null && CpsMappingDocument.TryRead(jws.DecodePayload(), out document, out refusal);
    }
}
