using System.Buffers;
using System.Collections.Frozen;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;
using Shaken.Core.Passports;

namespace Shaken.Core.Verification.Treatment;

/// <summary>Reads a policy of a document, and notes each error by the member that has it.</summary>
internal sealed class TreatmentPolicyReader
{
    private const int MaxErrors = 20;
    private const int MaxName = 64;
    private const int MaxText = 64;
    private const int LeastCode = 400;
    private const int MostCode = 699;

    private static readonly FrozenDictionary<string, TreatedOutcome> Outcomes =
        Enum.GetValues<TreatedOutcome>().ToFrozenDictionary(outcome => KebabCase.Of(outcome), StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, TreatmentVerb> Verbs =
        Enum.GetValues<TreatmentVerb>().ToFrozenDictionary(verb => KebabCase.Of(verb), StringComparer.Ordinal);

    private static readonly SearchValues<char> NameAlphabet = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private static readonly SearchValues<char> PlaceAlphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:@");

    // Printable ASCII without what ends a quoted string (RFC 3261 section 25.1).
    private static readonly SearchValues<char> PhraseAlphabet = SearchValues.Create(
        Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code).Where(letter => letter is not ('"' or '\\')).ToArray());

    private readonly List<string> _errors = [];
    private TreatmentProfile _profile;

    private TreatmentPolicyReader()
    {
    }

    /// <summary>The policy, or its errors.</summary>
    public static Outcome<TreatmentPolicy, TreatmentRefusal> Read(TreatmentPolicyDocument document)
    {
        var reader = new TreatmentPolicyReader();
        var policy = reader.ReadPolicy(document);
        return reader._errors.Count == 0
            ? policy
            : new TreatmentRefusal(TreatmentFailure.PolicyNotAllowed, string.Join("; ", reader._errors.Take(MaxErrors)));
    }

    /// <summary>A profile that is shipped; null: it has an error, or says nothing of an outcome.</summary>
    internal static TreatmentRule? ReadProfile(TreatmentRuleDocument? document)
    {
        var reader = new TreatmentPolicyReader();
        if (document?.Name is not { } name || document.Outcomes is not { } outcomes) return null;
        var steps = reader.ReadSteps("outcomes", outcomes);
        return reader._errors.Count == 0 && steps.Count == Outcomes.Count
            ? new TreatmentRule(name, TreatmentSelector.Tenant, steps, FinalOnce: null) : null;
    }

    private TreatmentPolicy ReadPolicy(TreatmentPolicyDocument document)
    {
        if (!KebabCase.TryParse(document.Profile, out _profile))
            Refuse("profile", $"must be one of {KebabCase.NamesOf<TreatmentProfile>()}");

        var documents = document.Rules ?? [];
        if (documents.Count > TreatmentPolicy.MaxRules) Refuse("rules", $"must be at most {TreatmentPolicy.MaxRules}");
        var rules = documents.Take(TreatmentPolicy.MaxRules).Select((rule, index) => ReadRule($"rules[{index}]", rule)).ToList();
        RefuseRepeated(rules, rule => rule.Name, "name");
        RefuseRepeated(rules, rule => rule.Selector, "scope");
        return new TreatmentPolicy(_profile, rules);
    }

    private TreatmentRule ReadRule(string member, TreatmentRuleDocument? document)
    {
        var name = document?.Name ?? "";
        if (name.Length is 0 or > MaxName || name.AsSpan().ContainsAnyExcept(NameAlphabet))
            Refuse($"{member}.name", $"must be 1 to {MaxName} of a-z 0-9 -");
        else if (KebabCase.TryParse<TreatmentProfile>(name, out _))
            Refuse($"{member}.name", "is the name of a profile: choose another");
        if (document?.Outcomes is not { Count: > 0 } && document?.FinalOnce is null)
            Refuse(member, "must have outcomes or finalOnce, since otherwise it changes nothing");
        return new TreatmentRule(
            name,
            ReadSelector($"{member}.scope", document?.Scope),
            ReadSteps($"{member}.outcomes", document?.Outcomes ?? FrozenDictionary<string, TreatmentStepDocument?>.Empty),
            document?.FinalOnce is { } once ? ReadFinalOnce($"{member}.finalOnce", once) : null);
    }

    private TreatmentSelector ReadSelector(string member, TreatmentScopeDocument? document)
    {
        if (document is null) return TreatmentSelector.Tenant;
        NumberPattern? number = null;
        if (document.Number is { } text && !NumberPattern.TryParse(text, out number))
            Refuse($"{member}.number", "must be a number of 1 to 15 digits with its country code, or a prefix with a * behind");
        return new TreatmentSelector(
            ReadPlace($"{member}.trunk", document.Trunk), ReadPlace($"{member}.customer", document.Customer), number);
    }

