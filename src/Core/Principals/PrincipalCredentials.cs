namespace Shaken.Core.Principals;

/// <summary>What proves that a request is a principal's own.</summary>
/// <param name="PasswordHash">As <see cref="IPasswords"/> made it; null: it does not sign in by password.</param>
/// <param name="SecondFactor">Null: none is set.</param>
/// <param name="Epoch">Sessions that began under another epoch are over: one more ends them all.</param>
public sealed record PrincipalCredentials(
    string? PasswordHash, SealedSecret? SecondFactor, IReadOnlyList<PrincipalKey> Keys, IReadOnlyList<PrincipalCertificate> Certificates,
    long Epoch)
{
    /// <summary>API keys, and client certificates, of one principal.</summary>
    public const int Max = 10;

    public static readonly PrincipalCredentials None = new(PasswordHash: null, SecondFactor: null, [], [], Epoch: 0);

    /// <summary>Keys that verify the tokens which the principal signs itself. Rows from before there were any have none.</summary>
    public IReadOnlyList<PrincipalPublicKey> PublicKeys { get; init => field = value ?? []; } = [];
}

/// <summary>An API key, of which only the hash is kept.</summary>
/// <param name="Id">The first digits of the hash.</param>
/// <param name="Hash">SHA-256 of the whole key, in lower-case hexadecimal.</param>
/// <param name="Name">What it is for.</param>
public sealed record PrincipalKey(string Id, string Hash, string Name, DateTimeOffset CreatedAt);

/// <summary>A client certificate that is accepted by its fingerprint. Its issuer does not matter.</summary>
/// <param name="Sha256">Of its DER, in lower-case hexadecimal.</param>
public sealed record PrincipalCertificate(string Sha256, string Name, DateTimeOffset CreatedAt);

/// <summary>A public key on P-256 that verifies a principal's own tokens (<see cref="PrincipalTokens"/>).</summary>
/// <param name="Thumbprint">RFC 7638, base64url.</param>
/// <param name="X">As in its JWK.</param>
/// <param name="Y">As in its JWK.</param>
public sealed record PrincipalPublicKey(string Thumbprint, string X, string Y, string Name, DateTimeOffset CreatedAt);

/// <summary>A secret that has to be read again, sealed under the deployment's.</summary>
/// <param name="SecretId">Which of the deployment's secrets seals it.</param>
public sealed record SealedSecret(string SecretId, byte[] Octets);
