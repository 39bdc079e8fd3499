using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Shaken.Core.Keys.P256;

namespace Shaken.Core.Keys;

/// <summary>
/// A public key on P-256, imported once and kept: importing costs more than verifying. Safe for many threads at once.
/// </summary>
public sealed class EcdsaPublicKey
{
    private readonly ECDsa _key;
    private HotKey? _hot;

    private EcdsaPublicKey(ECDsa key, ECParameters parameters) => (_key, Parameters) = (key, parameters);

    /// <summary>The key's table and what earns it; null where it may have none.</summary>
    internal HotKey? Hot => Volatile.Read(ref _hot);

    /// <summary>Curve P-256 and the point Q, two coordinates of 32 octets.</summary>
    public ECParameters Parameters { get; }

    /// <summary>Takes a point; refuses one that is not on P-256.</summary>
    public static bool TryCreate(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y, [NotNullWhen(true)] out EcdsaPublicKey? publicKey)
    {
        publicKey = null;
        if (x.Length != 32 || y.Length != 32) return false;
        var parameters = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x.ToArray(), Y = y.ToArray() } };
        try
        {
            var key = NewKey();
            key.ImportParameters(parameters);
            publicKey = new EcdsaPublicKey(key, parameters);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    // ECDsa.Create gives a wrapper that turns every DER signature into r‖s and back; OpenSSL's own class takes it as it is and allocates
    // nothing.
    private static ECDsa NewKey() => OperatingSystem.IsLinux() ? new ECDsaOpenSsl() : ECDsa.Create();

    /// <summary>Takes the public half of a key of our own.</summary>
    public static EcdsaPublicKey From(ECParameters parameters) =>
        TryCreate(parameters.Q.X, parameters.Q.Y, out var key)
            ? key
            : throw new ArgumentException("The point is not on P-256.", nameof(parameters));

    /// <summary>Whether r‖s (64 octets) signs the SHA-256 digest. Allocates nothing.</summary>
    public bool Verifies(ReadOnlySpan<byte> sha256, ReadOnlySpan<byte> concatenatedSignature)
    {
        if (!EcdsaSignature.IsInRange(concatenatedSignature)) return false;
        if (Hot is not { } hot) return VerifiesByOpenSsl(sha256, concatenatedSignature);
        if (hot.Judge(sha256, concatenatedSignature) is { } answer) return answer;
        var isValid = VerifiesByOpenSsl(sha256, concatenatedSignature);
        if (isValid) hot.Succeeded(sha256, concatenatedSignature);
        return isValid;
    }

    /// <summary>
    /// Lets the key earn a table. Only for keys that others vouch for, as a trusted certificate does: a stranger's key would take memory
    /// and the builder's time.
    /// </summary>
    /// <param name="tables">Null: tables are off, and nothing changes.</param>
    internal void AllowTable(VerificationTables? tables)
    {
        if (tables is { IsOn: true }) Interlocked.CompareExchange(ref _hot, new HotKey(this, tables), null);
    }

    /// <summary>The same, for a signature in range, and always by OpenSSL.</summary>
    internal bool VerifiesByOpenSsl(ReadOnlySpan<byte> sha256, ReadOnlySpan<byte> concatenatedSignature)
    {
        // OpenSSL takes DER: handing it over in that form saves .NET's own conversion and its allocation.
        Span<byte> der = stackalloc byte[EcdsaSignature.MaxDerLength];
        var length = EcdsaSignature.WriteDer(concatenatedSignature, der);
        return _key.VerifyHash(sha256, der[..length], DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>The key's RFC 7638 thumbprint, base64url.</summary>
    public string Thumbprint() => JsonWebKey.From(Parameters).Thumbprint();

    /// <summary>SubjectPublicKeyInfo in PEM, with the label PUBLIC KEY.</summary>
    public string ToPem() => _key.ExportSubjectPublicKeyInfoPem();

    /// <summary>DER SubjectPublicKeyInfo (RFC 5480).</summary>
    public byte[] ToSubjectPublicKeyInfo() => _key.ExportSubjectPublicKeyInfo();
}
