using System.Text;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Web.PolicyAdministrator.Signing;

/// <summary>A signer's certificate as it is published: under a name of its own for good, so that an x5u stays right.</summary>
/// <param name="Name">As <c>spc-token-0123456789abcdef</c>.</param>
/// <param name="Chain">The signer first.</param>
internal sealed record SignerCertificate(string Name, IReadOnlyList<StiCertificate> Chain)
{
    private const string UsualPath = "download/v1/certificate/";
    private const int FingerprintDigits = 16;

    public byte[] Pem { get; } = Encoding.ASCII.GetBytes(string.Concat(Chain.Select(certificate => certificate.ToPem().TrimEnd() + "\n")));

    public static SignerCertificate Of(string kind, IReadOnlyList<StiCertificate> chain) =>
        new($"{kind}-{chain[0].Fingerprint[..FingerprintDigits]}", chain);

    /// <summary>Where it is published; what an x5u names.</summary>
    /// <param name="administrator">The policy administrator's URL, without a slash at its end.</param>
    /// <param name="path">With a slash at its end.</param>
    public string UrlAt(string administrator, string path = UsualPath) => $"{administrator}/{path}{Name}.crt";
}
