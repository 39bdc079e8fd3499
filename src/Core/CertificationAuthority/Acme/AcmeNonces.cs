using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>Nonces of RFC 8555 section 6.5.</summary>
public sealed class AcmeNonces
{
    private readonly StatelessNonces _nonces;

    public AcmeNonces(IRecords records, DeploymentSecrets secrets, AcmeOptions options, TimeProvider time, IRandom random) =>
        _nonces = new StatelessNonces(records, secrets, "acme", UsedTable, options.NonceLife, time, random);

    /// <summary>The table of used nonces; its records expire with them.</summary>
    public const string UsedTable = "AcmeNonces";

    /// <summary>A fresh nonce, 64 characters of base64url.</summary>
    public string New() => _nonces.New();

    /// <summary>Whether it is a nonce of ours and not too old; it may have been used.</summary>
    public bool IsGenuine(string nonce) => _nonces.IsGenuine(nonce);

    /// <summary>Uses it up. The same request again succeeds again.</summary>
    public ValueTask<bool> TryRedeemAsync(string nonce, string request, CancellationToken cancellationToken) =>
        _nonces.TryRedeemAsync(nonce, request, cancellationToken);
}
