using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shaken.Core.Fetching;
using Shaken.Local.Files;

namespace Shaken.Demo;

/// <summary>A TLS root and a server certificate for 127.0.0.1, as PEM files: for the services of the demo, trusted by nobody else.</summary>
internal sealed record LoopbackTls(string CertificatePath, string KeyPath, string RootPath, X509Certificate2 Root)
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(1);
    private static readonly TimeSpan KeptLife = TimeSpan.FromDays(365);
    private static readonly TimeSpan LeastLeft = TimeSpan.FromDays(7);

    public static LoopbackTls Make(string folder, TimeProvider time) => Make(folder, Life, time);

    /// <summary>The root and the certificate in a folder that is kept; made anew where they are missing or end within a week.</summary>
    public static LoopbackTls OpenOrMake(string folder, TimeProvider time)
    {
        var files = FilesIn(folder);
        if (!File.Exists(files.Certificate) || !File.Exists(files.Key) || !File.Exists(files.Root)) return Make(folder, KeptLife, time);
        using var server = X509CertificateLoader.LoadCertificateFromFile(files.Certificate);
        return server.NotAfter.ToUniversalTime() < time.GetUtcNow().UtcDateTime + LeastLeft
            ? Make(folder, KeptLife, time)
            : new LoopbackTls(files.Certificate, files.Key, files.Root, X509CertificateLoader.LoadCertificateFromFile(files.Root));
    }

    private static LoopbackTls Make(string folder, TimeSpan life, TimeProvider time)
    {
        var from = time.GetUtcNow().AddMinutes(-5);
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var rootRequest = new CertificateRequest("CN=Loopback TLS root", rootKey, HashAlgorithmName.SHA256);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        using var root = rootRequest.CreateSelfSigned(from, from + life);

        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", serverKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var server = request.Create(root, from, from + life, BitConverter.GetBytes(from.Ticks));

        // The certificate last: without it a folder that was left half way is made anew.
        var files = FilesIn(folder);
        File.Delete(files.Certificate);
        PrivateFile.Replace(files.Key, serverKey.ExportPkcs8PrivateKeyPem());
        PrivateFile.Replace(files.Root, root.ExportCertificatePem());
        PrivateFile.Replace(files.Certificate, server.ExportCertificatePem());
        return new LoopbackTls(files.Certificate, files.Key, files.Root, X509CertificateLoader.LoadCertificate(root.RawData));
    }

    private static (string Certificate, string Key, string Root) FilesIn(string folder) =>
        (Path.Combine(folder, "tls.pem"), Path.Combine(folder, "tls.key"), Path.Combine(folder, "tls-root.pem"));

    /// <summary>A client that trusts the root beside the system's.</summary>
    public HttpMessageInvoker NewHttp() => OperatorClient.New(new FetchingOptions { TlsRoots = [Root] });
}
