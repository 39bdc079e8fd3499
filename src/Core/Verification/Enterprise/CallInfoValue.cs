using System.Buffers;
using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Passports.Extensions;

namespace Shaken.Core.Verification.Enterprise;

/// <summary>
/// The value of the one Call-Info header that carries rich call data to a device which verifies no PASSporT (RFC 9796): an icon, a jCard,
/// and the reason of the call.
/// </summary>
/// <remarks>
/// What a URL names may change after its digest was compared. A card that was fetched is therefore carried in the header itself, and an
/// icon is named only where its digest was right a moment ago.
/// </remarks>
internal static class CallInfoValue
{
    // SIP over UDP carries some 64 KiB, and servers bound their headers well below.
    private const int LongestCard = 4096;
    private const int LongestReason = 160;

    private static readonly SearchValues<char> NotInUri = SearchValues.Create("<>\" ,");

    /// <summary>The value; null: there is neither a name nor a card nor an icon that a header could carry.</summary>
    /// <param name="contents">What became of the content that the claims name by URL.</param>
    public static string? Of(RichCallClaims claims, IReadOnlyList<RichCallContent> contents)
    {
        if (claims.Data is not { } data) return null;
        var values = new List<string>(2);
        if (data.IconUrl is { } icon && FindIntact(contents, RichCallPointer.Icon) is not null && !icon.AsSpan().ContainsAny(NotInUri))
            values.Add($"<{icon}>;purpose=icon");
        if (CardOf(data, contents) is { } card)
            values.Add($"<data:application/json;base64,{Convert.ToBase64String(card)}>;purpose=jcard");
        if (values.Count == 0) return null;
        if (ReasonOf(claims) is { } reason) values[^1] += $";call-reason={reason}";
        return string.Join(", ", values);
    }

    private static byte[]? CardOf(RichCallData data, IReadOnlyList<RichCallContent> contents)
    {
        var card = data.CardJson is { } json ? Encoding.UTF8.GetBytes(json)
            : FindIntact(contents, RichCallPointer.Card) is { } fetched ? fetched.Octets.ToArray()
            : data.Name.Length > 0 ? NameCard(data.Name)
            : null;
        return card is { Length: <= LongestCard } ? card : null;
    }

    // The smallest jCard (RFC 7095): its version, and the name that stands beside the caller's URI too.
    private static byte[] NameCard(string name)
    {
        var json = new ArrayBufferWriter<byte>();
        json.Write("[\"vcard\",[[\"version\",{},\"text\",\"4.0\"],[\"fn\",{},\"text\","u8);
        CanonicalJson.WriteString(json, name);
        json.Write("]]]"u8);
        return json.WrittenSpan.ToArray();
    }

    // A quoted-string of RFC 3261 section 25.1. Null: there is no reason, or none that one line of a header could have.
    private static string? ReasonOf(RichCallClaims claims) =>
        claims.Reason is { Length: > 0 and <= LongestReason } reason && !reason.Any(char.IsControl)
            ? $"\"{reason.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
            : null;

    private static RichCallContent? FindIntact(IReadOnlyList<RichCallContent> contents, string path) =>
        contents.FirstOrDefault(content => content.Path == path && content.State == RichCallContentState.Intact);
}
