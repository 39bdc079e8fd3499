using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Shaken.Core.Delegation.Customers;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Foundations;

namespace Shaken.Web.Delegation;

/// <summary>Reads what an operator enters to lend numbers.</summary>
internal static class GrantBody
{
    private const int MaxCountDigits = 20;

    public static Outcome<GrantTerms, GrantRefusal> Read(JsonElement body)
    {
        if (!CustomerId.TryParse(TextOf(body, "customer"u8), out var customer)) return Refuse($"customer must have {CustomerId.Rule}");
        if (!ProviderId.TryParse(TextOf(body, "provider"u8), out var provider))
            return Refuse("provider must be a country and a code, such as US/1234");
        if (!ReadNumbers(body).TryGet(out var numbers, out var refusal)) return refusal;
        DateTimeOffset? from = null;
        if (body.TryGetProperty("from"u8, out _) && !Rfc3339.TryParse(TextOf(body, "from"u8), out from))
            return Refuse("from must be a date and time such as 2026-12-01T00:00:00Z");
        if (!Rfc3339.TryParse(TextOf(body, "until"u8), out var until))
            return Refuse("until must be a date and time such as 2027-12-01T00:00:00Z");
        var isShared = false;
        if (body.TryGetProperty("isShared"u8, out var flag))
        {
            if (flag.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) return Refuse("isShared must be true or false");
            isShared = flag.GetBoolean();
        }

        return ReadOriginators(body) is { } originators
            ? GrantTerms.Create(customer, provider, numbers, from, until.Value, isShared, originators)
            : Refuse($"originators must be at most {GrantTerms.MaxOriginators} providers, each a country and a code such as US/1234");
    }

    // Texts, and objects of a first number and a count, as a TNAuthList has its blocks.
    private static Outcome<NumberSet, GrantRefusal> ReadNumbers(JsonElement body)
    {
        if (!body.TryGetProperty("numbers"u8, out var list) || list.ValueKind != JsonValueKind.Array)
            return Refuse("numbers must be an array");
        if (list.GetArrayLength() > NumberTexts.Max) return Refuse($"numbers must be at most {NumberTexts.Max} entries");
        var (texts, blocks) = (new List<string>(), new List<NumberSet>());
        var at = 0;
        foreach (var entry in list.EnumerateArray())
        {
            at++;
            if (entry.ValueKind == JsonValueKind.String) texts.Add(entry.GetString()!);
            else if (ReadBlock(entry) is { } block) blocks.Add(block);
            else
            {
                return Refuse(
                    $"entry {at} of numbers must be a text, or an object of start and count: so many numbers from start on, 1 or more, "
                    + "that have as many digits as start");
            }
        }

        return NumberTexts.TryParse(texts, out var named, out var failure)
            ? NumberSet.Of(
                [.. named.Ranges, .. blocks.SelectMany(block => block.Ranges)],
                [.. named.Singles, .. blocks.SelectMany(block => block.Singles)])
            : Refuse($"numbers: {failure}");
    }

    private static NumberSet? ReadBlock(JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("count"u8, out var member)) return null;
        if (member.ValueKind != JsonValueKind.Number || member.GetRawText() is not { Length: <= MaxCountDigits } digits) return null;
        return TelephoneNumber.TryParseCanonical(TextOf(entry, "start"u8)?.TrimStart('+'), out var start)
            && BigInteger.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && NumberTexts.TryCreate(start, count, out var numbers)
                ? numbers
                : null;
    }

    private static List<ProviderId>? ReadOriginators(JsonElement body)
    {
        if (!body.TryGetProperty("originators"u8, out _)) return [];
        if (!body.TryGetTexts("originators"u8, out var texts, GrantTerms.MaxOriginators)) return null;
        var originators = new List<ProviderId>();
        foreach (var text in texts)
        {
            if (!ProviderId.TryParse(text, out var provider)) return null;
            originators.Add(provider);
        }

        return originators;
    }

    private static string? TextOf(JsonElement body, ReadOnlySpan<byte> name) => body.TryGetString(name, out var text) ? text : null;

    private static GrantRefusal Refuse(string detail) => new(GrantFailure.TermsNotAllowed, detail);
}
