using System.Formats.Asn1;
using System.Globalization;
using System.Text;
using Shaken.Core.Foundations;

namespace Shaken.Core.Pki.Der;

/// <summary>One attribute of a name: its type as an OID, and its text.</summary>
public sealed record NameAttribute(string Type, string Text);

/// <summary>
/// An X.501 name as a certificate carries it. Names are compared by the rules of RFC 5280 section 7.1 (string type and case do not
/// count, runs of spaces count as one), since real certificates name one issuer with different string types.
/// </summary>
public sealed class DistinguishedName
{
    private const int MaxAttributes = 32;

    private readonly string _comparable;

    private DistinguishedName(ReadOnlyMemory<byte> der, IReadOnlyList<NameAttribute> attributes, string comparable) =>
        (Der, Attributes, _comparable) = (der, attributes, comparable);

    /// <summary>The encoded Name, as it must be copied where the standard wants it "encoded identically".</summary>
    public ReadOnlyMemory<byte> Der { get; }

    /// <summary>Equal for two names that are one by RFC 5280 section 7.1: what a table of names is keyed by.</summary>
    internal string Comparable => _comparable;

    /// <summary>The attributes in encoded order.</summary>
    public IReadOnlyList<NameAttribute> Attributes { get; }

    /// <summary>The country, if exactly one C stands there and is an ISO 3166-1 alpha-2 code.</summary>
    public CountryCode? Country =>
        Values(Oids.Country).ToList() is [var only] && CountryCode.TryParse(only, out var country) ? country : null;

    /// <summary>Reads an encoded Name.</summary>
    /// <exception cref="AsnContentException">It is none.</exception>
    public static DistinguishedName Read(ReadOnlyMemory<byte> der)
    {
        var attributes = new List<NameAttribute>();
        var comparable = new StringBuilder();
        var names = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        while (names.HasData)
        {
            // Real issuers sort a SET of two attributes wrongly now and then; order within it carries no meaning.
            var set = names.ReadSetOf(skipSortOrderValidation: true);
            var parts = new List<string>();
            while (set.HasData)
            {
                var (attribute, isText) = ReadAttribute(set.ReadSequence());
                if (attributes.Count == MaxAttributes) throw new AsnContentException("The name has too many attributes.");
                attributes.Add(attribute);
                parts.Add(ComparableOf(attribute, isText));
            }

            comparable.Append(CultureInfo.InvariantCulture, $"{parts.Count}+").AppendJoin("", parts.Order(StringComparer.Ordinal));
        }

        return new DistinguishedName(der, attributes, comparable.ToString());
    }

    /// <summary>Builds a name of single-valued RDNs in this order: C as PrintableString, the rest as UTF8String.</summary>
    public static DistinguishedName Of(params (string Type, string Text)[] attributes)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var (type, text) in attributes)
            {
                using (writer.PushSetOf())
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(type);
                    var isPrintable = type is Oids.Country or Oids.NameSerialNumber;
                    writer.WriteCharacterString(isPrintable ? UniversalTagNumber.PrintableString : UniversalTagNumber.UTF8String, text);
                }
            }
        }

        return Read(writer.Encode());
    }

    /// <summary>The texts of every attribute of the type.</summary>
    public IEnumerable<string> Values(string type) =>
        Attributes.Where(attribute => attribute.Type == type).Select(attribute => attribute.Text);

    /// <summary>Whether both are one name by RFC 5280 section 7.1.</summary>
    public bool Matches(DistinguishedName other) => _comparable == other._comparable;

    /// <summary>Whether the name lies in the subtree of another: it begins with the other's RDNs (RFC 5280 section 4.2.1.10).</summary>
    internal bool IsWithin(DistinguishedName subtree) => _comparable.StartsWith(subtree._comparable, StringComparison.Ordinal);

    /// <summary>As people read it, in encoded order: <c>C=US, O=…, CN=…</c>.</summary>
    public override string ToString() =>
        string.Join(", ", Attributes.Select(attribute => $"{ShortName(attribute.Type)}={Printable(attribute.Text)}"));

    private static (NameAttribute Attribute, bool IsText) ReadAttribute(AsnReader attribute)
    {
        var type = attribute.ReadObjectIdentifier();
        var tag = attribute.PeekTag();
        var isText = tag.TagClass == TagClass.Universal && (UniversalTagNumber)tag.TagValue
            is UniversalTagNumber.UTF8String or UniversalTagNumber.PrintableString or UniversalTagNumber.IA5String
            or UniversalTagNumber.BMPString or UniversalTagNumber.T61String or UniversalTagNumber.NumericString
            or UniversalTagNumber.VisibleString;
        var text = isText
            ? attribute.ReadCharacterString((UniversalTagNumber)tag.TagValue)
            : "#" + Convert.ToHexString(attribute.ReadEncodedValue().Span);
        attribute.ThrowIfNotEmpty();
        return (new NameAttribute(type, text), isText);
    }

    // With its length before it, no text can pass for the end of an RDN and the beginning of the next.
    private static string ComparableOf(NameAttribute attribute, bool isText)
    {
        var folded = isText ? Fold(attribute.Text) : attribute.Text;
        return string.Create(CultureInfo.InvariantCulture, $"{attribute.Type}{(isText ? '=' : '#')}{folded.Length}:{folded}");
    }

    private static string Fold(string text) =>
        string.Join(' ', text.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string Printable(string text) =>
        string.Concat(text.Select(character => char.IsControl(character) ? '\uFFFD' : character));

    private static string ShortName(string type) => type switch
    {
        Oids.CommonName => "CN",
        Oids.NameSerialNumber => "serialNumber",
        Oids.Country => "C",
        Oids.Locality => "L",
        Oids.State => "ST",
        Oids.Organization => "O",
        Oids.OrganizationalUnit => "OU",
        _ => type,
    };
}
