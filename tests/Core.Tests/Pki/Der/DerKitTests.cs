using System.Formats.Asn1;
using System.Globalization;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Tests.Pki.Der;

/// <summary>What readers and writers of certificates, CSRs and CRLs share.</summary>
public sealed class DerKitTests
{
    [Fact]
    public void EcdsaWithSha256_IsItsObjectIdentifierWithoutParameters()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence()) writer.WriteObjectIdentifier(Oids.EcdsaWithSha256);
        Assert.Equal(writer.Encode(), AlgorithmIdentifier.EcdsaWithSha256.ToArray());
    }

    // RFC 5280 section 4.1.2.5.
    [Theory]
    [InlineData("1950-01-01T00:00:00Z", "170D3530303130313030303030305A")]
    [InlineData("2049-12-31T23:59:59Z", "170D3439313233313233353935395A")]
    [InlineData("2050-01-01T00:00:00Z", "180F32303530303130313030303030305A")]
    public void WriteTime_Year_TakesTheFormOfTheProfileAndReadsBack(string time, string hex)
    {
        var moment = DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
        var der = DerWriting.Encode(writer => writer.WriteTime(moment));
        var reader = new AsnReader(der, AsnEncodingRules.DER);
        Assert.Equal(hex, Convert.ToHexString(der));
        Assert.True(reader.HasNextTime());
        Assert.Equal(moment, reader.ReadTime());
        Assert.False(reader.HasNextTime());
    }

    [Theory]
    [InlineData("0500")]
    [InlineData("30000500")]
    [InlineData("3003020101" + "00")]
    [InlineData("")]
    public void OpenSequence_AnythingButOneSequence_Throws(string hex) =>
        Assert.Throws<AsnContentException>(() => DerReading.OpenSequence(Convert.FromHexString(hex)));

    [Theory]
    [InlineData("3000", null)]
    [InlineData("30048002ABCD", "ABCD")]
    [InlineData("30028200", null)]
    [InlineData("30078002ABCD820100", "ABCD")]
    public void ReadKeyIdentifier_AuthorityKeyIdentifier_GivesItsFirstField(string hex, string? identifier)
    {
        var read = DerReading.ReadKeyIdentifier(Convert.FromHexString(hex));
        Assert.Equal(identifier, read is { } octets ? Convert.ToHexString(octets.Span) : null);
    }

    [Fact]
    public void ReadExtensions_SameExtensionTwice_Throws()
    {
        var tag = DerTags.ContextConstructed(3);
        Assert.Equal(2, Extensions(tag, Oids.KeyUsage, Oids.BasicConstraints).ReadExtensions(tag).Count);
        Assert.Throws<AsnContentException>(() => Extensions(tag, Oids.KeyUsage, Oids.KeyUsage).ReadExtensions(tag));
        Assert.Empty(Extensions(tag, Oids.KeyUsage).ReadExtensions(DerTags.ContextConstructed(0)));
    }

    [Fact]
    public void SignedEncoding_WhatIsWritten_ReadsBack()
    {
        byte[] toBeSigned = [0x30, 0x00];
        var read = SignedEncoding.Read(SignedEncoding.Write(toBeSigned, [1, 2, 3]));
        Assert.Equal(toBeSigned, read.ToBeSigned.ToArray());
        Assert.Equal(Oids.EcdsaWithSha256, read.Algorithm.Oid);
        Assert.False(read.Algorithm.HasParameters);
        Assert.Equal([1, 2, 3], read.Signature.ToArray());
    }

    // A BIT STRING with unused bits is no signature.
    [Fact]
    public void SignedEncoding_SignatureOfBrokenOctets_Throws()
    {
        var der = SignedEncoding.Write([0x30, 0x00], [0x80]);
        der[^2] = 1;
        Assert.Contains(
            "whole octets", Assert.Throws<AsnContentException>(() => SignedEncoding.Read(der)).Message, StringComparison.Ordinal);
    }

    private static AsnReader Extensions(Asn1Tag tag, params string[] oids) => new(
        DerWriting.Encode(writer =>
        {
            using (writer.PushSequence(tag))
            using (writer.PushSequence())
            {
                foreach (var oid in oids) writer.WriteExtension(oid, isCritical: false, value => value.WriteNull());
            }
        }),
        AsnEncodingRules.DER);
}
