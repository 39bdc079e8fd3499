using Shaken.Core.Keys;

namespace Shaken.Azure.KeyVault;

/// <summary>Where a key's private half is kept.</summary>
public enum VaultProtection
{
    /// <summary>By the vault, in software.</summary>
    Software,

    /// <summary>In a hardware module (EC-HSM): vaults of the premium tier, and every managed HSM.</summary>
    Hardware,
}

/// <summary>One version of a key, as a vault shows it.</summary>
/// <param name="PublicKey">Null where it is no key on P-256.</param>
/// <param name="MaySign">Whether its operations include signing.</param>
/// <param name="Validity">Outside of it the vault refuses to sign.</param>
public sealed record VaultKey(VaultIdentifier Id, VaultProtection Protection, EcdsaPublicKey? PublicKey, bool MaySign, VaultValidity Validity);

/// <summary>A version in a list, which shows no public key.</summary>
public sealed record VaultKeyVersion(VaultIdentifier Id, VaultValidity Validity);

/// <summary>When a version may be used.</summary>
/// <param name="CreatedAt">By the vault's clock, to the second.</param>
/// <param name="NotBefore">Null: from the beginning.</param>
/// <param name="ExpiresAt">Null: without end.</param>
public sealed record VaultValidity(bool IsEnabled, DateTimeOffset? CreatedAt, DateTimeOffset? NotBefore, DateTimeOffset? ExpiresAt)
{
    /// <summary>Why it cannot be used now, in words; null where it can.</summary>
    public string? FaultAt(DateTimeOffset now) =>
        !IsEnabled ? "it is disabled"
        : NotBefore > now ? $"it may not be used before {NotBefore:u}"
        : ExpiresAt <= now ? $"it expired at {ExpiresAt:u}"
        : null;
}
