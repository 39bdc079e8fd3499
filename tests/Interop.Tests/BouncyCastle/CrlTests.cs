using System.Security.Cryptography;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.X509;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Tests.Support;
using BigInteger = Org.BouncyCastle.Math.BigInteger;
using GeneralName = Org.BouncyCastle.Asn1.X509.GeneralName;
using IssuingDistributionPoint = Org.BouncyCastle.Asn1.X509.IssuingDistributionPoint;
using AlgorithmIdentifier = Org.BouncyCastle.Asn1.X509.AlgorithmIdentifier;
using AuthorityKeyIdentifier = Org.BouncyCastle.Asn1.X509.AuthorityKeyIdentifier;

namespace Shaken.Interop.Tests.BouncyCastle;

/// <summary>CRLs between BouncyCastle and us, octet for octet.</summary>
public sealed class CrlTests
{
    private const string Url = "https://sti-pa.example/download/v1/crl";
    private const string SignerUrl = "https://sti-pa.example/crl-signer.cer";
    private static readonly DateTimeOffset ThisUpdate = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset NextUpdate = ThisUpdate.AddDays(1);
    private static readonly DistinguishedName FirstCa = Name("First CA", "SHAKEN CA 1");
    private static readonly DistinguishedName SecondCa = Name("Zweite Stelle Ä", "SHAKEN CA 2");

