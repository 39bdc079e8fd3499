using System.CommandLine;
using Shaken.Cli.Output;
using Shaken.Core.Tokens;

namespace Shaken.Cli.Ceremonies;

/// <summary>The ACME account's key that an SPC token is bound to: the key itself, or its fingerprint.</summary>
internal static class FingerprintOptions
{
    public static readonly Option<string> AccountKey = new("--account-key")
    {
        Description = "File with the public key of the provider's ACME account, JWK or PEM; or a CSR, for a CA's manual flow.",
    };

    public static readonly Option<string> Fingerprint = new("--fingerprint")
    {
        Description = "That key's fingerprint as the provider gave it, \"SHA256 AA:BB:…\".",
    };

    public static readonly Option<bool> OfPublicKeyInfo = new("--spki")
    {
        Description = "With --account-key: hash the SubjectPublicKeyInfo, as North America's policy administrator does, instead of the JWK "
            + "(RFC 9448).",
    };

    /// <summary>The fingerprint that the command line gives, or that of the key.</summary>
    public static string Of(ParseResult parsed)
    {
        var (given, file) = (parsed.GetValue(Fingerprint), parsed.GetValue(AccountKey));
        if (given is null == file is null) throw new UsageException("Give either --account-key FILE or --fingerprint TEXT.");
        if (given is not null) return KeyFingerprint.IsWellFormed(given)
            ? given
            : throw new UsageException(
                "--fingerprint: must be \"SHA256 AA:BB:…\" with 32 pairs of hexadecimal digits, or a thumbprint in base64url.");
        var key = AccountKeyFile.Read(file!);
        return parsed.GetValue(OfPublicKeyInfo) && key.TryToPublicKey(out var publicKey)
            ? KeyFingerprint.OfPublicKeyInfo(publicKey.ToSubjectPublicKeyInfo()) : KeyFingerprint.Of(key);
    }
}
