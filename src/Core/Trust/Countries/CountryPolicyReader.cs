using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Sources;

namespace Shaken.Core.Trust.Countries;

/// <summary>
/// Reads and verifies country policies: the signature by the certificate at x5u, that certificate by a pinned root of the deployment's own
/// STI-PA and not named for another kind of document, exp, version, and a sequence that never goes back.
/// </summary>
public sealed class CountryPolicyReader
{
    private readonly ICertificateSource _certificates;
    private readonly TrustDomain _own;
    private readonly TimeProvider _time;

    public CountryPolicyReader(ICertificateSource certificates, TrustDomain own, TimeProvider time) =>
        (_certificates, _own, _time) = (certificates, own, time);

    /// <summary>Reads a policy that an origin served.</summary>
    /// <param name="compact">The JWT in compact form.</param>
    /// <param name="last">The last policy taken, or null at the first one.</param>
    public async ValueTask<Outcome<CountryPolicy, CountryPolicyRefusal>> ReadAsync(
        string compact, CountryPolicy? last, CancellationToken cancellationToken)
    {
        if (!TryParse(compact, out var jws, out var document, out var refusal)) return refusal;
        if (!(await _certificates.GetAsync(jws.Header.X5u!, cancellationToken)).TryGet(out var sourced, out var sourceRefusal))
            return new CountryPolicyRefusal(CountryPolicyFailure.SignerUntrusted, sourceRefusal.Detail);
        var now = _time.GetUtcNow();
        var verified = AdministratorSignature.Verify(jws, sourced.Certificates, _own, SignedDocumentKind.CountryPolicy, now);
        if (!verified.TryGet(out _, out var signature)) return CountryPolicyRefusal.Of(signature);
        if (document.ExpiresAt <= now)
            return new CountryPolicyRefusal(CountryPolicyFailure.Expired, $"the policy expired at {document.ExpiresAt:u}");
        var policy = new CountryPolicy(document, new KeptList(jws.Compact, sourced.Certificates, now));
        return FindOrderViolation(last, policy) is { } violation ? violation : policy;
    }

    /// <summary>
    /// Reads a policy that this program kept: the signature is verified as of the moment it was taken. It may have expired meanwhile; it
    /// stays in force, and its sequence counts.
    /// </summary>
    public Outcome<CountryPolicy, CountryPolicyRefusal> Restore(KeptList kept)
    {
        if (!TryParse(kept.Compact, out var jws, out var document, out var refusal)) return refusal;
        var verified =
            AdministratorSignature.Verify(jws, kept.SignerCertificates, _own, SignedDocumentKind.CountryPolicy, kept.TakenAt);
        return verified.TryGet(out _, out var signature) ? new CountryPolicy(document, kept) : CountryPolicyRefusal.Of(signature);
    }

    internal static CountryPolicyRefusal? FindOrderViolation(CountryPolicy? last, CountryPolicy next) =>
        last is null || next.Sequence > last.Sequence ? null
        : next.Sequence < last.Sequence
            ? new CountryPolicyRefusal(CountryPolicyFailure.SequenceWentBack, $"sequence {next.Sequence} after {last.Sequence}")
        : next.HasContentOf(last) && next.ExpiresAt >= last.ExpiresAt ? null
        : new CountryPolicyRefusal(
            CountryPolicyFailure.SequenceReused, $"sequence {next.Sequence} has two different policies, or now an earlier exp");

    private static bool TryParse(
        string compact, [NotNullWhen(true)] out Jws? jws, [NotNullWhen(true)] out CountryPolicyDocument? document,
        [NotNullWhen(false)] out CountryPolicyRefusal? refusal)
    {
        document = null;
        if (!Jws.TryParse(compact.Trim(), Limits.TrustListOctets, out jws, out var failure))
        {
            refusal = new CountryPolicyRefusal(CountryPolicyFailure.Malformed, failure);
            return false;
        }

        refusal = AdministratorSignature.HeaderFaultOf(jws) is { } fault ? CountryPolicyRefusal.Of(fault) : null;
        return refusal is null && CountryPolicyDocument.TryRead(jws.DecodePayload(), out document, out refusal);
    }
}