    private string? ReadPlace(string member, string? text)
    {
        if (text is { Length: 0 or > MaxName } || text.AsSpan().ContainsAnyExcept(PlaceAlphabet))
            Refuse(member, $"must be 1 to {MaxName} of A-Z a-z 0-9 - _ . : @");
        return text;
    }

    private Dictionary<TreatedOutcome, TreatmentStep> ReadSteps(
        string member, IReadOnlyDictionary<string, TreatmentStepDocument?> documents)
    {
        var steps = new Dictionary<TreatedOutcome, TreatmentStep>();
        foreach (var (name, document) in documents)
        {
            if (!Outcomes.TryGetValue(name, out var outcome))
                Refuse(member, $"\"{Shown(name)}\" is none of {string.Join(", ", Outcomes.Keys.Order(StringComparer.Ordinal))}");
            else if (ReadStep($"{member}.{name}", document, outcome.UsualStatus(), !outcome.IsOfCallValidation()) is { } step)
                steps[outcome] = step;
        }

        return steps;
    }

    // Null: an error was noted.
    private TreatmentStep? ReadStep(string member, TreatmentStepDocument? document, SipStatus? usual, bool mayValidate)
    {
        if (document?.Action is not { } action || !Verbs.TryGetValue(action, out var verb))
        {
            Refuse($"{member}.action", $"must be one of {string.Join(", ", Verbs.Keys.Order(StringComparer.Ordinal))}");
            return null;
        }

        if (verb == TreatmentVerb.Validate && !mayValidate)
            Refuse($"{member}.action", "call validation has answered already: choose continue, mark or reject");
        var status = ReadStatus(member, document, verb, usual);
        var atBest = ReadVerstat($"{member}.verstat", document.Verstat);
        if (atBest is not null && verb is TreatmentVerb.Reject or TreatmentVerb.Validate)
            Refuse($"{member}.verstat", "is of use with continue and mark only");
        return new TreatmentStep(verb) { Status = status, AtBest = atBest };
    }

    private SipStatus? ReadStatus(string member, TreatmentStepDocument document, TreatmentVerb verb, SipStatus? usual)
    {
        if (document.Code is not { } code)
        {
            if (document.Text is not null) Refuse($"{member}.text", "is of use with code only");
            if (verb == TreatmentVerb.Reject && usual is null)
                Refuse($"{member}.code", "is required, since the outcome has no code of its own");
            return null;
        }

        if (verb == TreatmentVerb.Validate) Refuse($"{member}.code", "is of no use with validate");
        if (code is < LeastCode or > MostCode) Refuse($"{member}.code", $"must be from {LeastCode} to {MostCode}");
        var text = document.Text ?? (usual?.Code == code ? usual.Phrase : null);
        if (text is not { Length: >= 1 and <= MaxText } || text.AsSpan().ContainsAnyExcept(PhraseAlphabet))
            Refuse($"{member}.text", $"must be 1 to {MaxText} printable ASCII characters without \" and \\");
        return new SipStatus(code, text ?? "");
    }

    private FinalOnce ReadFinalOnce(string member, FinalOnceDocument document)
    {
        var isOn = document.On ?? true;
        if (isOn && _profile == TreatmentProfile.Cut)
            Refuse(member, "is for the profile deliver: under cut every failure is final");
        var later = document.Later is null
            ? null
            : ReadStep($"{member}.later", document.Later, FinalOnce.Worse, mayValidate: true);
        if (later is { Verb: TreatmentVerb.Reject, Status: { } status } && status.Code != FinalOnce.Worse.Code)
        {
            Refuse($"{member}.later.code",
                $"must be {FinalOnce.Worse.Code}: later calls count as unsigned, and their failure is not told again");
        }

        return new FinalOnce(isOn, later ?? new TreatmentStep(TreatmentVerb.Continue));
    }

    private void RefuseRepeated<TKey>(List<TreatmentRule> rules, Func<TreatmentRule, TKey> keyOf, string member)
        where TKey : notnull
    {
        var first = new Dictionary<TKey, int>();
        for (var index = 0; index < rules.Count; index++)
        {
            if (!first.TryAdd(keyOf(rules[index]), index))
                Refuse($"rules[{index}].{member}", $"is that of rules[{first[keyOf(rules[index])]}]");
        }
    }

    private Verstat? ReadVerstat(string member, string? text)
    {
        if (text is null) return null;
        foreach (var verstat in (Verstat[])[Verstat.None, Verstat.Failed])
        {
            if (verstat.Text() == text) return verstat;
        }

        Refuse(member, $"must be {Verstat.None.Text()} or {Verstat.Failed.Text()}");
        return null;
    }

    private static string Shown(string name) => PlainText.Show(name.Length <= MaxName ? name : name[..MaxName]);

    private void Refuse(string member, string rule) => _errors.Add($"{member} {rule}");
}
