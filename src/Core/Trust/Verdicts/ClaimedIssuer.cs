using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Paths;

namespace Shaken.Core.Trust.Verdicts;

/// <summary>
/// Who is said to stand above a certificate that leads to no trusted root, and for whom it is said to stand. Parsed but not verified: it
/// tells what another trusted-CA list might change, and nothing else may be decided by it.
/// </summary>
/// <param name="Key">Names the issuer: see <see cref="KeysOf"/>.</param>
/// <param name="Provider">Of the certificate's own country and TNAuthList; null: it names none.</param>
public sealed record ClaimedIssuer(string Key, ProviderId? Provider)
{
    private const int KeyDigits = 16;

    /// <summary>What certificates below a root may name it by: its name and key identifier, or its name alone.</summary>
    public static IReadOnlyList<string> KeysOf(TrustedRoot root)
    {
        var (name, identifier) = (root.Certificate.Subject, root.Certificate.Extensions.SubjectKeyIdentifier);
        return [KeyOf(name, identifier), KeyOf(name, identifier: null)];
    }

    /// <summary>Reads it from what an x5u has, the leaf first. Null: nothing is there.</summary>
    internal static ClaimedIssuer? Of(IReadOnlyList<StiCertificate> bundle)
    {
        if (bundle.Count == 0) return null;
        var (leaf, top) = (bundle[0], bundle[0]);

        // Each step takes another certificate, so that a circle ends.
        for (var steps = 1; steps < bundle.Count && !top.IsSelfIssued; steps++)
        {
            if (bundle.FirstOrDefault(other => other != top && other.Subject.Matches(top.Issuer)) is not { } above) break;
            top = above;
        }

        var identifier = top.Extensions.AuthorityKeyIdentifier?.KeyIdentifier
            ?? (top.IsSelfIssued ? top.Extensions.SubjectKeyIdentifier : null);
        var provider = leaf is { Subject.Country: { } country, Extensions.TnAuthList: { } authority }
            && authority.Codes.FirstOrDefault() is { } code ? new ProviderId(country, code) : null;
        return new ClaimedIssuer(KeyOf(top.Issuer, identifier), provider);
    }

    private static string KeyOf(DistinguishedName name, ReadOnlyMemory<byte>? identifier)
    {
        var text = $"{name.Comparable}\n{(identifier is { } octets ? Convert.ToHexStringLower(octets.Span) : "")}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..KeyDigits];
    }
}
