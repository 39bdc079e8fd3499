using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;

namespace Shaken.Web.Shared.Stir;

/// <summary>
/// Reads the members of a request in the forms that clients of all dialects write: a number as string or array, a URI where there is no
/// number, one text or several. The first fault is kept; what is read after it is not used. A member that is null counts as absent.
/// </summary>
internal sealed class StirReader(JsonElement members)
{
    private static readonly IReadOnlyList<string> NoTexts = [];

    public StirFault? Fault { get; private set; }

    public bool Has(string name) => TryFind(name, out _);

    /// <summary>Keeps a fault, if it is the first.</summary>
    public void Refuse(StirFault fault) => Fault ??= fault;

    /// <summary>Whether a mandatory member is there; else that is the fault.</summary>
    public bool Needs(string name)
    {
        if (Has(name)) return true;
        Refuse(StirFault.Missing(name));
        return false;
    }

    /// <summary>A text of at most so many characters; null: it is absent, or refused.</summary>
    public string? Text(string name, int most)
    {
        if (!TryFind(name, out var member)) return null;
        if (member.ValueKind == JsonValueKind.String && member.GetString() is { } text && text.Length <= most) return text;
        Refuse(StirFault.Invalid(name, $"it must be a string of at most {most} characters"));
        return null;
    }

    /// <summary>A text, or an array of texts.</summary>
    /// <param name="mostTexts">How many may stand there.</param>
    public IReadOnlyList<string> Texts(string name, int mostTexts, int most)
    {
        if (!TryFind(name, out var member)) return NoTexts;
        if (member.ValueKind == JsonValueKind.String) return Text(name, most) is { } only ? [only] : NoTexts;
        var texts = new List<string>();
        if (member.ValueKind == JsonValueKind.Array && member.GetArrayLength() <= mostTexts)
        {
            foreach (var item in member.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.String || item.GetString() is not { } text || text.Length > most) break;
                texts.Add(text);
            }

            if (texts.Count == member.GetArrayLength()) return texts;
        }

        Refuse(StirFault.Invalid(name, $"it must be a string, or an array of at most {mostTexts}, each of at most {most} characters"));
        return NoTexts;
    }

    /// <summary>Seconds since 1970; null: absent, or refused.</summary>
    public DateTimeOffset? Moment(string name)
    {
        if (!Has(name)) return null;
        if (members.TryGetNumericDate(System.Text.Encoding.UTF8.GetBytes(name), out var moment)) return moment;
        Refuse(StirFault.Invalid(name, "it must be a number: seconds since 1970"));
        return null;
    }

    /// <summary>One party; null: absent, or refused.</summary>
    public PassportParty? Party(string name)
    {
        if (!Has(name)) return null;
        if (Parties(name) is [var only]) return only;
        Refuse(StirFault.Invalid(name, "it must have one tn, or one uri"));
        return null;
    }

    /// <summary>Parties, numbers before URIs; empty: absent, or refused.</summary>
    public IReadOnlyList<PassportParty> Parties(string name)
    {
        if (!TryFind(name, out var member)) return [];
        var parties = new List<PassportParty>();
        if (member.ValueKind == JsonValueKind.Object && TryAdd(member, "tn"u8, NumberOf, parties) && TryAdd(member, "uri"u8, UriOf, parties)
            && parties.Count is > 0 and <= Limits.Destinations)
            return parties;
        Refuse(StirFault.Invalid(name, $"it must be an object with tn or uri, 1 to {Limits.Destinations}"));
        return [];
    }

    /// <summary>
    /// Whom a party names, as signalling writes it: tn, else uri, each a string or an array of one. Null: absent, or refused.
    /// </summary>
    public string? PartyText(string name)
    {
        if (!TryFind(name, out var party)) return null;
        if (party.ValueKind == JsonValueKind.Object && (OnlyText(party, "tn"u8) ?? OnlyText(party, "uri"u8)) is { Length: > 0 } text)
            return text;
        Refuse(StirFault.Invalid(name, "it must be an object with one tn, or one uri"));
        return null;
    }

    private static string? OnlyText(JsonElement party, ReadOnlySpan<byte> name)
    {
        if (!party.TryGetProperty(name, out var member)) return null;
        if (member.ValueKind == JsonValueKind.Array && member.GetArrayLength() == 1) member = member[0];
        return member.ValueKind == JsonValueKind.String && member.GetString() is { Length: <= Limits.UriLength } text ? text : null;
    }

    private static bool TryAdd(
        JsonElement party, ReadOnlySpan<byte> name, Func<string, PassportParty?> parse, List<PassportParty> parties)
    {
        if (!party.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null) return true;
        if (member.ValueKind == JsonValueKind.String) return TryAdd(member, parse, parties);
        if (member.ValueKind != JsonValueKind.Array || member.GetArrayLength() > Limits.Destinations) return false;
        foreach (var item in member.EnumerateArray())
            if (item.ValueKind != JsonValueKind.String || !TryAdd(item, parse, parties)) return false;
        return true;
    }

    private static bool TryAdd(JsonElement text, Func<string, PassportParty?> parse, List<PassportParty> parties)
    {
        if (parse(text.GetString()!) is not { } party) return false;
        parties.Add(party);
        return true;
    }

    private static NumberParty? NumberOf(string text) => TelephoneNumber.TryParse(text, out var number) ? new NumberParty(number) : null;

    private static UriParty? UriOf(string text) => text.Length is > 0 and <= Limits.UriLength ? new UriParty(text) : null;

    private bool TryFind(string name, out JsonElement member) =>
        members.TryGetProperty(name, out member) && member.ValueKind != JsonValueKind.Null;
}
