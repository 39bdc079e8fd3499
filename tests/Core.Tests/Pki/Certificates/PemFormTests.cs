using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Pki.Certificates;

/// <summary>PEM as editors, shells and joined files leave it.</summary>
public sealed class PemFormTests
{
    private static readonly StiCertificate Leaf = CertificateForm.Leaf().Sign();
    private static readonly StiCertificate Intermediate = CertificateForm.Intermediate().Sign();

    private static string Chain => Leaf.ToPem() + "\n" + Intermediate.ToPem();

    public static TheoryData<string> Readable =>
    [
        "{0}\n{1}", "{0}\r\n{1}\r\n", "{0}{1}", "\uFEFF{0}\n\uFEFF{1}", "leaf: {0} intermediate: {1}",
        "-----BEGIN of the chain-----\n{0}\n{1}",
        "subject=Zürich\n{0}\n# comment\n{1}", "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----{0}\n{1}",
    ];

    [Theory]
    [MemberData(nameof(Readable))]
    public void TryRead_TextAroundTheBlocks_LosesNoCertificate(string form)
    {
        var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, Leaf.ToPem(), Intermediate.ToPem());
        Assert.True(CertificateBundle.TryRead(Encoding.UTF8.GetBytes(text), out var certificates, out var failure), failure);
        Assert.Equal([Leaf.Fingerprint, Intermediate.Fingerprint], certificates.Select(certificate => certificate.Fingerprint));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(200)]
    public void TryRead_FirstBlockCutOff_IsRefusedAndNotSkipped(int length)
    {
        Assert.False(
            CertificateBundle.TryRead(
                Encoding.ASCII.GetBytes(Leaf.ToPem()[..length] + "\n" + Intermediate.ToPem()), out _, out var failure));
        Assert.NotEmpty(failure);
    }

    [Fact]
    public void TryRead_LastBlockCutOff_SaysSo()
    {
        Assert.False(CertificateBundle.TryRead(Encoding.ASCII.GetBytes(Chain[..^10]), out _, out var failure));
        Assert.Contains("END", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void TryRead_Utf16_SaysWhatItIs(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] bare = encoding.GetBytes("\r\n" + Chain), marked = [.. encoding.GetPreamble(), .. bare];
        Assert.All((byte[][])[bare, marked], octets =>
        {
            Assert.False(CertificateBundle.TryRead(octets, out _, out var failure));
            Assert.Contains("UTF-16", failure, StringComparison.Ordinal);
            Assert.False(UntrustedCrl.TryRead(octets, out _, out failure));
            Assert.Contains("UTF-16", failure, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void TryRead_ManyBeginnings_IsRefusedQuickly()
    {
        var text = string.Concat(Enumerable.Range(0, 3000).Select(number => $"-----BEGIN A{number}-----"));
        Assert.False(PemText.TryRead(Encoding.ASCII.GetBytes(text), out _, out _));
        Assert.True(PemText.TryRead(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("-----BEGIN ", 6000))), out var blocks, out _));
        Assert.Empty(blocks);
    }
}
