using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.Passports;

/// <summary>A tn or uri as a payload has it.</summary>
/// <param name="IsThere">The member is there; else all is default.</param>
/// <param name="Party">Null: it cannot be read.</param>
/// <param name="IsNotCanonical">A number that is not written in canonical form (RFC 8224 section 8.3).</param>
internal readonly record struct PartyMember(bool IsThere, PassportParty? Party, bool IsNotCanonical)
{
    /// <summary>Reads the next value as a number.</summary>
    public static PartyMember ReadNumber(ref StrictJsonReader reader)
    {
        reader.Read();
        return Number(ref reader);
    }

    /// <summary>Reads the next value as a URI.</summary>
    public static PartyMember ReadUri(ref StrictJsonReader reader)
    {
        reader.Read();
        return Uri(ref reader);
    }

    /// <summary>The number of the value that was begun.</summary>
    public static PartyMember Number(ref StrictJsonReader reader)
    {
        if (reader.GetString() is { } text && TelephoneNumber.TryParse(text, out var number))
            return new PartyMember(IsThere: true, new NumberParty(number), number.Value != text);
        reader.Skip();
        return new PartyMember(IsThere: true, Party: null, IsNotCanonical: false);
    }

    /// <summary>The URI of the value that was begun.</summary>
    public static PartyMember Uri(ref StrictJsonReader reader)
    {
        var party = reader.GetString() is { Length: > 0 and <= Limits.UriLength } uri ? new UriParty(uri) : null;
        reader.Skip();
        return new PartyMember(IsThere: true, party, IsNotCanonical: false);
    }
}

/// <summary>An array of them, of which at most <see cref="Limits.Destinations"/> are kept.</summary>
internal struct PartyList
{
    private PassportParty[]? _parties;

    /// <summary>The member is there, and no array with at least one member.</summary>
    public bool IsNoList { get; private set; }

    /// <summary>Members of the array, those that cannot be read and those that are too many among them.</summary>
    public int Count { get; private set; }

    public bool HasMalformed { get; private set; }

    /// <summary>Numbers that are not in canonical form.</summary>
    public int NotCanonical { get; private set; }

    /// <summary>The parties of both lists, none of which is malformed, together at most <see cref="Limits.Destinations"/>.</summary>
    public static PassportParty[] Join(in PartyList numbers, in PartyList uris)
    {
        if (uris.Count == 0 && numbers._parties?.Length == numbers.Count) return numbers._parties;
        var joined = new PassportParty[numbers.Count + uris.Count];
        numbers._parties.AsSpan(0, numbers.Count).CopyTo(joined);
        uris._parties.AsSpan(0, uris.Count).CopyTo(joined.AsSpan(numbers.Count));
        return joined;
    }

    /// <summary>Reads the next value.</summary>
    public void Read(ref StrictJsonReader reader, bool isNumbers)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                Add(isNumbers ? PartyMember.Number(ref reader) : PartyMember.Uri(ref reader));
        }

        IsNoList = Count == 0;
        reader.Skip();
    }

    private void Add(in PartyMember member)
    {
        Count++;
        HasMalformed |= member.Party is null;
        NotCanonical += member.IsNotCanonical ? 1 : 0;
        if (HasMalformed || Count > Limits.Destinations) return;

        // Nearly every call has one called number.
        if (_parties is null) _parties = new PassportParty[1];
        else if (_parties.Length < Count) Array.Resize(ref _parties, Math.Min(2 * Count, Limits.Destinations));
        _parties[Count - 1] = member.Party!;
    }
}
