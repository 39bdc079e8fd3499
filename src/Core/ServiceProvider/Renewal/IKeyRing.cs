using Shaken.Core.Keys;

namespace Shaken.Core.ServiceProvider.Renewal;

/// <summary>
/// Where the keys of certificates that renew themselves are kept. Instances that share the work share the ring. Every act may be done
/// again: it then changes nothing.
/// </summary>
public interface IKeyRing
{
    /// <summary>The key that a certificate is being ordered for, made if there is none: of many who ask at once all get the one.</summary>
    /// <param name="keyName">1 to 128 of <c>a-z 0-9 -</c>.</param>
    ValueTask<ISigningKey> GetOrMakeAsync(string keyName, CancellationToken cancellationToken);

    /// <summary>
    /// Destroys such a key: its order came to nothing. The name is not asked for again; a ring may refuse to make another key of it.
    /// </summary>
    ValueTask DropAsync(string keyName, CancellationToken cancellationToken);

    /// <summary>Makes a key and its certificate the ones that sign calls from now on. The pair before stays.</summary>
    ValueTask PutCurrentAsync(CertificateInForce current, CancellationToken cancellationToken);

    /// <summary>The key of a certificate that was put in force; null: the ring does not hold it.</summary>
    /// <param name="name">Of the certificate that is renewed.</param>
    ValueTask<ISigningKey?> FindKeyAsync(string name, string fingerprint, CancellationToken cancellationToken);

    /// <summary>Destroys a key that signed before; what is in force it leaves alone.</summary>
    /// <param name="name">Of the certificate that is renewed.</param>
    /// <param name="fingerprint">Of the certificate that the key had.</param>
    ValueTask RemoveAsync(string name, string fingerprint, CancellationToken cancellationToken);
}
