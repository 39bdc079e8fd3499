using System.Formats.Asn1;
using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Pki.Certificates;

/// <summary>The ends of a certificate's validity, and how much of it is read.</summary>
public sealed class CertificateBoundsTests
{
    private const int MostEntries = 32;

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(3600, true)]
    [InlineData(3601, false)]
    public void IsValidAt_AMoment_CountsBothEnds(int second, bool isValid)
    {
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var certificate = (CertificateForm.Leaf() with { NotBefore = start, NotAfter = start.AddHours(1) }).Sign();
        Assert.Equal(isValid, certificate.IsValidAt(start.AddSeconds(second)));
    }

    [Theory]
    [InlineData("30060101FF02017F", 127)]
    [InlineData("30060101FF020100", 0)]
    [InlineData("30030101FF", null)]
    public void BasicConstraints_OfAPathLength_IsRead(string hex, int? pathLength) =>
        Assert.Equal(new BasicConstraints(IsCa: true, pathLength), Read(Oids.BasicConstraints, hex).BasicConstraints);

    [Theory]
    [InlineData(Oids.BasicConstraints, "30060101FF0201FF")]
    [InlineData(Oids.BasicConstraints, "300B0101FF0206010000000000")]
    [InlineData(Oids.BasicConstraints, "30080101FF0201000500")]
    [InlineData(Oids.KeyUsage, "030100")]
    [InlineData(Oids.KeyUsage, "030400800000")]
    [InlineData(Oids.KeyUsage, "03020780" + "0500")]
    [InlineData(Oids.SubjectKeyIdentifier, "04020102" + "0500")]
    [InlineData(Oids.CrlDistributionPoints, "30043002" + "0500")]
    public void Extension_OfAnotherForm_IsNamedAsMalformed(string oid, string hex) => Assert.Contains(oid, Read(oid, hex).Malformed);

    [Theory]
    [InlineData(MostEntries, true)]
    [InlineData(MostEntries + 1, false)]
    public void Policies_AreBounded(int count, bool isRead)
    {
        var extensions = Read(Oids.CertificatePolicies, ListOf(count, writer => writer.WriteObjectIdentifier(Oids.UnitedStatesPolicy14)));
        Assert.Equal(isRead ? count : null, extensions.CertificatePolicies?.Count);
        Assert.Equal(!isRead, extensions.Malformed.Contains(Oids.CertificatePolicies));
    }

    [Theory]
    [InlineData(MostEntries, true)]
    [InlineData(MostEntries + 1, false)]
    public void DistributionPoints_AreBounded(int count, bool isRead)
    {
        var extensions = Read(Oids.CrlDistributionPoints, ListOf(count, _ => { }));
        Assert.Equal(isRead ? count : null, extensions.CrlDistributionPoints?.Count);
        Assert.Equal(!isRead, extensions.Malformed.Contains(Oids.CrlDistributionPoints));
    }

    [Fact]
    public void DistributionPoint_WithReasons_IsReadWithoutThem()
    {
        // reasons [1] keyCompromise between the point's name and its issuer.
        var point = Assert.Single(Read(Oids.CrlDistributionPoints, "300C300AA004A002860081020640").CrlDistributionPoints!);
        Assert.True(point.HasFullName);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(Limits.CertificatesPerBundle, true)]
    [InlineData(Limits.CertificatesPerBundle + 1, false)]
    public void Bundle_OfSoManyCertificates_IsBounded(int count, bool isRead)
    {
        var all = Enumerable.Range(1, count)
            .Select(number => (CertificateForm.Leaf() with { SerialNumber = [0x7F, .. new byte[15], (byte)number] }).Sign()).ToList();
        const string Note = "a note\n-----BEGIN NOTE-----\nAAAA\n-----END NOTE-----\n";
        var pem = Encoding.ASCII.GetBytes(Note + string.Concat(all.Select(one => one.ToPem() + "\n")));
        Assert.Equal(isRead, CertificateBundle.TryRead(pem, out var read, out var failure));
        if (isRead) Assert.Equal(count, read!.Count);
        else Assert.NotNull(failure);
        var encoded = all.Select(one => Convert.ToBase64String(one.Der.Span)).ToList();
        Assert.Equal(isRead, CertificateBundle.TryReadBase64(encoded, out read, out failure));
        Assert.Equal(isRead, failure is null);
    }

    [Fact]
    public void Bundle_WithBrokenBase64_SaysSo()
    {
        var pem = "-----BEGIN CERTIFICATE-----\nMII!\n-----END CERTIFICATE-----\n"u8.ToArray();
        Assert.False(CertificateBundle.TryRead(pem, out _, out var failure));
        Assert.NotNull(failure);
        Assert.False(CertificateBundle.TryReadBase64(["MII!"], out _, out failure));
        Assert.Contains("base64", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-----BEGIN PRIVATE KEY-----\n", true)]
    [InlineData("-----BEGIN CERTIFICATE-----\n-----BEGIN EC PRIVATE KEY-----\n", true)]
    [InlineData("PRIVATE KEY-----", true)]
    [InlineData("-----BEGIN PUBLIC KEY-----\n", false)]
    public void HoldsPrivateKey_OfAText_FindsItAnywhere(string text, bool holds) =>
        Assert.Equal(holds, CertificateBundle.HoldsPrivateKey(Encoding.ASCII.GetBytes(text)));

    private static CertificateExtensions Read(string oid, string hex) => CertificateForm.Leaf().With(oid, hex).Sign().Extensions;

    private static string ListOf(int count, Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            for (var number = 0; number < count; number++)
            {
                using (writer.PushSequence()) write(writer);
            }
        }

        return Convert.ToHexString(writer.Encode());
    }
}
