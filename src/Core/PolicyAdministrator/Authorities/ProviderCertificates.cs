using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;

namespace Shaken.Core.PolicyAdministrator.Authorities;

/// <summary>
/// Certificates of providers, judged by the roots that this administrator approves, and by its own register of revocations.
/// </summary>
public sealed class ProviderCertificates
{
    private readonly ApprovedAuthorities _authorities;
    private readonly RevocationRegister _register;
    private readonly TimeProvider _time;

    public ProviderCertificates(ApprovedAuthorities authorities, RevocationRegister register, TimeProvider time) =>
        (_authorities, _register, _time) = (authorities, register, time);

    /// <summary>A certificate that counts now: a path to an approved root, of which nothing is revoked or on hold.</summary>
    /// <param name="bundle">The leaf and what stands between it and a root, in any order.</param>
    /// <returns>The path; or why there is none, in words.</returns>
    public async ValueTask<Outcome<CertificateChain, string>> JudgeAsync(
        IReadOnlyList<StiCertificate> bundle, CancellationToken cancellationToken)
    {
        var judged = Validate(bundle, await _authorities.GetAsync(cancellationToken));
        if (!judged.TryGet(out var chain, out var failure)) return failure;

        // The root is judged by its approval.
        foreach (var certificate in chain.Path.SkipLast(1))
        {
            if (await _register.FindAsync(certificate.Issuer, certificate.SerialNumber, cancellationToken) is not null)
                return $"{certificate.Subject} is revoked or on hold";
        }

        return chain;
    }

    /// <summary>A certificate below any root that was ever approved, revoked or not: to be revoked it need not count.</summary>
    /// <param name="bundle">The leaf and what stands between it and a root, in any order.</param>
    /// <returns>The path; or why there is none, in words.</returns>
    public async ValueTask<Outcome<CertificateChain, string>> FindAsync(
        IReadOnlyList<StiCertificate> bundle, CancellationToken cancellationToken)
    {
        var roots = new List<TrustedRoot>();
        await foreach (var authority in _authorities.ListAsync(cancellationToken)) roots.Add(authority.Root);
        return Validate(bundle, roots);
    }

    private Outcome<CertificateChain, string> Validate(IReadOnlyList<StiCertificate> bundle, IReadOnlyList<TrustedRoot> roots) =>
        new ChainValidator(roots).Validate(bundle, _time.GetUtcNow(), LeafPurpose.StiEndEntity).TryGet(out var chain, out var refusal)
            ? chain
            : $"{KebabCase.Of(refusal.Failure)}: {refusal.Detail}";
}
