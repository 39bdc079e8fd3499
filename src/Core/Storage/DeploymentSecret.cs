using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Foundations;

namespace Shaken.Core.Storage;

/// <summary>
/// A secret of the deployment, 32 octets with a short id, from which keys for separate purposes are derived (HKDF, RFC 5869). It lies
/// outside the store it protects.
/// </summary>
public sealed class DeploymentSecret
{
    /// <summary>Octets of the secret.</summary>
    public const int Length = 32;

    private readonly byte[] _secret;

    private DeploymentSecret(string id, byte[] secret) => (Id, _secret) = (id, secret);

    /// <summary>1 to 16 of <c>a-z 0-9</c>; stored beside what the secret protects, so that two can live at once.</summary>
    public string Id { get; }

    /// <summary>Reads <c>id:base64</c> with 32 octets.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out DeploymentSecret? secret)
    {
        secret = null;
        var octets = new byte[Length];
        if (text.Split(':') is not [{ Length: >= 1 and <= 16 } id, var base64]
            || id.Any(letter => !char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter)))
            return false;
        if (base64.Length > 64 || !Convert.TryFromBase64String(base64, octets, out var written) || written != Length) return false;
        secret = new DeploymentSecret(id, octets);
        return true;
    }

    /// <summary>A fresh secret under an id.</summary>
    public static DeploymentSecret New(string id, IRandom random)
    {
        var octets = new byte[Length];
        random.Fill(octets);
        return new DeploymentSecret(id, octets);
    }

    /// <summary><c>id:base64</c>, for the file or the vault that keeps it.</summary>
    public string ToText() => $"{Id}:{Convert.ToBase64String(_secret)}";

    /// <summary>A key of 32 octets for one purpose.</summary>
    internal byte[] DeriveKey(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, Length, info: Encoding.UTF8.GetBytes(purpose));
}

/// <summary>The secret in use, and another that reads too while they change.</summary>
/// <param name="Current">Protects what is written.</param>
/// <param name="Other">Only reads: the one before, or the one to come while not every instance knows it yet; null most of the time.</param>
public sealed record DeploymentSecrets(DeploymentSecret Current, DeploymentSecret? Other)
{
    /// <summary>The one in use first.</summary>
    public IEnumerable<DeploymentSecret> All => Other is null ? [Current] : [Current, Other];
}
