using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;

namespace Shaken.Core.Keys.Ceremonies;

/// <summary>A policy administrator's root and its one signer per kind of document.</summary>
public sealed record PolicyAdministratorKeys(CertifiedKey Root, IReadOnlyDictionary<SignedDocumentKind, CertifiedKey> Signers)
{
    /// <summary>The root as readers pin it.</summary>
    public TrustedRoot TrustedRoot { get; } =
        TrustedRoot.TryCreate(Root.Certificate, out var root, out var failure)
            ? root
            : throw new ArgumentException($"The root is none: {failure}", nameof(Root));

    public CertifiedKey SignerOf(SignedDocumentKind kind) => Signers[kind];
}
