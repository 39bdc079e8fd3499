using System.Diagnostics;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Passports;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Verdicts;
using Shaken.Core.Verification.Verdicts;
using Shaken.Core.Verification.Verdicts.Proofs;

namespace Shaken.Core.Tests.Verification.Verdicts;

/// <summary>A call signed with a certificate that OpenSSL made: a verdict, and the same from its proof.</summary>
public sealed class OpenSslChainTests : IDisposable
{
    private const string X5u = "https://cr.example/openssl.pem";

    // The TNAuthList holds the code 1234.
    private const string Extensions = """
        [req]
        distinguished_name=dn
        [dn]
        [root]
        basicConstraints=critical,CA:TRUE
        keyUsage=critical,keyCertSign,cRLSign
        subjectKeyIdentifier=hash
        [ca]
        basicConstraints=critical,CA:TRUE,pathlen:0
        keyUsage=critical,keyCertSign,cRLSign
        subjectKeyIdentifier=hash
        authorityKeyIdentifier=keyid
        [leaf]
        basicConstraints=critical,CA:FALSE
        keyUsage=critical,digitalSignature
        subjectKeyIdentifier=hash
        authorityKeyIdentifier=keyid
        1.3.6.1.5.5.7.1.26=DER:3008A006160431323334
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-openssl-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Verify_ChainOfOpenSsl_PassesAndIsRepeatedFromItsProof()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        Assert.SkipUnless(folders.Any(folder => File.Exists(Path.Combine(folder, "openssl"))), "the program openssl is not installed");
        var (root, chain, key) = await MakeAsync();
        var time = new ManualTime(chain[0].NotBefore.AddDays(1));
        var certificates = new PublishedCertificates(time);
        certificates.Publish(X5u, chain);
        var domains = TrustDomains.Of(TrustDomain.Of([root], time), time);
        var verifier = new CallVerifier(
            new CertificateVerdicts(certificates, domains, time), time, CallFreshness.Default,
            evidence: new ProofEvidence(certificates, domains));
        var claims = PassportClaims.ForCall(
            CallWorld.Caller, CallWorld.Called, time.GetUtcNow(), Attestation.A, SystemRandom.Instance.NewUuid());
        var header = await new PassportSigner(key, X5u).SignIdentityAsync(claims, Token);
        var verdict = await verifier.VerifyAsync(
            VerdictWorld.Call(header), VerificationRules.Default with { WantsProof = true }, client: default, Token);
        Assert.Equal((Verstat.Passed, (Attestation?)Attestation.A), (verdict.Verstat, verdict.Attest));

        var proof = VerdictProof.Read(verdict.Proof!.Utf8).Value;
        Assert.Equal(Hierarchy.Provider, (await ProofReplay.ReplayAsync(proof, [root], Token)).Value.Signer);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<(TrustedRoot Root, IReadOnlyList<StiCertificate> Chain, SoftwareKey Key)> MakeAsync()
    {
        await File.WriteAllTextAsync(PathOf("openssl.cnf"), Extensions, Token);
        foreach (var name in (string[])["root", "ca", "leaf"])
            await RunAsync("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", PathOf($"{name}.key"));
        await RunAsync(
            "req", "-x509", "-new", "-sha256", "-days", "3650", "-key", PathOf("root.key"), "-subj", "/C=US/O=OpenSSL/CN=SHAKEN ROOT",
            "-config", PathOf("openssl.cnf"), "-extensions", "root", "-out", PathOf("root.pem"));
        await IssueAsync("ca", "root", "SHAKEN CA");
        await IssueAsync("leaf", "ca", "SHAKEN 1234");
        var key = SoftwareKey.FromPem(await File.ReadAllTextAsync(PathOf("leaf.key"), Token));
        return (CrlWorld.Root(Read("root")), [Read("leaf"), Read("ca")], key);
    }

    private async Task IssueAsync(string name, string issuer, string commonName)
    {
        await RunAsync(
            "req", "-new", "-key", PathOf($"{name}.key"), "-subj", $"/C=US/O=OpenSSL/CN={commonName}", "-config", PathOf("openssl.cnf"),
            "-out", PathOf($"{name}.csr"));
        await RunAsync(
            "x509", "-req", "-sha256", "-days", "3650", "-in", PathOf($"{name}.csr"), "-CA", PathOf($"{issuer}.pem"), "-CAkey",
            PathOf($"{issuer}.key"), "-CAcreateserial", "-extfile", PathOf("openssl.cnf"), "-extensions", name, "-out",
            PathOf($"{name}.pem"));
    }

    private StiCertificate Read(string name)
    {
        Assert.True(CertificateBundle.TryRead(File.ReadAllBytes(PathOf($"{name}.pem")), out var certificates, out var failure), failure);
        return Assert.Single(certificates);
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private static async Task RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("openssl", arguments)
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(Token);
        var error = process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        Assert.True(process.ExitCode == 0, await output + await error);
    }
}
