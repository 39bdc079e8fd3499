using System.Diagnostics;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Pki.Certificates;

/// <summary>What we sign, judged by a program that is not ours.</summary>
public sealed class OpenSslTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-openssl-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Verify_OfAnIssuedChain_IsOk()
    {
        SkipWithoutOpenSsl();
        var hierarchy = await Hierarchy.NewAsync();
        using var key = SoftwareKey.New();
        var leaf = (await hierarchy.Intermediate.IssueAsync(Hierarchy.Linted(hierarchy.Leaf(key)), Cancellation)).Value;
        var (root, intermediate, end) =
            (Write("root", hierarchy.Root.Certificate), Write("intermediate", hierarchy.Intermediate.Certificate), Write("leaf", leaf));

        var at = $"{Hierarchy.Start.AddDays(1).ToUnixTimeSeconds()}";
        var (code, output) = await RunAsync("verify", "-x509_strict", "-attime", at, "-CAfile", root, "-untrusted", intermediate, end);
        Assert.Equal((0, $"{end}: OK"), (code, output.Trim()));

        // Without the intermediate there is no path: OpenSSL did look.
        Assert.NotEqual(0, (await RunAsync("verify", "-attime", at, "-CAfile", root, end)).Code);
    }

    [Fact]
    public async Task Text_OfAnIssuedLeaf_ShowsTheProfilesExtensions()
    {
        SkipWithoutOpenSsl();
        var hierarchy = await Hierarchy.NewAsync();
        using var key = SoftwareKey.New();
        var leaf = Write("leaf", (await hierarchy.Intermediate.IssueAsync(Hierarchy.Linted(hierarchy.Leaf(key)), Cancellation)).Value);
        var (code, text) = await RunAsync("x509", "-in", leaf, "-noout", "-text");

        Assert.Equal(0, code);
        string[] expected =
        [
            "Version: 3 (0x2)", "Signature Algorithm: ecdsa-with-SHA256", "Subject: C = US, O = Example Telephone, CN = SHAKEN 1234",
            "X509v3 Basic Constraints: critical", "CA:FALSE", "X509v3 Key Usage: critical", "Digital Signature",
            "Policy: 2.16.840.1.114569.1.1.4",
            "URI:https://pa.example/crl", "DirName:C = US, O = STI-PA, CN = STI-PA CRL", "1.3.6.1.5.5.7.1.26",
        ];
        Assert.All(expected, line => Assert.Contains(line, text));
        Assert.Equal(0, (await RunAsync("asn1parse", "-in", leaf, "-strparse", "4")).Code);
    }

    [Fact]
    public async Task Verify_OfARootThatOutlives2049_IsOk()
    {
        SkipWithoutOpenSsl();
        using var key = SoftwareKey.New();
        var draft = CertificateDraft.PolicyAdministratorRoot(
            Hierarchy.UnitedStates, "Example", Hierarchy.Terms(Hierarchy.Start.AddYears(30)), key.PublicKey);
        var root = Write("root", (await CertificateAuthority.SelfSignAsync(Hierarchy.Linted(draft), key, Cancellation)).Value);
        var at = $"{Hierarchy.Start.AddYears(29).ToUnixTimeSeconds()}";
        Assert.Equal(0, (await RunAsync("verify", "-x509_strict", "-check_ss_sig", "-attime", at, "-CAfile", root, root)).Code);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static void SkipWithoutOpenSsl()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        Assert.SkipUnless(folders.Any(folder => File.Exists(Path.Combine(folder, "openssl"))), "the program openssl is not installed");
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(
                "openssl", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(Cancellation);
        var error = process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, await output + await error);
    }

    private string Write(string name, StiCertificate certificate)
    {
        var path = Path.Combine(_folder.FullName, name + ".pem");
        File.WriteAllText(path, certificate.ToPem() + "\n");
        return path;
    }
}
