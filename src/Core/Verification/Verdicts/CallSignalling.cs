using System.Globalization;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Extensions;

namespace Shaken.Core.Verification.Verdicts;

/// <summary>Why signalling cannot be read.</summary>
/// <param name="Reason">Which part.</param>
/// <param name="Detail">In words, without personal data.</param>
public sealed record SignallingRefusal(SignallingFailure Reason, string Detail);

/// <summary>The closed set of reasons.</summary>
public enum SignallingFailure
{
    /// <summary>From is no party.</summary>
    FromMalformed,

    /// <summary>A value of P-Asserted-Identity is no party.</summary>
    AssertedIdentityMalformed,

    /// <summary>To is no party, or names none.</summary>
    ToMalformed,

    /// <summary>The Request-URI is no party, or names none.</summary>
    RequestUriMalformed,

    /// <summary>Date is no date of RFC 3261 section 20.17.</summary>
    DateMalformed,

    /// <summary>A value of Resource-Priority is no namespace and priority, or there are too many.</summary>
    ResourcePriorityMalformed,
}

/// <summary>What SIP says of a call, as text: from header fields of an INVITE, or from members of a request that copies them.</summary>
/// <param name="To">The value of To.</param>
public sealed record CallSignalling(string To)
{
    // RFC 3325 section 9.1 has two; a third party's copy of them may have more.
    private const int MostAssertedIdentities = 8;

    private static readonly string[] PrivacyOfCallers = ["id", "user", "header"];

    /// <summary>The value of From; null: it is not known.</summary>
    public string? From { get; init; }

    /// <summary>The values of P-Asserted-Identity, single ones or lists after commas.</summary>
    public IReadOnlyList<string> AssertedIdentities { get; init; } = [];

    /// <summary>The Request-URI; null: it is not known, and the call goes to <see cref="To"/>.</summary>
    public string? RequestUri { get; init; }

    /// <summary>The value of Date; null: there is none.</summary>
    public string? Date { get; init; }

    /// <summary>The value of Privacy (RFC 3323); null: there is none.</summary>
    public string? Privacy { get; init; }

    /// <summary>The values of Resource-Priority, single ones or lists after commas.</summary>
    public IReadOnlyList<string> ResourcePriority { get; init; } = [];

    /// <summary>See <see cref="CallToVerify.Identities"/>.</summary>
    public IReadOnlyList<string> Identities { get; init; } = [];

    /// <summary>See <see cref="CallToVerify.Held"/>.</summary>
    public IReadOnlyList<string> Held { get; init; } = [];

    /// <summary>
    /// The call that these texts describe. The caller is whom P-Asserted-Identity names, a number before a URI, and else From; From alone
    /// says whether the caller asks for anonymity.
    /// </summary>
    public Outcome<CallToVerify, SignallingRefusal> Parse()
    {
        if (!TryReadCaller(out var orig, out var isAnonymous, out var refusal)) return refusal!;
        if (!SignalledParty.TryParse(To, out var to) || to.Party is null)
            return new SignallingRefusal(SignallingFailure.ToMalformed, "To is no tel or SIP URI and no telephone number");
        PassportParty? target = null;
        if (RequestUri is not null)
        {
            if (!SignalledParty.TryParse(RequestUri, out var uri) || uri.Party is null)
            {
                return new SignallingRefusal(
                    SignallingFailure.RequestUriMalformed, "the Request-URI is no tel or SIP URI and no telephone number");
            }

            target = uri.Party;
        }

        DateTimeOffset? time = null;
        if (Date is not null)
        {
            if (!TryReadDate(Date, out var date))
                return new SignallingRefusal(SignallingFailure.DateMalformed, "Date is not of the form \"Sat, 21 Nov 2026 12:00:00 GMT\"");
            time = date;
        }

        if (!TryReadPriorities(out var priorities))
        {
            return new SignallingRefusal(
                SignallingFailure.ResourcePriorityMalformed,
                $"Resource-Priority has at most {Limits.ResourcePriorities} values, each a namespace, a dot and a priority");
        }

        return new CallToVerify(orig, to.Party)
        {
            IsAnonymous = isAnonymous, Target = target, Time = time, Identities = Identities, Held = Held, Priorities = priorities,
        };
    }

    private bool TryReadCaller(out PassportParty? orig, out bool isAnonymous, out SignallingRefusal? refusal)
    {
        (orig, isAnonymous, refusal) = (null, AsksForPrivacy(), null);
        if (From is not null)
        {
            if (!SignalledParty.TryParse(From, out var from))
            {
                refusal = new SignallingRefusal(SignallingFailure.FromMalformed, "From is no tel or SIP URI and no telephone number");
                return false;
            }

            orig = from.Party;
            isAnonymous |= from.IsAnonymous;
        }

        if (AssertedIdentities.Count == 0) return true;
        if (TryReadAsserted(out var asserted))
        {
            orig = asserted ?? orig;
            return true;
        }

        refusal = new SignallingRefusal(
            SignallingFailure.AssertedIdentityMalformed,
            $"P-Asserted-Identity has at most {MostAssertedIdentities} values, each a tel or SIP URI or a telephone number");
        return false;
    }

    private bool TryReadAsserted(out PassportParty? asserted)
    {
        asserted = null;
        var count = 0;
        foreach (var text in AssertedIdentities)
        {
            if (text.Length > Limits.SignalledTextLength || !IdentityHeaderText.TrySplit(text, ',', out var values)) return false;
            foreach (var value in values)
            {
                if (string.IsNullOrWhiteSpace(value)) continue;
                if (++count > MostAssertedIdentities || !SignalledParty.TryParse(value, out var party)) return false;
                if (asserted is null || (party.Party is NumberParty && asserted is not NumberParty)) asserted = party.Party ?? asserted;
            }
        }

        return true;
    }

    // RFC 5079 section 4: what the caller asks for, not what the network knows.
    private bool AsksForPrivacy()
    {
        if (Privacy is null or { Length: > Limits.SignalledTextLength }) return false;
        foreach (var value in Privacy.Split([';', ','], StringSplitOptions.TrimEntries))
        {
            if (PrivacyOfCallers.Contains(value, StringComparer.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    private static bool TryReadDate(string text, out DateTimeOffset date) => DateTimeOffset.TryParseExact(
        text.Trim(), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out date);

    private bool TryReadPriorities(out IReadOnlyList<ResourcePriority> priorities)
    {
        priorities = [];
        if (ResourcePriority.Count == 0) return true;
        var list = new List<ResourcePriority>();
        foreach (var text in ResourcePriority)
        {
            if (text.Length > Limits.SignalledTextLength) return false;
            foreach (var value in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (list.Count == Limits.ResourcePriorities) return false;
                if (!Passports.Extensions.ResourcePriority.TryParse(value, out var priority)) return false;
                list.Add(priority);
            }
        }

        priorities = list;
        return true;
    }
}
