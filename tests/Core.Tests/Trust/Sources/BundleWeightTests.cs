using System.Globalization;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Sources;

namespace Shaken.Core.Tests.Trust.Sources;

/// <summary>Whatever a stranger fills a certificate with, its weight goes with the memory that it takes.</summary>
public sealed class BundleWeightTests
{
    private const int Copies = 20;

    [Theory]
    [InlineData("as usual")]
    [InlineData("one large extension")]
    [InlineData("many numbers")]
    [InlineData("many policies")]
    [InlineData("many attributes")]
    [InlineData("many values of a claim")]
    public void Weight_OfACertificate_IsAboutItsMemory(string kind)
    {
        var der = Form(kind).Sign().Der;
        var weight = BundleWeight.Of(Read(der));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var copy = 0; copy < Copies; copy++) Read(der);

        // What one thread allocates no other test disturbs. Reading lets go of some of it again.
        var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / Copies;
        Assert.InRange(weight, allocated / 3, allocated * 3);
    }

    private static SourcedCertificates Read(ReadOnlyMemory<byte> der)
    {
        Assert.True(StiCertificate.TryRead(der.ToArray(), out var certificate, out var failure), failure);
        return new SourcedCertificates([certificate], Deadline.Never, IsStale: false);
    }

    private static CertificateForm Form(string kind) => kind switch
    {
        "one large extension" => CertificateForm.Leaf().With("1.3.6.1.5.5.7.1.99", Tlv("04", new string('0', 2 * 15 * 1024))),
        "many numbers" => CertificateForm.Leaf().With(Oids.TnAuthList, Tlv("30", Repeat("A2051603313233", 1024))),
        "many policies" => CertificateForm.Leaf().With(Oids.CertificatePolicies, Tlv("30", Repeat("300406022A03", 32))),
        "many attributes" => CertificateForm.Leaf().Named([.. Enumerable.Repeat((Oids.Country, "US"), 32)]),
        "many values of a claim" => CertificateForm.DelegateLeaf()
            .With(Oids.EnhancedJwtClaimConstraints, Tlv("30", Tlv("A1", Tlv("30", Repeat(Tlv("30", "160161" + Tlv("30", Repeat("0C0161", 64))), 64))))),
        _ => CertificateForm.Leaf(),
    };

    private static string Tlv(string tag, string content) => tag + Length(content.Length / 2) + content;

    private static string Length(int octets) => octets switch
    {
        < 0x80 => octets.ToString("X2", CultureInfo.InvariantCulture),
        < 0x100 => $"81{octets.ToString("X2", CultureInfo.InvariantCulture)}",
        _ => $"82{octets.ToString("X4", CultureInfo.InvariantCulture)}",
    };

    private static string Repeat(string hex, int count) => string.Concat(Enumerable.Repeat(hex, count));
}
