using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Signing;

namespace Shaken.Core.Accounts;

/// <summary>
/// The fingerprint by which a token is bound to a key, in the three forms that are in use: the JWK thumbprint as RFC 9448 section 5.4 writes it
/// (<c>SHA256 AB:CD:…</c>), the same text over the SubjectPublicKeyInfo as the field has it, and the bare base64url thumbprint.
/// </summary>
public static class KeyFingerprint
{
    private const string Prefix = "SHA256 ";

    /// <summary>The standard's form: SHA-256 over the key's RFC 7638 JSON.</summary>
    public static string Of(JsonWebKey key) => Text(SHA256.HashData(Encoding.UTF8.GetBytes(key.ToCanonicalJson())));

    /// <summary>The field's form: SHA-256 over the key's SubjectPublicKeyInfo.</summary>
    public static string OfPublicKeyInfo(ReadOnlySpan<byte> subjectPublicKeyInfo) => Text(SHA256.HashData(subjectPublicKeyInfo));

    /// <summary>Whether a token's fingerprint is that of a key, in any of the three forms.</summary>
    public static bool Fits(string fingerprint, JsonWebKey key)
    {
        if (!key.TryToPublicKey(out var publicKey)) return false;
        var given = Encoding.UTF8.GetBytes(Canonical(fingerprint));
        var fits = CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(Of(key)));
        fits |= CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(OfPublicKeyInfo(publicKey.ToSubjectPublicKeyInfo())));
        return fits | CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(key.Thumbprint()));
    }

    // The hash's name and digits in any case, as RFC 9448 compares nothing of them.
    private static string Canonical(string fingerprint) =>
        fingerprint.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? Prefix + fingerprint[Prefix.Length..].Trim().ToUpperInvariant() : fingerprint;

    private static string Text(ReadOnlySpan<byte> hash) => Prefix + string.Join(':', hash.ToArray().Select(octet => octet.ToString("X2", System.Globalization.CultureInfo.InvariantCulture)));
}
