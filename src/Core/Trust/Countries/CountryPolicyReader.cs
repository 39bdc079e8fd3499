using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Sources;

namespace Shaken.Core.Trust.Countries;

/// <summary>Reads and verifies country policies, which the deployment's own STI-PA signs.</summary>
public sealed class CountryPolicyReader
{
    private readonly DocumentVerifier<CountryPolicyDocument, CountryPolicy> _documents;

    public CountryPolicyReader(ICertificateSource certificates, TrustDomain own, TimeProvider time) =>
        _documents = new DocumentVerifier<CountryPolicyDocument, CountryPolicy>(
            certificates, own, SignedDocumentKind.CountryPolicy, time, Read, (document, kept) => new CountryPolicy(document, kept));

    /// <summary>Reads a policy that an origin served.</summary>
    /// <param name="compact">The JWT in compact form.</param>
    /// <param name="last">The last policy taken, or null at the first one.</param>
    public ValueTask<Outcome<CountryPolicy, DocumentRefusal>> ReadAsync(
        string compact, CountryPolicy? last, CancellationToken cancellationToken) =>
        _documents.ReadAsync(compact, last, cancellationToken);

    /// <summary>
    /// Reads a policy that this program kept: the signature is verified as of the moment it was taken. It may have expired meanwhile; it
    /// stays in force, and its sequence counts.
    /// </summary>
    public Outcome<CountryPolicy, DocumentRefusal> Restore(KeptList kept) => _documents.Restore(kept);

    private static CountryPolicyDocument? Read(ReadOnlyMemory<byte> payload, out DocumentRefusal? refusal) =>
        CountryPolicyDocument.TryRead(payload, out var document, out refusal) ? document : null;
}
