using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;

namespace Shaken.Core.Pki.Crls;

/// <summary>
/// Finds the certificate whose key signs a CRL (RFC 5280 section 6.3.3(f)): of the list's issuer, allowed to sign CRLs, and trusted. It
/// may be a CA certificate,
/// the STI-PA's root included.
/// </summary>
internal static class CrlSignerSearch
{
    /// <summary>Finds it. The signature itself is not looked at.</summary>
    /// <param name="failure">Why none is trusted, in words.</param>
    public static bool TryFind(
        UntrustedCrl crl, CrlTrust trust, DateTimeOffset now, [NotNullWhen(true)] out StiCertificate? signer,
        [NotNullWhen(false)] out string? failure)
    {
        failure = $"no certificate of the issuer {crl.Issuer} is known";
        foreach (var candidate in CandidatesOf(crl, trust))
        {
            if (!MayBeSigner(crl, candidate)) continue;
            signer = candidate;
            if (RefusalOf(candidate, crl, trust, now) is not { } reason)
            {
                failure = null;
                return true;
            }

            failure = reason;
        }

        signer = null;
        return false;
    }

    /// <summary>Whether a path leads from a signer to a pinned root of an STI-PA.</summary>
    public static bool IsBelowAdministrators(StiCertificate signer, CrlTrust trust, DateTimeOffset now) =>
        new ChainValidator(trust.AdministratorRoots).Validate(signer, trust.Candidates, now, LeafPurpose.CrlSigner).IsSuccess;

    /// <summary>Whether the list names it, by issuer and key identifier: after a rollover two signers have one name.</summary>
    public static bool MayBeSigner(UntrustedCrl crl, StiCertificate candidate) =>
        candidate.Subject.Matches(crl.Issuer) && IsKeyOf(crl, candidate);

    private static IEnumerable<StiCertificate> CandidatesOf(UntrustedCrl crl, CrlTrust trust) => trust.Candidates
        .Concat(trust.AdministratorRoots.Select(root => root.Certificate))
        .Concat(crl.IsIndirect ? [] : trust.Chains.SelectMany(chain => chain.Path.Skip(1)));

    private static bool IsKeyOf(UntrustedCrl crl, StiCertificate candidate) =>
        crl.AuthorityKeyIdentifier is not { } wanted || candidate.Extensions.SubjectKeyIdentifier is not { } offered
            || wanted.Span.SequenceEqual(offered.Span);

    private static string? RefusalOf(StiCertificate candidate, UntrustedCrl crl, CrlTrust trust, DateTimeOffset now)
    {
        var reason = $"no path leads from {candidate.Subject} to a pinned root of an STI-PA";
        var below = new ChainValidator(trust.AdministratorRoots).Validate(candidate, trust.Candidates, now, LeafPurpose.CrlSigner);
        if (below.TryGet(out _, out var refusal)) return null;
        if (trust.AdministratorRoots.Count > 0) reason = $"{KebabCase.Of(refusal.Failure)}: {refusal.Detail}";

        // Only a policy administrator speaks of others' certificates (ATIS-1000080): a CA's list is about its own.
        if (crl.IsIndirect) return reason;
        foreach (var chain in trust.Chains)
        {
            if (chain.Path.Any(certificate => certificate.Fingerprint == candidate.Fingerprint))
            {
                if (FaultOfTrusted(candidate, now) is not { } fault) return null;
                reason = fault;
                continue;
            }

            var inChain = new ChainValidator([chain.Root]).Validate(candidate, chain.Path, now, LeafPurpose.CrlSigner);
            if (inChain.TryGet(out _, out refusal)) return null;
            reason = $"{KebabCase.Of(refusal.Failure)}: {refusal.Detail}";
        }

        return reason;
    }

    // The certificate itself is trusted already: its validity and its key's use remain.
    private static string? FaultOfTrusted(StiCertificate certificate, DateTimeOffset now) =>
        !certificate.IsValidAt(now) ? $"{certificate.Subject} is outside its validity"
        : certificate.Extensions.KeyUsage is { } usage && !usage.Bits.HasFlag(KeyUsages.CrlSign)
            ? $"the key of {certificate.Subject} may not sign CRLs"
        : null;
}
