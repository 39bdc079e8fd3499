using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Trust.Sources;

namespace Shaken.Core.Trust.Lists;

/// <summary>
/// Reads and verifies trusted-CA lists (ATIS-1000087 clause 4.3.1): signature by the certificate at x5u, that certificate by a pinned
/// STI-PA root, exp, version, and a sequence that never goes back.
/// </summary>
public sealed class TrustListReader
{
    private const string NotDecoded = "neither base64 of DER nor PEM";

    private readonly ICertificateSource _certificates;
    private readonly TrustDomain _domain;
    private readonly TimeProvider _time;
    private readonly IReadOnlySet<CountryCode>? _countries;

    /// <param name="countries">
    /// Those that the administrator stands for: roots of others are left out, so that nobody passes a third country's roots on. Null: roots
    /// of any country are taken, as from the deployment's own administrator, whose list may be merged.
    /// </param>
    public TrustListReader(
        ICertificateSource certificates, TrustDomain domain, TimeProvider time, IReadOnlySet<CountryCode>? countries = null) =>
        (_certificates, _domain, _time, _countries) = (certificates, domain, time, countries);

    /// <summary>Reads a list that somebody served.</summary>
    /// <param name="compact">The JWT in compact form.</param>
    /// <param name="last">The last list taken, or null at the first one.</param>
    public async ValueTask<Outcome<TrustList, TrustListRefusal>> ReadAsync(
        string compact, TrustList? last, CancellationToken cancellationToken)
    {
        if (!TryTakeApart(compact, out var jws, out var document, out var refusal)) return refusal;
        if (!(await _certificates.GetAsync(jws.Header.X5u!, cancellationToken)).TryGet(out var sourced, out var sourceRefusal))
            return new TrustListRefusal(TrustListFailure.SignerUntrusted, sourceRefusal.Detail);

        var now = _time.GetUtcNow();
        if (!Verify(jws, sourced.Certificates, now).TryGet(out var signer, out var signatureRefusal)) return signatureRefusal;
        if (document.ExpiresAt <= now) return new TrustListRefusal(TrustListFailure.Expired, $"the list expired at {document.ExpiresAt:u}");
        var kept = new KeptList(jws.Compact, sourced.Certificates, now) { SignersFrom = last?.Kept.SignersFrom };
        if (!Accept(document, kept, signer, last).TryGet(out var list, out var unusable)) return unusable;
        return last is null ? list : TrustListOrder.From(last, list, now) switch
        {
            TrustListStep.Forward => list,
            TrustListStep.Restarted => list.AfterRestart(),
            TrustListStep.WentBack => new TrustListRefusal(
                TrustListFailure.SequenceWentBack, $"sequence {list.Sequence} after {last.Sequence}"),
            TrustListStep.Reused => new TrustListRefusal(
                TrustListFailure.SequenceReused, $"sequence {list.Sequence} stands on two different lists, or now with an earlier exp"),
        };
    }

    /// <summary>
    /// Reads a list that this program kept: the signature is verified as of the moment it was taken. It may have expired meanwhile;
    /// its sequence counts all the same.
    /// </summary>
    public Outcome<TrustList, TrustListRefusal> Restore(KeptList kept)
    {
        if (!TryTakeApart(kept.Compact, out var jws, out var document, out var refusal)) return refusal;
        return Verify(jws, kept.SignerCertificates, kept.TakenAt).TryGet(out var signer, out var signatureRefusal)
            ? Accept(document, kept, signer, last: null)
            : signatureRefusal;
    }

    private static bool TryTakeApart(
        string compact,
        [NotNullWhen(true)] out Jws? jws,
        [NotNullWhen(true)] out TrustListDocument? document,
        [NotNullWhen(false)] out TrustListRefusal? refusal)
    {
        document = null;
        if (!Jws.TryParse(compact.Trim(), Limits.TrustListOctets, out jws, out var failure))
        {
            refusal = new TrustListRefusal(TrustListFailure.Malformed, failure);
            return false;
        }

        refusal = AdministratorSignature.HeaderFaultOf(jws) is { } fault ? Of(fault) : null;
        return refusal is null && TrustListDocument.TryRead(jws.DecodePayload(), out document, out refusal);
    }