    private static readonly RevocationReason[] Reasons =
        [RevocationReason.Unspecified, RevocationReason.KeyCompromise, RevocationReason.Superseded, RevocationReason.PrivilegeWithdrawn];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CrlScope.ManyIssuers, 0)]
    [InlineData(CrlScope.ManyIssuers, 1)]
    [InlineData(CrlScope.ManyIssuers, 700)]
    [InlineData(CrlScope.OwnIssuer, 0)]
    [InlineData(CrlScope.OwnIssuer, 3)]
    [InlineData(CrlScope.OwnIssuer, 700)]
    public async Task Write_Crl_MatchesBouncyCastlesEncoding(CrlScope scope, int count)
    {
        var signer = await NewSignerAsync();
        var entries = Entries(scope, signer.Certificate, count);
        var der = await SignAsync(signer, scope, entries);
        Assert.Equal(der, CertificateList.GetInstance(Asn1Object.FromByteArray(der)).GetEncoded(Asn1Encodable.Der));

        // Made anew from the same values by its own generator.
        Assert.True(UntrustedCrl.TryRead(der, out var ours, out var failure), failure);
        Assert.Equal(Generate(signer.Certificate, scope, entries), ours.ToBeSigned.ToArray());
    }

    [Fact]
    public async Task SignCrl_ItsSignature_VerifiesWithTheSignersKeyOnly()
    {
        var (signer, other) = (await NewSignerAsync(), await NewSignerAsync());
        var entries = Entries(CrlScope.ManyIssuers, signer.Certificate, 5);
        var crl = new X509CrlParser().ReadCrl(await SignAsync(signer, CrlScope.ManyIssuers, entries));
        Assert.True(crl.IsSignatureValid(Judge.KeyOf(signer.Certificate.PublicKey)));
        Assert.False(crl.IsSignatureValid(Judge.KeyOf(other.Certificate.PublicKey)));
        Assert.True(crl.IssuerDN.Equivalent(Judge.NameOf(signer.Certificate.Subject), inOrder: true));
        Assert.Equal((ThisUpdate.UtcDateTime, NextUpdate.UtcDateTime), (crl.ThisUpdate, crl.NextUpdate!.Value));
    }

    [Fact]
    public async Task Write_IndirectCrl_EachEntryHasItsIssuerDateAndReason()
    {
        var signer = await NewSignerAsync();
        var entries = Entries(CrlScope.ManyIssuers, signer.Certificate, 50);
        var crl = new X509CrlParser().ReadCrl(await SignAsync(signer, CrlScope.ManyIssuers, entries));
        var read = crl.GetRevokedCertificates().Select(entry => (
            entry.SerialNumber.ToString(16), IsOf(entry, FirstCa), IsOf(entry, SecondCa), entry.RevocationDate, ReasonOf(entry)));
        var written = entries.Select(entry => (
            SerialOf(entry).ToString(16),
            entry.Issuer == FirstCa,
            entry.Issuer == SecondCa,
            entry.RevokedAt.UtcDateTime,
            (int)entry.Reason));
        Assert.Equal(written.ToHashSet(), read.ToHashSet());
    }

    [Fact]
    public void Read_IndirectCrlOfBouncyCastle_EntriesInheritTheIssuerBeforeThem()
    {
        var keys = Judge.NewKeys();
        var generator = new V2TbsCertListGenerator();
        Begin(generator, new X509Name("C=US,O=STI-PA,CN=STI-PA CRL"));
        var revokedAt = new Time(ThisUpdate.UtcDateTime);
        generator.AddCrlEntry(DerInteger.ValueOf(1), revokedAt, EntryExtensions(RevocationReason.KeyCompromise, FirstCa));
        generator.AddCrlEntry(DerInteger.ValueOf(2), revokedAt, (X509Extensions)null!);
        generator.AddCrlEntry(DerInteger.ValueOf(3), revokedAt, EntryExtensions(RevocationReason.Superseded, SecondCa));
        generator.SetExtensions(ListExtensions([1, 2, 3], CrlScope.ManyIssuers));
        var toBeSigned = generator.GenerateTbsCertList();
        var signing = new Asn1SignatureFactory(Judge.EcdsaWithSha256, keys.Private);
        var calculator = signing.CreateCalculator();
        calculator.Stream.Write(toBeSigned.GetEncoded(Asn1Encodable.Der));
        calculator.Stream.Flush();
        var signature = new DerBitString(calculator.GetResult().Collect());
        var der = new DerSequence(toBeSigned, Algorithm(), signature).GetEncoded(Asn1Encodable.Der);

        Assert.True(UntrustedCrl.TryRead(der, out var crl, out var failure), failure);
        Assert.True(CrlIndex.TryRead(crl, out var index, out failure), failure);
        Assert.True(crl.IsIndirect);
        Assert.Equal(RevocationReason.KeyCompromise, index.Find(FirstCa, [1])!.Value.Reason);
        Assert.Equal(RevocationReason.Unspecified, index.Find(FirstCa, [2])!.Value.Reason);
        Assert.Equal(RevocationReason.Superseded, index.Find(SecondCa, [3])!.Value.Reason);
        Assert.Null(index.Find(SecondCa, [2]));
        Assert.Null(index.Find(FirstCa, [3]));
    }

    // Two reasons of ADR 0046 for not verifying with it. When one of these fails, look at the decision again.
    [Fact]
    public async Task IsRevoked_SerialOfAnotherIssuer_IsTrueInBouncyCastleAndNullHere()
    {
        var (signer, hierarchy) = (await NewSignerAsync(), await Hierarchy.NewAsync());
        var leaf = (await hierarchy.Intermediate.IssueAsync(Hierarchy.Linted(hierarchy.Leaf(SoftwareKey.New())), Token)).Value;
        var entry = NewEntry(FirstCa, leaf.SerialNumber, RevocationReason.KeyCompromise, ThisUpdate);
        var der = await SignAsync(signer, CrlScope.ManyIssuers, [entry]);
        Assert.True(new X509CrlParser().ReadCrl(der).IsRevoked(new X509CertificateParser().ReadCertificate(leaf.Der.ToArray())));
        Assert.True(UntrustedCrl.TryRead(der, out var crl, out var failure), failure);
        Assert.True(CrlIndex.TryRead(crl, out var index, out failure), failure);
        Assert.Null(index.Find(leaf));
    }

    [Fact]
    public async Task Read_BerLength_IsTakenByBouncyCastleAndRefusedHere()
    {
        var signer = await NewSignerAsync();
        var der = await SignAsync(signer, CrlScope.ManyIssuers, []);
        Assert.Equal(0x82, der[1]);

        // The same length in three octets where two are enough.
        byte[] ber = [0x30, 0x83, 0, .. der[2..]];
        Assert.True(new X509CrlParser().ReadCrl(ber).IsSignatureValid(Judge.KeyOf(signer.Certificate.PublicKey)));
        Assert.False(UntrustedCrl.TryRead(ber, out _, out _));
    }

    private static DistinguishedName Name(string organization, string commonName) =>
        DistinguishedName.Of((Oids.Country, "US"), (Oids.Organization, organization), (Oids.CommonName, commonName));

    private static bool IsOf(X509CrlEntry entry, DistinguishedName name) =>
        entry.GetCertificateIssuer().Equivalent(Judge.NameOf(name), inOrder: true);

    private static BigInteger SerialOf(RevocationEntry entry) => new(entry.Serial.ToArray());

    private static int ReasonOf(X509CrlEntry entry) => entry.GetExtensionValue(X509Extensions.ReasonCode) is { } value
        ? DerEnumerated.GetInstance(Asn1Object.FromByteArray(value.GetOctets())).IntValueExact
        : 0;

    private static RevocationEntry NewEntry(
        DistinguishedName issuer, ReadOnlyMemory<byte> serial, RevocationReason reason, DateTimeOffset revokedAt) =>
        new(issuer, serial, reason, revokedAt, NextUpdate, "test", ThisUpdate);

    // Serial numbers of every length, dates before and after 2000, each reason.
    private static List<RevocationEntry> Entries(CrlScope scope, StiCertificate signer, int count) =>
        [.. Enumerable.Range(0, count).Select(number => Entry(scope, signer, number)).DistinctBy(entry => entry.Id)];

    private static RevocationEntry Entry(CrlScope scope, StiCertificate signer, int number)
    {
        // Each second one begins with the octet 0, since its next one has the bit of the sign.
        var digest = SHA256.HashData([(byte)(number >> 8), (byte)(number & 0xFF)])[..(1 + (number % (CertificateSerial.MaxOctets - 1)))];
        digest[0] = (byte)(number % 2 == 0 ? (digest[0] & 0x7F) | 1 : digest[0] | 0x80);
        byte[] serial = number % 2 == 0 ? digest : [0, .. digest];
        var issuer = scope == CrlScope.OwnIssuer ? signer.Subject : number % 3 == 0 ? FirstCa : SecondCa;
        return NewEntry(issuer, serial, Reasons[number % Reasons.Length], ThisUpdate.AddDays(-15 * number));
    }

    private static async Task<CrlSigner> NewSignerAsync()
    {
        var (rootKey, key) = (SoftwareKey.New(), SoftwareKey.New());
        var draft = CertificateDraft.PolicyAdministratorRoot(Hierarchy.UnitedStates, "STI-PA", Hierarchy.Terms(), rootKey.PublicKey);
        var certificate = (await CertificateAuthority.SelfSignAsync(Hierarchy.Linted(draft), rootKey, Token)).Value;
        var root = new CertificateAuthority(certificate, rootKey);
        var signer = CertificateDraft.CrlSigner(root.Certificate, "STI-PA", Hierarchy.Terms(), key.PublicKey);
        return new CrlSigner((await root.IssueAsync(Hierarchy.Linted(signer), Token)).Value, key);
    }

    private static async Task<byte[]> SignAsync(CrlSigner signer, CrlScope scope, List<RevocationEntry> entries)
    {
        var terms = new CrlTerms(signer.Certificate, scope, 260, ThisUpdate, NextUpdate, Url) { SignerUrl = SignerUrl };
        var draft = new CrlDraft(terms, entries.Count);
        foreach (var entry in entries) draft.Add(entry);
        Assert.True(draft.Lint().TryGet(out var linted, out var refusal), refusal?.Findings[0].ToString());
        return await signer.SignAsync(linted, Token);
    }

    private static byte[] Generate(StiCertificate signer, CrlScope scope, List<RevocationEntry> entries)
    {
        var generator = new V2TbsCertListGenerator();
        Begin(generator, Judge.NameOf(signer.Subject));
        foreach (var entry in entries)
        {
            generator.AddCrlEntry(
                new DerInteger(SerialOf(entry)),
                new Time(entry.RevokedAt.UtcDateTime),
                EntryExtensions(entry.Reason, scope == CrlScope.ManyIssuers ? entry.Issuer : null));
        }

        generator.SetExtensions(ListExtensions(signer.Extensions.SubjectKeyIdentifier!.Value.ToArray(), scope));
        return generator.GenerateTbsCertList().GetEncoded(Asn1Encodable.Der);
    }

    private static AlgorithmIdentifier Algorithm() => new(Judge.Oid(Oids.EcdsaWithSha256));

    private static void Begin(V2TbsCertListGenerator generator, X509Name issuer)
    {
        generator.SetSignature(Algorithm());
        generator.SetIssuer(issuer);
        generator.SetThisUpdate(new Time(ThisUpdate.UtcDateTime));
        generator.SetNextUpdate(new Time(NextUpdate.UtcDateTime));
    }

    private static X509Extensions EntryExtensions(RevocationReason reason, DistinguishedName? issuer)
    {
        var extensions = new X509ExtensionsGenerator();
        if (reason != RevocationReason.Unspecified) extensions.AddExtension(X509Extensions.ReasonCode, false, new CrlReason((int)reason));
        var name = issuer is null ? null : new GeneralNames(new GeneralName(Judge.NameOf(issuer)));
        if (name is not null) extensions.AddExtension(X509Extensions.CertificateIssuer, true, name);
        return extensions.IsEmpty ? null! : extensions.Generate();
    }

    private static X509Extensions ListExtensions(byte[] keyIdentifier, CrlScope scope)
    {
        var extensions = new X509ExtensionsGenerator();
        var name = new DistributionPointName(new GeneralNames(new GeneralName(GeneralName.UniformResourceIdentifier, Url)));
        extensions.AddExtension(X509Extensions.AuthorityKeyIdentifier, false, new AuthorityKeyIdentifier(keyIdentifier));
        extensions.AddExtension(X509Extensions.CrlNumber, false, DerInteger.ValueOf(260));
        var point = new IssuingDistributionPoint(name, false, false, null, scope == CrlScope.ManyIssuers, false);
        extensions.AddExtension(X509Extensions.IssuingDistributionPoint, true, point);
        extensions.AddExtension(X509Extensions.AuthorityInfoAccess, false, new AuthorityInformationAccess(
            Judge.Oid("1.3.6.1.5.5.7.48.2"), new GeneralName(GeneralName.UniformResourceIdentifier, SignerUrl)));
        return extensions.Generate();
    }
}
