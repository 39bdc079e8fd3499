using System.Formats.Asn1;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Pki.Crls;

public sealed class CrlReaderTests
{
    [Fact]
    public async Task Index_OfAHundredThousandEntries_FindsEachAndNothingElse()
    {
        var world = await CrlWorld.NewAsync();
        const int Count = 100_000;
        DistinguishedName[] issuers =
        [
            .. Enumerable.Range(0, 3).Select(
                number => DistinguishedName.Of((Oids.Country, "US"), (Oids.CommonName, $"SHAKEN CA {number}"))),
        ];
        var now = world.Time.GetUtcNow();
        var draft = new CrlDraft(new CrlTerms(world.Signer.Certificate, CrlScope.ManyIssuers, 1, now, now.AddDays(1), CrlWorld.Url), Count);
        for (var number = 0; number < Count; number++) draft.Add(world.Entry(number, issuers[number % 3], (RevocationReason)(number % 6)));
        Assert.True(draft.Lint().TryGet(out var linted, out _));
        var crl = CrlWorld.Read(await world.Signer.SignAsync(linted, TestContext.Current.CancellationToken));
        Assert.True(CrlIndex.TryRead(crl, out var index, out var failure), failure);
        Assert.Equal(Count, index.Count);
        Assert.InRange(index.Octets, 28 * Count, 44 * Count);
        for (var number = 0; number < Count; number++)
        {
            var entry = world.Entry(number);
            Assert.Equal((RevocationReason)(number % 6), index.Find(issuers[number % 3], entry.Serial.Span)!.Value.Reason);
            if (number % 100 == 0) Assert.Null(index.Find(issuers[(number + 1) % 3], entry.Serial.Span));
        }

        Assert.Null(index.Find(world.Signer.Certificate.Subject, world.Entry(1).Serial.Span));
        Assert.Null(index.Find(issuers[0], world.Entry(Count).Serial.Span));
        Assert.Null(index.Find(issuers[0], new byte[40]));
    }

    [Fact]
    public async Task Index_FindsAnIssuerWrittenInOtherStringTypes()
    {
        var world = await CrlWorld.NewAsync();
        var issuer = DistinguishedName.Of(
            (Oids.Locality, "Bridgewater"), (Oids.State, "NJ"), (Oids.CommonName, "STI-PA CRL"), (Oids.Country, "US"),
            (Oids.Organization, "STI-PA"));
        var index = CrlWorld.Index(await world.SignAsync([world.Entry(7, issuer)]));
        Assert.NotNull(index.Find(AllPrintable(issuer, "  sti-pa   CRL "), world.Entry(7).Serial.Span));
        Assert.Null(index.Find(AllPrintable(issuer, "STI-PA CRLS"), world.Entry(7).Serial.Span));
    }

    [Fact]
    public async Task Entry_WithoutIssuer_HasThatOfTheOneBefore()
    {
        var world = await CrlWorld.NewAsync();
        var ca = DistinguishedName.Of((Oids.CommonName, "SHAKEN CA"));
        var der = await RawAsync(
            world, isIndirect: true, RawEntry(1), RawEntry(2, Issuer(ca)), RawEntry(3),
            RawEntry(4, Issuer(world.Signer.Certificate.Subject)));
        var index = CrlWorld.Index(der);
        Assert.Equal(
            [true, false, false, true],
            Enumerable.Range(1, 4).Select(serial => index.Find(world.Signer.Certificate.Subject, [(byte)serial]) is not null));
        Assert.Equal([false, true, true, false], Enumerable.Range(1, 4).Select(serial => index.Find(ca, [(byte)serial]) is not null));
    }

    [Fact]
    public async Task Entry_WithACriticalExtensionThatIsNotKnown_SpoilsTheList()
    {
        var world = await CrlWorld.NewAsync();
        Assert.False(
            CrlIndex.TryRead(
                CrlWorld.Read(await RawAsync(world, true, RawEntry(1, Extension("1.2.3", true, [5, 0])))), out _, out var failure));
        Assert.NotEmpty(failure);
        Assert.True(
            CrlIndex.TryRead(CrlWorld.Read(await RawAsync(world, true, RawEntry(1, Extension("1.2.3", false, [5, 0])))), out _, out _));
    }

    [Fact]
    public async Task Entry_ThatNamesAnIssuerOnADirectList_SpoilsTheList()
    {
        var world = await CrlWorld.NewAsync();
        var der = await RawAsync(world, isIndirect: false, RawEntry(1, Issuer(DistinguishedName.Of((Oids.CommonName, "another")))));
        Assert.False(CrlIndex.TryRead(CrlWorld.Read(der), out _, out _));
    }

    [Fact]
    public async Task Verify_ReportsWhatIsOdd_AndStillFindsIt()
    {
        var world = await CrlWorld.NewAsync();
        var der = await RawAsync(
            world, isIndirect: true, RawEntry(1, Extension("2.5.29.21", false, [10, 1, 0])), RawEntry(1),
            RawEntry(2, Extension("2.5.29.21", false, [10, 1, 77])),
            RawEntry(new byte[300].Select((_, index) => (byte)((index % 100) + 1)).ToArray()));
        Assert.True(
            CrlVerifier.Verify(
                CrlWorld.Read(der), CrlWorld.Url, world.Trust, null, world.Time.GetUtcNow()).TryGet(out var list, out var refusal),
            refusal?.Detail);
        Assert.Equal(3, list.Findings.Count);
        Assert.All(list.Findings, finding => Assert.Equal(FindingKind.CrlOutsideProfile, finding.Kind));
        Assert.Equal(3, list.Index.Count);
        Assert.NotNull(list.Index.Find(list.Issuer, new byte[300].Select((_, index) => (byte)((index % 100) + 1)).ToArray()));
    }

