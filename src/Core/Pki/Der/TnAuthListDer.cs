using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Text;
using Shaken.Core.Foundations;

namespace Shaken.Core.Pki.Der;

/// <summary>
/// The DER of a TNAuthList (RFC 8226 section 9 and appendix A, a module with explicit tags):
/// <c>SEQUENCE SIZE (1..MAX) OF CHOICE { spc [0] IA5String, range [1] SEQUENCE { start, count, ... }, one [2] IA5String }</c>.
/// </summary>
public static class TnAuthListDer
{
    private static readonly Asn1Tag SpcTag = DerTags.ContextConstructed(0);
    private static readonly Asn1Tag RangeTag = DerTags.ContextConstructed(1);
    private static readonly Asn1Tag NumberTag = DerTags.ContextConstructed(2);

    /// <summary>
    /// Reads a list, leniently in three points that are reported as findings: an SPC without its [0] tag and an SPC in lower case,
    /// both seen in real certificates, and a block that ends on the last number of its length. Any false length gives no
    /// authority.
    /// </summary>
    public static bool TryRead(ReadOnlyMemory<byte> der, [NotNullWhen(true)] out TnAuthList? list) =>
        TryRead(der, Limits.TnAuthListEntries, out list);

    /// <summary>The same for a list by reference (RFC 8226 section 10.1), which may be longer than one in a certificate.</summary>
    public static bool TryReadReferenced(ReadOnlyMemory<byte> der, [NotNullWhen(true)] out TnAuthList? list) =>
        TryRead(der, Limits.ReferencedTnAuthListEntries, out list);

    private static bool TryRead(ReadOnlyMemory<byte> der, int mostEntries, [NotNullWhen(true)] out TnAuthList? list)
    {
        list = null;
        try
        {
            var sequence = DerReading.OpenSequence(der);
            var entries = new List<TnAuthListEntry>();
            var findings = new List<Finding>();
            while (sequence.HasData)
            {
                if (entries.Count == mostEntries || ReadEntry(sequence, findings) is not { } entry) return false;
                entries.Add(entry);
            }

            list = entries.Count > 0 ? new TnAuthList(entries, findings) : null;
            return list is not null;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    /// <summary>Writes a list with the explicit tags of the standard.</summary>
    /// <exception cref="ArgumentException">A block ends on the last number of its length: never issued (RFC 8226 section 9).</exception>
    public static byte[] Write(TnAuthList list)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var entry in list.Entries) WriteEntry(writer, entry);
        }

        return writer.Encode();
    }

    private static TnAuthListEntry? ReadEntry(AsnReader sequence, List<Finding> findings)
    {
        var tag = sequence.PeekTag();
        if (tag == SpcTag) return ReadCode(ReadExplicit(sequence, SpcTag, UniversalTagNumber.IA5String), findings);
        if (tag == NumberTag) return ReadNumber(ReadExplicit(sequence, NumberTag, UniversalTagNumber.IA5String));
        if (tag == RangeTag) return ReadRange(sequence, findings);
        if (tag.TagClass != TagClass.Universal
            || (UniversalTagNumber)tag.TagValue is not (UniversalTagNumber.PrintableString or UniversalTagNumber.IA5String))
            return null;

        findings.Add(new Finding(FindingKind.TnAuthListUntagged, "an SPC stands in the TNAuthList without its [0] tag"));
        return ReadCode(sequence.ReadCharacterString((UniversalTagNumber)tag.TagValue), findings);
    }

    private static string ReadExplicit(AsnReader sequence, Asn1Tag tag, UniversalTagNumber type)
    {
        var inner = sequence.ReadSequence(tag);
        var text = inner.ReadCharacterString(type);
        inner.ThrowIfNotEmpty();
        return text;
    }

    private static SpcEntry? ReadCode(string text, List<Finding> findings)
    {
        if (ServiceProviderCode.TryParse(text, out var code)) return new SpcEntry(code);
        if (!ServiceProviderCode.TryParse(text.ToUpperInvariant(), out code) || !Ascii.IsValid(text)) return null;
        findings.Add(new Finding(FindingKind.CodeInLowerCase, $"the SPC {code} is written in lower case"));
        return new SpcEntry(code);
    }

    private static NumberEntry? ReadNumber(string text) =>
        TelephoneNumber.TryParseCanonical(text, out var number) ? new NumberEntry(number) : null;

    private static RangeEntry? ReadRange(AsnReader sequence, List<Finding> findings)
    {
        var outer = sequence.ReadSequence(RangeTag);
        var inner = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var start = inner.ReadCharacterString(UniversalTagNumber.IA5String);
        var count = inner.ReadInteger();

        // The SEQUENCE has an extension marker: members of a later version may follow and are well-formed DER.
        while (inner.HasData) inner.ReadEncodedValue();
        if (!TelephoneNumber.TryParseCanonical(start, out var number) || !TelephoneNumberRange.TryCreate(number, count, out var range))
            return null;
        if (range.EndsOnTheLastNumber)
            findings.Add(new Finding(FindingKind.RangeEndsOnTheLastNumber, "a block of numbers ends on the last number of its length"));
        return new RangeEntry(range);
    }

    private static void WriteEntry(AsnWriter writer, TnAuthListEntry entry)
    {
        switch (entry)
        {
            case SpcEntry spc:
                using (writer.PushSequence(SpcTag)) writer.WriteCharacterString(UniversalTagNumber.IA5String, spc.Code.Value);
                break;
            case NumberEntry one:
                using (writer.PushSequence(NumberTag)) writer.WriteCharacterString(UniversalTagNumber.IA5String, one.Number.Value);
                break;
            case RangeEntry { Range.EndsOnTheLastNumber: true }:
                throw new ArgumentException("A block that ends on the last number of its length is not issued: split it.", nameof(entry));
            case RangeEntry block:
                using (writer.PushSequence(RangeTag))
                using (writer.PushSequence())
                {
                    writer.WriteCharacterString(UniversalTagNumber.IA5String, block.Range.Start.Value);
                    writer.WriteInteger(block.Range.Count);
                }

                break;
        }
    }
}
