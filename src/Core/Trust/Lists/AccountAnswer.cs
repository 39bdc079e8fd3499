using System.Globalization;
using System.Text.Json;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;

namespace Shaken.Core.Trust.Lists;

/// <summary>
/// A JSON answer of an STI-PA, such as <c>{"status":"success","accessToken":"…"}</c>. Strings are its usual form, also of numbers.
/// </summary>
internal sealed class AccountAnswer
{
    private const int MaxWordsLength = 256;

    // In these an STI-PA says what is wrong, the most telling first.
    private static readonly string[] WordMembers = ["message", "detail", "description", "error", "code"];

    private readonly Dictionary<string, string> _texts;

    private AccountAnswer(Dictionary<string, string> texts) => _texts = texts;

    /// <summary>Reads the texts and numbers of an answer; it has none when it is no JSON object.</summary>
    public static AccountAnswer Read(OperatorReply reply, int maxOctets)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!StrictJson.TryParseObject(reply.Body, maxOctets, out var json, out _)) return new AccountAnswer(texts);
        using (json)
        {
            foreach (var member in json.RootElement.EnumerateObject())
            {
                if (member.Value.ValueKind == JsonValueKind.String) texts[member.Name] = member.Value.GetString()!;
                else if (member.Value.ValueKind == JsonValueKind.Number) texts[member.Name] = member.Value.GetRawText();
            }
        }

        return new AccountAnswer(texts);
    }

    public string? Find(string member) => _texts.GetValueOrDefault(member);

    /// <summary>A whole number of seconds above zero; null where there is none.</summary>
    public TimeSpan? FindSeconds(string member) =>
        int.TryParse(Find(member), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            ? TimeSpan.FromSeconds(seconds)
            : null;

    /// <summary>What the STI-PA says is wrong, fit for a log: bounded, printable, and without the secrets, which it may repeat.</summary>
    public string? FindWords(params ReadOnlySpan<SecretText> secrets)
    {
        if (WordMembers.Select(Find).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text)) is not { } words) return null;
        foreach (var secret in secrets)
        {
            if (secret.Reveal().Length > 0) words = words.Replace(secret.Reveal(), secret.ToString(), StringComparison.Ordinal);
        }

        return new string([.. words.Take(MaxWordsLength).Select(character => char.IsControl(character) ? ' ' : character)]);
    }
}
