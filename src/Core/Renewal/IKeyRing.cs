using Shaken.Core.Certificates;
using Shaken.Core.Signing;

namespace Shaken.Core.Renewal;

/// <summary>
/// Keys under names, each with its certificates beside it once they are there. A name is 1 to 100 characters of <c>A-Z a-z 0-9 - _ .</c> and begins with a letter or
/// digit. Instances that share the work share the ring.
/// </summary>
public interface IKeyRing
{
    /// <summary>The key of a name, made if there is none: of many who ask at once all get the one.</summary>
    ValueTask<ISigningKey> GetOrMakeAsync(string name, CancellationToken cancellationToken);

    /// <summary>Puts a chain beside its key; putting it again changes nothing.</summary>
    ValueTask PutChainAsync(string name, IReadOnlyList<StiCertificate> chain, CancellationToken cancellationToken);

    /// <summary>Tells whoever signs calls which key and certificate to use from now on.</summary>
    ValueTask PutCurrentAsync(CertificateInForce current, CancellationToken cancellationToken);

    /// <summary>Destroys a key; its chain stays. For a name that has none it does nothing.</summary>
    ValueTask RemoveKeyAsync(string name, CancellationToken cancellationToken);
}