    // A list without a usable root would refuse every call. It is more likely a mistake than an intention, so the last good list stays.
    private Outcome<TrustList, TrustListRefusal> Accept(
        TrustListDocument document, KeptList kept, StiCertificate signer, TrustList? last)
    {
        var (roots, findings) = ReadRoots(document.Entries, last);
        if (roots.Count == 0)
            return new TrustListRefusal(
                TrustListFailure.NoRootLeft,
                findings is [var first, ..] ? $"no entry is a root that can be read; {first.Detail}" : "the list has no entries");
        return new TrustList(document, kept, signer, roots, findings);
    }

    private Outcome<StiCertificate, TrustListRefusal> Verify(Jws jws, IReadOnlyList<StiCertificate> certificates, DateTimeOffset at) =>
        AdministratorSignature.Verify(
            jws, certificates, _domain, SignedDocumentKind.TrustedCaList, at).TryGet(out var signer, out var refusal)
            ? signer
            : Of(refusal);

    private static TrustListRefusal Of(SignatureRefusal refusal) => new(
        refusal.Reason switch
        {
            SignatureFailure.HeaderNotAllowed => TrustListFailure.HeaderNotAllowed,
            SignatureFailure.SignerUntrusted => TrustListFailure.SignerUntrusted,
            SignatureFailure.SignatureMismatch => TrustListFailure.SignatureMismatch,
        },
        refusal.Detail);

    private (IReadOnlyList<TrustedRoot> Roots, IReadOnlyList<Finding> Findings) ReadRoots(IReadOnlyList<string> entries, TrustList? last)
    {
        var read = ReadEach(entries, last);
        var roots = new List<TrustedRoot>();
        var findings = new List<Finding>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < entries.Count; index++)
        {
            var (root, failure) = read[index];
            if (root is null)
                findings.Add(new Finding(FindingKind.TrustListEntrySkipped, $"entry {index} of the trusted-CA list: {failure}"));
            else if (_countries?.Contains(root.Country) == false)
                findings.Add(new Finding(FindingKind.RootOfAnotherCountry, $"entry {index} is a root of {root.Country}"));
            else if (!seen.Add(root.Certificate.Fingerprint))
                findings.Add(new Finding(FindingKind.RootRepeated, $"entry {index} repeats an earlier one"));
            else roots.Add(root);
        }

        return (roots, findings);
    }

    // What the last list had is the same to the octet. The rest is read on all processors, since all countries together have thousands.
    private static (TrustedRoot? Root, string? Failure)[] ReadEach(IReadOnlyList<string> entries, TrustList? last)
    {
        var known = (last?.Roots.All ?? []).ToDictionary(root => root.Certificate.Fingerprint, StringComparer.Ordinal);
        var read = new (TrustedRoot? Root, string? Failure)[entries.Count];
        Parallel.For(0, entries.Count, index => read[index] = ReadEntry(entries[index], known));
        return read;
    }

    private static (TrustedRoot? Root, string? Failure) ReadEntry(string entry, Dictionary<string, TrustedRoot> known)
    {
        if (!TryDecode(entry, out var der)) return (null, NotDecoded);
        if (known.Count > 0 && known.TryGetValue(Convert.ToHexStringLower(SHA256.HashData(der.Span)), out var same)) return (same, null);
        return TryReadRoot(der, out var root, out var failure) ? (root, null) : (null, failure);
    }

    /// <summary>Reads an entry of a list, base64 of DER or PEM, as a root.</summary>
    internal static bool TryReadRoot(string entry, [NotNullWhen(true)] out TrustedRoot? root, [NotNullWhen(false)] out string? failure)
    {
        root = null;
        if (TryDecode(entry, out var der)) return TryReadRoot(der, out root, out failure);
        failure = NotDecoded;
        return false;
    }

    private static bool TryReadRoot(
        ReadOnlyMemory<byte> der, [NotNullWhen(true)] out TrustedRoot? root, [NotNullWhen(false)] out string? failure)
    {
        root = null;
        return StiCertificate.TryRead(der, out var certificate, out failure)
            && TrustedRoot.TryCreateVouched(certificate, out root, out failure);
    }

    private static bool TryDecode(string entry, out ReadOnlyMemory<byte> der)
    {
        der = default;
        if (entry.Length > Limits.CertificateOctets * 2) return false;
        ReadOnlySpan<char> base64 = entry;
        if (PemEncoding.TryFind(entry, out var fields) && entry.AsSpan()[fields.Label] is "CERTIFICATE")
            base64 = entry.AsSpan()[fields.Base64Data];
        var octets = new byte[base64.Length];
        if (!Convert.TryFromBase64Chars(base64, octets, out var written)) return false;
        der = octets.AsMemory(0, written);
        return true;
    }
}
