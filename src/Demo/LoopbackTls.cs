using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shaken.Core.Fetching;

namespace Shaken.Demo;

/// <summary>A TLS root and a server certificate for 127.0.0.1, as PEM files: for the services of the demo, trusted by nobody else.</summary>
internal sealed record LoopbackTls(string CertificatePath, string KeyPath, string RootPath, X509Certificate2 Root)
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(1);

    public static LoopbackTls Make(string folder, TimeProvider time)
    {
        var from = time.GetUtcNow().AddMinutes(-5);
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var rootRequest = new CertificateRequest("CN=Loopback TLS root", rootKey, HashAlgorithmName.SHA256);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        using var root = rootRequest.CreateSelfSigned(from, from + Life);

        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", serverKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var server = request.Create(root, from, from + Life, BitConverter.GetBytes(from.Ticks));

        var files = (Certificate: Path.Combine(folder, "tls.pem"), Key: Path.Combine(folder, "tls.key"), Root: Path.Combine(folder, "tls-root.pem"));
        File.WriteAllText(files.Certificate, server.ExportCertificatePem());
        File.WriteAllText(files.Key, serverKey.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(files.Root, root.ExportCertificatePem());
        return new LoopbackTls(files.Certificate, files.Key, files.Root, X509CertificateLoader.LoadCertificate(root.RawData));
    }

    /// <summary>A client that trusts the root beside the system's.</summary>
    public HttpMessageInvoker NewHttp() => OperatorClient.New(new FetchingOptions { TlsRoots = [Root] });
}
