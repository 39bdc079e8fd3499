using Shaken.Core.Pki.Certificates;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.PolicyAdministrator.Signing;

/// <summary>The settings of the signer of one kind of document.</summary>
/// <param name="section">As <c>Pa:Tokens</c>.</param>
internal sealed class SignerSetting(string section, SignedDocumentKind kind)
{
    public string Section { get; } = section;

    public SignedDocumentKind Kind { get; } = kind;

    public Setting Certificate { get; } = new($"{section}:Certificate", MeaningOf(kind), "None: none is signed", "/etc/shaken/signer.pem");

    public KeyFileSetting Key { get; } = new($"{section}:Key", MeaningOf(kind), "None: none is signed", "/etc/shaken/signer.key");

    private static string MeaningOf(SignedDocumentKind kind) =>
        $"PEM files of the chain and the key of the STI-PA's signer of its {kind.Title()}; the key signs nothing else. Needs `Pa:Url`, "
        + "below which the certificate is published";
}
