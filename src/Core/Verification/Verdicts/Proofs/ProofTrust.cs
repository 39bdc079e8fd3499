using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Countries;

namespace Shaken.Core.Verification.Verdicts.Proofs;

/// <summary>The roots in force at the moment of a verdict.</summary>
/// <param name="Count">How many there were.</param>
/// <param name="Digest">SHA-256 of the fingerprints of all, in their order, each in hexadecimal digits and followed by a line feed.</param>
/// <param name="Used">Those that a certificate of the call leads to, or names as its issuer; at least one.</param>
/// <param name="Fingerprints">Of all; null: there are too many to be listed.</param>
internal sealed record ProofTrust(
    int Count, string Digest, IReadOnlyList<ProofRoot> Used, IReadOnlyList<string>? Fingerprints = null)
{
    private const int MostListed = 512;
    private const int MostUsed = 512;

    public static ProofTrust Of(TrustAnchors anchors, IEnumerable<TrustedRoot> used)
    {
        var fingerprints = anchors.All.Select(root => root.Certificate.Fingerprint).Order(StringComparer.Ordinal).ToList();
        var text = string.Concat(fingerprints.Select(fingerprint => $"{fingerprint}\n"));

        // Among no roots at all a certificate would not be untrusted: nobody could judge it.
        return new ProofTrust(
            fingerprints.Count,
            Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text))),
            [.. used.DefaultIfEmpty(anchors.All[0]).Select(root => ProofRoot.Of(root, anchors.DomainOf(root).Policy))],
            fingerprints.Count > MostListed ? null : fingerprints);
    }

    /// <summary>The domains of the roots, each with the policy that was in force.</summary>
    public bool TryRead(TimeProvider time, [NotNullWhen(true)] out TrustDomains? domains)
    {
        domains = null;
        if (Used.Count is 0 or > MostUsed) return false;
        var read = new List<(TrustedRoot Root, CountryTrust Policy)>();
        foreach (var used in Used)
        {
            if (!used.TryRead(out var root, out var policy)) return false;
            read.Add((root, policy));
        }

        var countries = read.GroupBy(used => used.Root.Country).Select(group =>
        {
            var domain = TrustDomain.OfCountry(group.Key, [], [], group.First().Policy, time);
            domain.Take(new TrustedRoots([.. group.Select(used => used.Root)]));
            return domain;
        });
        domains = new TrustDomains(new TrustDomain([], time), [.. countries], time);
        return true;
    }
}

/// <summary>A root with the policy for its country.</summary>
/// <param name="Policy">As the country policy writes it.</param>
internal sealed record ProofRoot(byte[] Der, JsonElement Policy)
{
    public static ProofRoot Of(TrustedRoot root, CountryTrust policy)
    {
        using var json = JsonDocument.Parse(CountryTermsJson.TextOf(new CountryTerms(policy, [], [], [])));
        return new ProofRoot(root.Certificate.Der.ToArray(), json.RootElement.Clone());
    }

    public bool TryRead([NotNullWhen(true)] out TrustedRoot? root, [NotNullWhen(true)] out CountryTrust? policy)
    {
        (root, policy) = (null, null);
        if (!CountryTermsJson.TryRead(Policy, out var terms, out _)) return false;
        if (!StiCertificate.TryRead(Der, out var certificate, out _) || !TrustedRoot.TryCreate(certificate, out root, out _)) return false;
        policy = terms.Trust;
        return true;
    }
}
