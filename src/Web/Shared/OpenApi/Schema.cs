using System.Text.Json.Serialization.Metadata;

namespace Shaken.Web.Shared.OpenApi;

/// <summary>
/// The form of a value. Where generated code reads or writes it, <see cref="TypeSchema"/> is that code's own; the others describe what is
/// read by hand.
/// </summary>
internal abstract record Schema
{
    private protected Schema()
    {
    }

    /// <summary>The form of a type. The type's information is made when it is asked for, which only the document's writer does.</summary>
    public static Schema Of(Func<JsonTypeInfo> type) => new TypeSchema(type);
}

/// <summary>The form that generated code gives a type.</summary>
internal sealed record TypeSchema(Func<JsonTypeInfo> Type) : Schema;

/// <summary>One of two forms.</summary>
internal sealed record EitherSchema(Schema One, Schema Other) : Schema;

/// <summary>A string.</summary>
/// <param name="Pattern">A regular expression of ECMA-262 for the whole of it.</param>
/// <param name="Format">A format of JSON Schema or OpenAPI.</param>
internal sealed record TextSchema(string? Meaning = null, string? Pattern = null, int? MaxLength = null, string? Format = null) : Schema;

/// <summary>One of some strings.</summary>
internal sealed record ChoiceSchema(IReadOnlyList<string> Values, string? Meaning = null) : Schema
{
    /// <summary>The members of a closed set by their own names: attestations.</summary>
    public static ChoiceSchema Named<T>(string? meaning = null)
        where T : struct, Enum => new(Enum.GetNames<T>(), meaning);

    /// <summary>The members of a closed set, as the wire spells them.</summary>
    public static ChoiceSchema Of<T>(string? meaning = null)
        where T : struct, Enum => new([.. Enum.GetValues<T>().Select(value => Core.Foundations.KebabCase.Of(value))], meaning);
}

/// <summary>A whole number.</summary>
internal sealed record NumberSchema(long Least, long Most = long.MaxValue, string? Meaning = null) : Schema;

/// <summary>True or false.</summary>
internal sealed record FlagSchema(string? Meaning = null) : Schema;

/// <summary>An array.</summary>
internal sealed record ListSchema(Schema Items, int MaxItems, string? Meaning = null) : Schema;

/// <summary>An object that is read or written member by member; members that are not named are passed over.</summary>
/// <param name="Name">Where it stands among the components of the document; null: where it is used.</param>
internal sealed record ObjectSchema(IReadOnlyList<Member> Members, string? Meaning = null, string? Name = null) : Schema;

/// <summary>A flattened JWS whose payload is JSON (RFC 7515 section 7.2.2).</summary>
/// <param name="Payload">Null: the payload is empty, as POST-as-GET has it (RFC 8555 section 6.3).</param>
internal sealed record JwsSchema(Schema? Payload) : Schema;

/// <summary>Octets that are no text.</summary>
internal sealed record OctetsSchema(string Meaning) : Schema;

/// <summary>A member of an object.</summary>
/// <param name="Example">A JSON text that the schema allows.</param>
internal sealed record Member(string Name, Schema Schema, bool IsRequired = true, string? Example = null);
