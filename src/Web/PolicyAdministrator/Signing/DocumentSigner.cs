using Shaken.Core.Keys;
using Shaken.Core.Keys.Ceremonies;
using Shaken.Core.Pki.Certificates;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.PolicyAdministrator.Signing;

/// <summary>A key that signs one kind of document, and its certificate: only <see cref="Read"/> makes one.</summary>
internal sealed class DocumentSigner
{
    private DocumentSigner(SignedDocumentKind kind, ISigningKey key, IReadOnlyList<StiCertificate> chain) =>
        (Key, Published) = (key, SignerCertificate.Of(CeremonyNames.Of(kind), chain));

    public ISigningKey Key { get; }

    public StiCertificate Certificate => Published.Chain[0];

    public SignerCertificate Published { get; }

    /// <summary>Reads the signer of a kind of document; null: none is configured, or the settings are refused.</summary>
    public static DocumentSigner? Read(SettingsReader reader, SignerSetting setting)
    {
        var (certificatePath, keyText) = (reader.Text(setting.Certificate), reader.Text(setting.Key));
        if (certificatePath is null && keyText is null) return null;
        if (certificatePath is null || keyText is null)
        {
            reader.Refuse(
                setting.Section, "a signer takes Certificate, a PEM file, and Key, another one or the identifier of a key in a vault");
            return null;
        }

        var chain = reader.Certificates(setting.Certificate, certificatePath);
        if (reader.SigningKey(setting.Key, keyText) is not { } key || chain.Count == 0) return null;
        if (FaultOf(chain[0], key, setting.Kind) is not { } fault) return new DocumentSigner(setting.Kind, key, chain);
        reader.Refuse(setting.Section, fault);
        return null;
    }

    private static string? FaultOf(StiCertificate certificate, ISigningKey key, SignedDocumentKind kind)
    {
        if (!certificate.PublicKey.TryToP256(out var own) || !IsSame(own.Parameters, key.PublicKey))
            return "the key is not the certificate's";
        return SignedDocumentKinds.Of(certificate) is { } named && named != kind
            ? $"the certificate is that of the signer of the {named.Title()}: each kind of document has a key of its own"
            : null;
    }

    private static bool IsSame(System.Security.Cryptography.ECParameters one, System.Security.Cryptography.ECParameters other) =>
        JsonWebKey.From(one).Thumbprint() == JsonWebKey.From(other).Thumbprint();
}
