using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Shaken.Core.Tests.Support.Fetching;

/// <summary>A root for TLS that nobody trusts unless told, and servers' certificates below it.</summary>
public sealed class TestTls
{
    private static readonly DateTimeOffset NotBefore = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset NotAfter = new(2049, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public TestTls() => Root = NewRequest("CN=Test TLS root", NewKey(), isAuthority: true).CreateSelfSigned(NotBefore, NotAfter);

    public X509Certificate2 Root { get; }

    public X509Certificate2Collection Roots => [Root];

    public X509Certificate2 NewServer(string host)
    {
        var key = NewKey();
        return Issue(Root, ServerRequest(host, key), key);
    }

    /// <summary>A server below an intermediate that the server does not send but whose URL its certificate names.</summary>
    public X509Certificate2 NewServerBelowHiddenIssuer(string host, string issuerUrl)
    {
        var (issuerKey, key) = (NewKey(), NewKey());
        var request = ServerRequest(host, key);
        request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(ocspUris: null, caIssuersUris: [issuerUrl]));
        return Issue(Issue(Root, NewRequest("CN=Hidden issuer", issuerKey, isAuthority: true), issuerKey), request, key);
    }

    private static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static CertificateRequest ServerRequest(string host, ECDsa key)
    {
        var request = NewRequest($"CN={host}", key, isAuthority: false);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        return request;
    }

    private static CertificateRequest NewRequest(string subject, ECDsa key, bool isAuthority)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(isAuthority ? X509KeyUsageFlags.KeyCertSign : X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }

    private static X509Certificate2 Issue(X509Certificate2 issuer, CertificateRequest request, ECDsa key)
    {
        var generator = X509SignatureGenerator.CreateForECDsa(issuer.GetECDsaPrivateKey()!);
        var serial = SHA256.HashData(request.PublicKey.EncodedKeyValue.RawData)[..8];
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        using var certificate = request.Create(issuer.SubjectName, generator, NotBefore, NotAfter, serial);
        return certificate.CopyWithPrivateKey(key);
    }
}
