using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Tests.Support;

namespace Shaken.Interop.Tests;

/// <summary>OpenSSL on our delegates' chains (RFC 9060), and on the TNAuthLists within (RFC 8226 appendix A).</summary>
public sealed partial class DelegateChainTests : IDisposable
{
    private readonly ExternalTool _tool = new();
    private readonly SoftwareKey _providerKey = SoftwareKey.New();
    private readonly SoftwareKey _delegateKey = SoftwareKey.New();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Two blocks, one of which ends on all nines, and a number with a symbol.
    private static NumberSet Numbers => NumberSet.Of([Range("0100", 100), Range("9900", 100)], [Number("*67")]);

    public void Dispose()
    {
        _providerKey.Dispose();
        _delegateKey.Dispose();
        _tool.Dispose();
    }

    [Fact]
    public async Task Chain_OfADelegate_IsValidInOpenSsl()
    {
        var chain = await ChainAsync(Hierarchy.Numbers("3008A006160431323334"));
        var (root, sti, provider, leaf) =
            (WritePem("root", chain[3]), WritePem("sti", chain[2]), WritePem("provider", chain[1]), WritePem("leaf", chain[0]));
        var (code, output) = await _tool.RunAsync(
            "openssl", "verify", "-x509_strict", "-CAfile", root, "-untrusted", sti, "-untrusted", provider, leaf);
        Assert.True(code == 0, output);
        (code, output) = await _tool.RunAsync("openssl", "verify", "-CAfile", root, "-untrusted", sti, leaf);
        Assert.True(code != 0, "a delegate's chain without the provider's certificate must lead nowhere");
    }

    [Fact]
    public async Task Certificates_OfADelegateAndItsLender_AreReadByOpenSsl()
    {
        var chain = await ChainAsync(Hierarchy.Numbers("3008A006160431323334"));
        var (code, lender) = await _tool.RunAsync("openssl", "x509", "-noout", "-text", "-in", WritePem("provider", chain[1]));
        Assert.True(code == 0, lender);
        Assert.Contains("CA:TRUE, pathlen:0", lender, StringComparison.Ordinal);
        (code, var leaf) = await _tool.RunAsync("openssl", "x509", "-noout", "-text", "-in", WritePem("leaf", chain[0]));
        Assert.True(code == 0, leaf);
        Assert.Contains("CA:FALSE", leaf, StringComparison.Ordinal);
        Assert.All((string[])[lender, leaf], text => Assert.Contains("1.3.6.1.5.5.7.1.26", text, StringComparison.Ordinal));
        Assert.Contains("1.3.6.1.5.5.7.1.33", leaf, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TnAuthList_OfNumbers_HasTheOctetsThatOpenSslWrites()
    {
        const string Module = """
            asn1=SEQUENCE:list
            [list]
            e1=EXP:1,SEQUENCE:first
            e2=EXP:1,SEQUENCE:second
            e3=EXP:2,IA5STRING:9999
            e4=EXP:2,IA5STRING:*67
            [first]
            start=IA5STRING:0100
            count=INTEGER:100
            [second]
            start=IA5STRING:9900
            count=INTEGER:99
            """;
        var written = _tool.File("list.der");
        var (code, output) = await _tool.RunAsync(
            "openssl", "asn1parse", "-genconf", _tool.Write("module.cnf", Module), "-noout", "-out", written);
        Assert.True(code == 0, output);
        var leaf = (await ChainAsync(Hierarchy.Numbers("3008A006160431323334")))[0];
        var list = leaf.Extensions.Find(Oids.TnAuthList)!.Value;
        Assert.Equal(await File.ReadAllBytesAsync(written, Token), list.ToArray());
    }

    [Fact]
    public async Task TnAuthList_OfNumbers_IsParsedAsTheModuleHasIt()
    {
        Assert.True(Numbers.TryToTnAuthList(out var list));
        var (code, output) = await _tool.RunAsync(
            "openssl", "asn1parse", "-inform", "DER", "-in", _tool.Write("ours.der", TnAuthListDer.Write(list)));
        Assert.True(code == 0, output);
        string[] expected =
        [
            "0 SEQUENCE", "1 cont [ 1 ]", "2 SEQUENCE", "3 IA5STRING:0100", "3 INTEGER:64", "1 cont [ 1 ]", "2 SEQUENCE",
            "3 IA5STRING:9900", "3 INTEGER:63", "1 cont [ 2 ]", "2 IA5STRING:9999", "1 cont [ 2 ]", "2 IA5STRING:*67",
        ];
        Assert.Equal(
            expected,
            Lines().Matches(output).Select(line => $"{line.Groups["depth"]} {line.Groups["type"]}{line.Groups["value"]}"));
    }

    private static TelephoneNumber Number(string text) =>
        TelephoneNumber.TryParseCanonical(text, out var number) ? number : throw new ArgumentException("No number.", nameof(text));

    private static TelephoneNumberRange Range(string start, int count) =>
        TelephoneNumberRange.TryCreate(Number(start), new BigInteger(count), out var range)
            ? range : throw new ArgumentException("No block.", nameof(start));

    // Leaf, provider's CA, STI-CA, root.
    private async Task<StiCertificate[]> ChainAsync(TnAuthList lender)
    {
        var hierarchy = await Hierarchy.NewAsync(pathLength: 1);
        var draft = CertificateDraft.DelegateCa(
            hierarchy.Intermediate.Certificate, Hierarchy.Policy, "Example Telephone", "SHAKEN delegation", lender, Hierarchy.Terms(),
            _providerKey.PublicKey, 0);
        var provider = (await hierarchy.Intermediate.IssueAsync(Hierarchy.Linted(draft), Token)).Value;
        Assert.True(Numbers.TryToTnAuthList(out var numbers));
        var lent = CertificateDraft.DelegateLeaf(
            provider, Hierarchy.Policy, "Customer", "Customer 1", numbers, Hierarchy.Terms(), _delegateKey.PublicKey);
        var leaf = (await new CertificateAuthority(provider, _providerKey).IssueAsync(Hierarchy.Linted(lent), Token)).Value;
        return [leaf, provider, hierarchy.Intermediate.Certificate, hierarchy.Root.Certificate];
    }

    private string WritePem(string name, StiCertificate certificate) =>
        _tool.Write($"{name}.pem", Encoding.ASCII.GetBytes(certificate.ToPem()));

    [GeneratedRegex(@"d=(?<depth>\d+) .*(?:cons|prim): (?<type>cont \[ \d \]|[A-Z0-9]+)\s*(?<value>:\S+)?")]
    private static partial Regex Lines();
}
