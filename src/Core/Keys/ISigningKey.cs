using System.Security.Cryptography;

namespace Shaken.Core.Keys;

/// <summary>
/// A P-256 key that can be used but not seen: in a vault, or held in memory. It takes a digest, so that nothing but 32
/// octets goes to a vault, and is asynchronous, so that nothing blocks while the vault thinks.
/// </summary>
public interface ISigningKey
{
    /// <summary>The public half: curve P-256 and the point Q.</summary>
    ECParameters PublicKey { get; }

    /// <summary>Signs a SHA-256 digest of 32 octets with ECDSA on P-256 (ES256, RFC 7518 section 3.4).</summary>
    ValueTask<EcdsaSignature> SignAsync(ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken);
}
