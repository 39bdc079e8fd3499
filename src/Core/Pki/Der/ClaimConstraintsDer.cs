using System.Formats.Asn1;

namespace Shaken.Core.Pki.Der;

/// <summary>
/// The DER of JWTClaimConstraints (RFC 8226 section 8) and EnhancedJWTClaimConstraints (RFC 9118 section 3), which have
/// one form: explicit tags [0] mustInclude, [1] permittedValues, [2] mustExclude, at least one of them.
/// </summary>
internal static class ClaimConstraintsDer
{
    private const int MaxClaims = 64;

    private static readonly string[] BaseClaims = ["iat", "orig", "dest"];

    /// <summary>
    /// Reads the constraints. Null: a mustExclude names iat, orig or dest, and RFC 9118 section 3 then treats the extension as absent.
    /// </summary>
    /// <exception cref="AsnContentException">The octets are none.</exception>
    public static ClaimConstraints? Read(ReadOnlyMemory<byte> der, bool isEnhanced)
    {
        var sequence = DerReading.OpenSequence(der);
        if (!sequence.HasData) throw new AsnContentException("At least one constraint must be present.");

        var mustInclude = Field(sequence, 0) is { } include ? ReadNames(include) : [];
        var permitted = Field(sequence, 1) is { } values ? ReadPermitted(values) : [];
        var mustExclude = isEnhanced && Field(sequence, 2) is { } exclude ? ReadNames(exclude) : [];
        sequence.ThrowIfNotEmpty();
        return mustExclude.Intersect(BaseClaims).Any() ? null : new ClaimConstraints(mustInclude, permitted, mustExclude);
    }

    /// <summary>Writes EnhancedJWTClaimConstraints.</summary>
    public static byte[] WriteEnhanced(ClaimConstraints constraints)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            WriteNames(writer, 0, constraints.MustInclude);
            WritePermitted(writer, constraints.PermittedValues);
            WriteNames(writer, 2, constraints.MustExclude);
        }

        return writer.Encode();
    }

    private static AsnReader? Field(AsnReader sequence, int number)
    {
        var tag = DerTags.ContextConstructed(number);
        if (!sequence.HasNext(tag)) return null;
        var wrapper = sequence.ReadSequence(tag);
        var field = wrapper.ReadSequence();
        wrapper.ThrowIfNotEmpty();
        return field.HasData ? field : throw new AsnContentException("A list of claims is empty.");
    }

    private static List<string> ReadNames(AsnReader names) => ReadTexts(names, UniversalTagNumber.IA5String);

    private static List<PermittedClaimValues> ReadPermitted(AsnReader permitted)
    {
        var list = new List<PermittedClaimValues>();
        while (permitted.HasData)
        {
            if (list.Count == MaxClaims) throw new AsnContentException("Too many claims.");
            var one = permitted.ReadSequence();
            var claim = one.ReadCharacterString(UniversalTagNumber.IA5String);
            list.Add(new PermittedClaimValues(claim, ReadTexts(one.ReadSequence(), UniversalTagNumber.UTF8String)));
            one.ThrowIfNotEmpty();
        }

        return list;
    }

    private static List<string> ReadTexts(AsnReader reader, UniversalTagNumber type)
    {
        var texts = new List<string>();
        while (reader.HasData)
        {
            if (texts.Count == MaxClaims) throw new AsnContentException("Too many claims or values.");
            texts.Add(reader.ReadCharacterString(type));
        }

        return texts;
    }

    private static void WriteNames(AsnWriter writer, int number, IReadOnlyList<string> names)
    {
        if (names.Count == 0) return;
        using (writer.PushSequence(DerTags.ContextConstructed(number)))
        using (writer.PushSequence())
        {
            foreach (var name in names) writer.WriteCharacterString(UniversalTagNumber.IA5String, name);
        }
    }

    private static void WritePermitted(AsnWriter writer, IReadOnlyList<PermittedClaimValues> permitted)
    {
        if (permitted.Count == 0) return;
        using (writer.PushSequence(DerTags.ContextConstructed(1)))
        using (writer.PushSequence())
        {
            foreach (var one in permitted)
            {
                using (writer.PushSequence())
                {
                    writer.WriteCharacterString(UniversalTagNumber.IA5String, one.Claim);
                    using (writer.PushSequence())
                    {
                        foreach (var value in one.Values) writer.WriteCharacterString(UniversalTagNumber.UTF8String, value);
                    }
                }
            }
        }
    }
}