    [Fact]
    public async Task Verify_OfACriticalExtensionThatIsNotKnown_IsRefused()
    {
        var world = await CrlWorld.NewAsync();
        var der = await RawWithAsync(world, isIndirect: true, unknown: Extension("1.2.3.4", true, [5, 0]), RawEntry(1));
        Assert.False(
            CrlVerifier.Verify(CrlWorld.Read(der), CrlWorld.Url, world.Trust, null, world.Time.GetUtcNow()).TryGet(out _, out var refusal));
        Assert.Contains("1.2.3.4", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CrlSigner_WithoutCrlSign_IsRefused()
    {
        var world = await CrlWorld.NewAsync();
        var key = SoftwareKey.New();
        var draft = CertificateDraft.PolicyAdministratorSigner(
            world.Administrator.Certificate, "STI-PA", "trusted-CA list", Hierarchy.Terms(), key.PublicKey);
        var certificate = (await world.Administrator.IssueAsync(Hierarchy.Linted(draft), TestContext.Current.CancellationToken)).Value;
        Assert.Contains(
            "cRLSign", Assert.Throws<ArgumentException>(() => new CrlSigner(certificate, key)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TryRead_OfEveryTruncation_IsRefused()
    {
        var world = await CrlWorld.NewAsync();
        var der = await world.SignAsync([world.Entry(1), world.Entry(2)]);
        for (var length = 0; length < der.Length; length++)
        {
            Assert.False(UntrustedCrl.TryRead(der.AsMemory(0, length), out _, out var failure));
            Assert.NotEmpty(failure);
        }

        Assert.False(UntrustedCrl.TryRead((byte[])[.. der, 0], out _, out _));
        Assert.False(UntrustedCrl.TryRead("-----BEGIN X509 CRL-----\nMII*\n-----END X509 CRL-----"u8.ToArray(), out _, out _));
        Assert.False(UntrustedCrl.TryRead("-----BEGIN X509 CRL-----\nMIIB"u8.ToArray(), out _, out _));
    }

    [Fact]
    public async Task Verify_OfEveryChangedOctet_IsRefused()
    {
        var world = await CrlWorld.NewAsync();
        var der = await world.SignAsync([world.Entry(1)]);
        for (var position = 0; position < der.Length; position++)
        {
            var changed = (byte[])der.Clone();
            changed[position] ^= 0x01;
            if (!UntrustedCrl.TryRead(changed, out var crl, out _)) continue;
            Assert.False(CrlVerifier.Verify(crl, CrlWorld.Url, world.Trust, null, world.Time.GetUtcNow()).IsSuccess, $"octet {position}");
        }
    }

    // Entries as a stranger would write them, signed by the trusted key.
    private static Task<byte[]> RawAsync(CrlWorld world, bool isIndirect, params byte[][] entries) =>
        RawWithAsync(world, isIndirect, unknown: null, entries);

    private static async Task<byte[]> RawWithAsync(CrlWorld world, bool isIndirect, byte[]? unknown, params byte[][] entries)
    {
        var now = world.Time.GetUtcNow();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            using (writer.PushSequence()) writer.WriteObjectIdentifier(Oids.EcdsaWithSha256);
            writer.WriteEncodedValue(world.Signer.Certificate.Subject.Der.Span);
            writer.WriteUtcTime(now, 2049);
            writer.WriteUtcTime(now.AddDays(1), 2049);
            using (writer.PushSequence())
            {
                foreach (var entry in entries) writer.WriteEncodedValue(entry);
            }

            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true)))
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(
                    Extension(
                        "2.5.29.35", false,
                        [0x30, 0x16, 0x80, 0x14, .. world.Signer.Certificate.Extensions.SubjectKeyIdentifier!.Value.Span]));
                writer.WriteEncodedValue(Extension("2.5.29.20", false, [2, 1, 1]));
                if (isIndirect) writer.WriteEncodedValue(Extension("2.5.29.28", true, [0x30, 3, 0x84, 1, 0xFF]));
                if (unknown is not null) writer.WriteEncodedValue(unknown);
            }
        }

        return await world.SignRawAsync(writer.Encode());
    }

    private static byte[] RawEntry(int serial, params byte[][] extensions) => RawEntry([(byte)serial], extensions);

    private static byte[] RawEntry(byte[] serial, params byte[][] extensions)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(serial);
            writer.WriteUtcTime(Hierarchy.Start, 2049);
            if (extensions.Length > 0)
            {
                using (writer.PushSequence())
                {
                    foreach (var extension in extensions) writer.WriteEncodedValue(extension);
                }
            }
        }

        return writer.Encode();
    }

    private static byte[] Issuer(DistinguishedName name)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 4, isConstructed: true))) writer.WriteEncodedValue(name.Der.Span);
        return Extension("2.5.29.29", true, writer.Encode());
    }

    private static byte[] Extension(string oid, bool isCritical, byte[] value)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            if (isCritical) writer.WriteBoolean(true);
            writer.WriteOctetString(value);
        }

        return writer.Encode();
    }

    private static DistinguishedName AllPrintable(DistinguishedName name, string commonName)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var (type, text) in name.Attributes)
            {
                using (writer.PushSetOf())
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(type);
                    writer.WriteCharacterString(UniversalTagNumber.PrintableString, type == Oids.CommonName ? commonName : text);
                }
            }
        }

        return DistinguishedName.Read(writer.Encode());
    }
}
