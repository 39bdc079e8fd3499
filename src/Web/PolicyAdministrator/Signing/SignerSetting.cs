using Shaken.Core.Pki.Certificates;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.PolicyAdministrator.Signing;

/// <summary>The settings of the signer of one kind of document.</summary>
/// <param name="section">As <c>Pa:Tokens</c>.</param>
/// <param name="signer">Whose signer it is.</param>
/// <param name="url">The setting of the URL below which its certificate is published.</param>
internal sealed class SignerSetting(string section, SignedDocumentKind kind, string signer = "STI-PA", string url = "Pa:Url")
{
    public string Section { get; } = section;

    public SignedDocumentKind Kind { get; } = kind;

    public Setting Certificate { get; } =
        new($"{section}:Certificate", MeaningOf(kind, signer, url), "None: none is signed", "/etc/shaken/signer.pem");

    public KeyFileSetting Key { get; } =
        new($"{section}:Key", MeaningOf(kind, signer, url), "None: none is signed", "/etc/shaken/signer.key");

    private static string MeaningOf(SignedDocumentKind kind, string signer, string url) =>
        $"PEM files of the chain and the key of the {signer}'s signer of its {kind.Title()}; the key signs nothing else. Needs `{url}`, "
        + "below which the certificate is published";
}
