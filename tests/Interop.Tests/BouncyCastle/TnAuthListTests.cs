using Org.BouncyCastle.Asn1;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;

namespace Shaken.Interop.Tests.BouncyCastle;

/// <summary>The TNAuthList (RFC 8226 section 9) as ASN.1 that BouncyCastle builds from its parts.</summary>
public sealed class TnAuthListTests
{
    private static readonly TelephoneNumber Number =
        TelephoneNumber.TryParse("12155550131", out var number) ? number : throw new InvalidOperationException();

    private static readonly DerTaggedObject ImplicitSpcPart = new(false, 0, new DerIA5String("1234"));
    private static readonly DerTaggedObject SpcPart = new(true, 0, new DerIA5String("1234"));
    private static readonly DerTaggedObject RangePart =
        new(true, 1, new DerSequence(new DerIA5String("12155550131"), DerInteger.ValueOf(300)));
    private static readonly DerTaggedObject NumberPart = new(true, 2, new DerIA5String("12155550131"));

    private static readonly TnAuthList List = TnAuthList.Of(Spc("1234"), new RangeEntry(Range(300)), new NumberEntry(Number));

    [Fact]
    public void Write_EveryKindOfEntry_MatchesBouncyCastlesEncoding() =>
        Assert.Equal(new DerSequence(SpcPart, RangePart, NumberPart).GetEncoded(Asn1Encodable.Der), TnAuthListDer.Write(List));

    [Fact]
    public void Write_ThousandCodes_MatchesBouncyCastlesEncoding()
    {
        var codes = Enumerable.Range(1000, 1000).Select(number => $"{number}").ToList();
        var ours = TnAuthListDer.Write(TnAuthList.Of([.. codes.Select(Spc)]));
        var theirs = new DerSequence(codes.Select(text => new DerTaggedObject(true, 0, new DerIA5String(text))).ToArray<Asn1Encodable>());
        Assert.Equal(theirs.GetEncoded(Asn1Encodable.Der), ours);
    }

    [Fact]
    public void Read_ListOfBouncyCastle_HasTheSameEntriesWithoutFindings()
    {
        Assert.True(TnAuthListDer.TryRead(new DerSequence(NumberPart, SpcPart, RangePart).GetEncoded(Asn1Encodable.Der), out var list));
        Assert.Equal([new NumberEntry(Number), Spc("1234"), new RangeEntry(Range(300))], list.Entries);
        Assert.Empty(list.Findings);
    }

    [Fact]
    public void Read_ImplicitTag_GivesNoAuthority() =>
        Assert.False(TnAuthListDer.TryRead(new DerSequence(ImplicitSpcPart).GetEncoded(Asn1Encodable.Der), out _));

    private static SpcEntry Spc(string text) =>
        ServiceProviderCode.TryParse(text, out var code) ? new SpcEntry(code) : throw new ArgumentException("No code.", nameof(text));

    private static TelephoneNumberRange Range(int count) =>
        TelephoneNumberRange.TryCreate(Number, count, out var range) ? range : throw new ArgumentException("No range.", nameof(count));
}
