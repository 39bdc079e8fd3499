using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Trust.Countries;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Sources;

namespace Shaken.Core.Trust.Registry;

/// <summary>
/// Reads and verifies the lists of one registry: the signature by the certificate at x5u, that certificate by a pinned root of the
/// registry, exp, version, and a sequence that never goes back.
/// </summary>
public sealed class RegistryListReader
{
    private readonly DocumentVerifier<RegistryListDocument, RegistryList> _documents;

    /// <param name="registry">The domain of the registry: its pinned roots.</param>
    public RegistryListReader(ICertificateSource certificates, TrustDomain registry, TimeProvider time) =>
        _documents = new DocumentVerifier<RegistryListDocument, RegistryList>(
            certificates, registry, SignedDocumentKind.RegistryList, time, Read, (document, kept) => new RegistryList(document, kept));

    /// <summary>Reads a list that an origin served.</summary>
    /// <param name="compact">The JWT in compact form.</param>
    /// <param name="last">The last list taken, or null at the first one.</param>
    public ValueTask<Outcome<RegistryList, DocumentRefusal>> ReadAsync(
        string compact, RegistryList? last, CancellationToken cancellationToken) =>
        _documents.ReadAsync(compact, last, cancellationToken);

    /// <summary>Reads a list that this program kept, as of the moment it was taken. It may have expired; its sequence counts.</summary>
    public Outcome<RegistryList, DocumentRefusal> Restore(KeptList kept) => _documents.Restore(kept);

    private static RegistryListDocument? Read(ReadOnlyMemory<byte> payload, out DocumentRefusal? refusal) =>
        RegistryListDocument.TryRead(payload, out var document, out refusal) ? document : null;
}
