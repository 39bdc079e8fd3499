using System.Numerics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Tests.Support;
using Shaken.Fuzz.Tests.Engine;

namespace Shaken.Fuzz.Tests.Properties;

public sealed class CertificateTests
{
    private static readonly Gen<TelephoneNumber> Number = Laws.Text("0123456789", 1, 15).Select(CallWorld.Number);

    private static readonly Gen<TnAuthListEntry?> Entry = Gen.OneOf(
        Laws.Text("ABZ0189", 1, 15).Select(
            text => ServiceProviderCode.TryParse(text, out var code) ? (TnAuthListEntry?)new SpcEntry(code) : null),
        Number.Select(number => (TnAuthListEntry?)new NumberEntry(number)),
        Number.SelectMany(
            _ => Gen.Choose(2, 100_000),
            (start, count) => TelephoneNumberRange.TryCreate(start, new BigInteger(count), out var range) && !range.EndsOnTheLastNumber
                ? (TnAuthListEntry?)new RangeEntry(range)
                : null));

    // ecdsa-with-SHA256 and a BIT STRING of no octets: the extensions are read, nothing is verified.
    private static readonly byte[] UnusedSignature = Convert.FromHexString("300A06082A8648CE3D040302030100");

    private static readonly Gen<string[]> Names = Laws.Text("abcRz09", 1, 12).ArrayOf().Select(names => names.Take(8).ToArray());

    private static readonly Gen<ClaimConstraints> Constraints =
        from include in Names
        from claims in Names
        from permitted in Laws.Text("Aé\"\\ 1", 0, 5).ArrayOf()
        from exclude in Names
        select new ClaimConstraints(
            include, [.. claims.Select(name => new PermittedClaimValues(name, [.. permitted.Take(5)]))], [.. exclude, "attest", "origid"]);

    private static readonly CertificateDraft Draft = NewDraft();

    private static readonly Gen<(string Type, string Text)> NamePart =
        from type in Gen.Elements(Oids.Organization, Oids.CommonName, Oids.OrganizationalUnit, Oids.Locality)
        from text in Laws.Text("aZ é,=\"+\u0130ß", 0, 20)
        select (type, text);

    // Certificates, and text that stands before each.
    private static readonly Gen<(StiCertificate Certificate, string Text)[]> PemBlocks =
        (from certificate in Gen.Elements(RealCertificates.PickedSet.Select(real => real.Certificate).ToArray())
         from text in Gen.Elements("", "\n", "subject=CN é\r\n", "-----BEGIN X-----\nAAAA\n-----END X-----\n")
         select (certificate, text)).ArrayOf().Select(some => some.Take(10).ToArray());

    [Law]
    public Property TnAuthList_WhenWrittenReadAndWritten_IsTheSame() => Laws.Of(Entry.ArrayOf(), drawn =>
    {
        TnAuthListEntry[] entries = [.. drawn.OfType<TnAuthListEntry>().Take(20)];
        if (entries.Length == 0) return true;
        var der = TnAuthListDer.Write(TnAuthList.Of(entries));
        return TnAuthListDer.TryRead(der, out var list) && list.Entries.SequenceEqual(entries) && list.Findings.Count == 0
            && TnAuthListDer.Write(list).AsSpan().SequenceEqual(der);
    });

    [Law]
    public Property ClaimConstraints_WhenDraftedAndReadInACertificate_AreTheSame() => Laws.Of(Constraints, written =>
    {
        var linted = Hierarchy.Linted(Draft with { ClaimConstraints = written });
        var certificate = DerNode.Wrap(0x30, [.. linted.ToBeSigned.Span, .. UnusedSignature]);
        return StiCertificate.TryRead(certificate, out var read, out _) && read.Extensions.Malformed.Count == 0
            && AreEqual(written, read.Extensions.ClaimConstraints!)
            && Hierarchy.Linted(
                Draft with { ClaimConstraints = read.Extensions.ClaimConstraints }).ToBeSigned.Span.SequenceEqual(linted.ToBeSigned.Span);
    });

    [Law]
    public Property DistinguishedName_WhenWrittenReadAndWritten_IsTheSame() => Laws.Of(NamePart.ArrayOf(), drawn =>
    {
        (string, string)[] attributes = [(Oids.Country, "US"), .. drawn.Take(20)];
        var once = DistinguishedName.Of(attributes);
        var read = DistinguishedName.Read(once.Der);
        var twice = DistinguishedName.Of([.. read.Attributes.Select(one => (one.Type, one.Text))]);
        return read.Matches(once) && twice.Matches(read) && twice.Der.Span.SequenceEqual(once.Der.Span)
            && read.Attributes.Select(one => (one.Type, one.Text)).SequenceEqual(attributes) && read.Country?.Value == "US";
    });

    [Law]
    public Property CertificateBundle_OfItsOwnPem_IsTheSame() => Laws.Of(PemBlocks, some =>
    {
        if (some.Length == 0) return true;
        var pem = Encoding.Latin1.GetBytes(string.Concat(some.Select(one => $"{one.Text}{one.Certificate.ToPem()}\n")));
        var distinct = some.Select(one => one.Certificate.Fingerprint).Distinct();
        return CertificateBundle.TryRead(pem, out var once, out _) && once.Select(one => one.Fingerprint).SequenceEqual(distinct)
            && CertificateBundle.TryRead(Encoding.ASCII.GetBytes(string.Join('\n', once.Select(one => one.ToPem()))), out var twice, out _)
            && twice.Select(one => one.Fingerprint).SequenceEqual(distinct)
            && CertificateBundle.TryReadBase64([.. once.Select(one => Convert.ToBase64String(one.Der.Span))], out var third, out _)
            && third.Select(one => one.Fingerprint).SequenceEqual(distinct);
    });

    private static CertificateDraft NewDraft()
    {
        using var key = SoftwareKey.New();
        var hierarchy = Laws.Completed(new ValueTask<Hierarchy>(Hierarchy.NewAsync()));
        return CertificateDraft.DelegateLeaf(
            hierarchy.Intermediate.Certificate, Hierarchy.Policy, "Customer", "Customer 1",
            Hierarchy.Numbers("300FA20D160B3132303235353530313030"), Hierarchy.Terms(), key.PublicKey);
    }

    private static bool AreEqual(ClaimConstraints left, ClaimConstraints right) =>
        left.MustInclude.SequenceEqual(right.MustInclude) && left.MustExclude.SequenceEqual(right.MustExclude)
        && left.PermittedValues.Count == right.PermittedValues.Count
        && left.PermittedValues.Zip(right.PermittedValues).All(
            pair => pair.First.Claim == pair.Second.Claim && pair.First.Values.SequenceEqual(pair.Second.Values));
}
