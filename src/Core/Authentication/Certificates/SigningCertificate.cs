using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Passports;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.Authentication.Certificates;

/// <summary>
/// A certificate that signs a provider's calls, with its key. Only <see cref="TryCreate"/> makes one: key and certificate belong
/// together, and the certificate stands for the provider.
/// </summary>
public sealed class SigningCertificate
{
    private SigningCertificate(ProviderId provider, PassportSigner signer, IReadOnlyList<StiCertificate> chain)
    {
        (Provider, Signer, Chain) = (provider, signer, chain);
        NotBefore = chain.Max(certificate => certificate.NotBefore);
        NotAfter = chain.Min(certificate => certificate.NotAfter);
    }

    public ProviderId Provider { get; }

    /// <summary>The certificate and those between it and the root, as verifiers find them at the x5u.</summary>
    public IReadOnlyList<StiCertificate> Chain { get; }

    public StiCertificate Leaf => Chain[0];

    /// <summary>Where verifiers find it.</summary>
    public string X5u => Signer.X5u;

    /// <summary>From then on the whole chain is valid.</summary>
    public DateTimeOffset NotBefore { get; }

    /// <summary>Until then the whole chain is valid.</summary>
    public DateTimeOffset NotAfter { get; }

    internal PassportSigner Signer { get; }

    /// <param name="chain">Leaf first, the root left out.</param>
    /// <param name="x5u">The https URL at which the chain is published.</param>
    /// <param name="failure">Which rule was broken, and what to do.</param>
    public static bool TryCreate(
        ProviderId provider, ISigningKey key, IReadOnlyList<StiCertificate> chain, string x5u,
        [NotNullWhen(true)] out SigningCertificate? certificate, [NotNullWhen(false)] out string? failure)
    {
        certificate = null;
        failure = x5u.Length is 0 or > Limits.UriLength ? "the certificate has no x5u: publish it and name the URL"
            : chain.Count == 0 || chain[0].IsCa ? "the first certificate must be one that signs calls, and no CA's"
            : !IsKeyOf(key, chain[0]) ? "the key is not that of the certificate"
            : FaultOf(chain[0], provider);
        if (failure is null) certificate = new SigningCertificate(provider, new PassportSigner(key, x5u), chain);
        return failure is null;
    }

    /// <summary>Whether calls can be signed with it now, with this iat: verifiers refuse an iat outside its validity.</summary>
    internal bool Covers(DateTimeOffset now, DateTimeOffset issuedAt) =>
        now >= NotBefore && now <= NotAfter && issuedAt >= NotBefore && issuedAt <= NotAfter;

    private static string? FaultOf(StiCertificate leaf, ProviderId provider)
    {
        if (leaf.Extensions.TnAuthList is not { } authority) return "the certificate has no TNAuthList";
        if (!authority.HasCodesOnly) return "the certificate is a delegate's: its TNAuthList must have service provider codes only";
        if (!authority.Holds(provider.Code)) return $"the certificate's TNAuthList does not hold the code {provider.Code}";
        return leaf.Subject.Country is { } country && country != provider.Country
            ? $"the certificate is one of the country {country}, and the provider is {provider}"
            : null;
    }

    private static bool IsKeyOf(ISigningKey key, StiCertificate certificate) =>
        certificate.PublicKey.TryToP256(out var certified)
        && certified.Parameters.Q.X.AsSpan().SequenceEqual(key.PublicKey.Q.X)
        && certified.Parameters.Q.Y.AsSpan().SequenceEqual(key.PublicKey.Q.Y);
}
