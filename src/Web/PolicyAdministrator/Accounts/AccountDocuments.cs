using System.Text.Json.Serialization;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Accounts;

namespace Shaken.Web.PolicyAdministrator.Accounts;

/// <summary>A provider's profile as it is sent and answered. What is missing from a request is null.</summary>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Providers">Codes with their country, as US/1234.</param>
internal sealed record ProfileDocument(
    string? Name, string? Country, IReadOnlyList<string?>? Providers, IReadOnlyList<ContactDocument?>? Contacts,
    IReadOnlyList<EvidenceDocument?>? Evidence, TechnicalOperatorDocument? Operator, bool? MayDelegate)
{
    public static ProfileDocument Of(AccountProfile profile) => new(
        profile.Name, profile.Country.Value, [.. profile.Providers.Select(provider => provider.ToString())],
        [.. profile.Contacts.Select(contact => new ContactDocument(contact.Role, contact.Name, contact.Email))],
        [.. profile.Evidence.Select(EvidenceDocument.Of)],
        profile.Operator is { } technical
            ? new TechnicalOperatorDocument(technical.Name, technical.Agreement, technical.From, technical.Until) : null,
        profile.MayDelegate);

    public Outcome<AccountProfile, AccountRefusal> ToProfile()
    {
        if (!CountryCode.TryParse(Country, out var country)) return Refusal("country must be an ISO 3166-1 alpha-2 code, such as US");
        var providers = new List<ProviderId>();
        foreach (var text in Providers ?? [])
        {
            if (!ProviderId.TryParse(text, out var provider))
                return Refusal("each of providers must be a country and a code, such as US/1234");
            providers.Add(provider);
        }

        if ((Contacts ?? []).Any(contact => contact is not { Role: not null, Name: not null, Email: not null }))
            return Refusal("each of contacts must have role, name and email");
        if ((Evidence ?? []).Any(evidence => evidence is not { Kind: not null, Reference: not null }))
            return Refusal("each of evidence must have kind and reference");
        if (Operator is not null and not { Name: not null, Agreement: not null, From: not null })
            return Refusal("operator must have name, agreement and from");
        return AccountProfile.Create(
            Name ?? "", country, providers,
            [.. (Contacts ?? []).Select(contact => new AccountContact(contact!.Role!, contact.Name!, contact.Email!))],
            [.. (Evidence ?? []).Select(evidence => evidence!.ToEvidence())],
            Operator is null ? null : new TechnicalOperator(Operator.Name!, Operator.Agreement!, Operator.From!.Value, Operator.Until),
            MayDelegate ?? false);
    }

    private static AccountRefusal Refusal(string detail) => new(AccountFailure.ProfileNotAllowed, detail);
}

/// <summary>Somebody to reach at the provider.</summary>
internal sealed record ContactDocument(string? Role, string? Name, string? Email);

/// <summary>Why the provider is eligible.</summary>
/// <param name="ExpiresOn">Null: it does not expire.</param>
/// <param name="WarnDaysBefore">Null: a month.</param>
internal sealed record EvidenceDocument(string? Kind, string? Reference, DateOnly? ExpiresOn, int? WarnDaysBefore)
{
    private const int UsualDays = 30;

    public static EvidenceDocument Of(EligibilityEvidence evidence) =>
        new(evidence.Kind, evidence.Reference, evidence.ExpiresOn, evidence.WarnDaysBefore);

    public EligibilityEvidence ToEvidence() => new(Kind!, Reference!, ExpiresOn, WarnDaysBefore ?? UsualDays);
}

/// <summary>Who signs calls for the provider.</summary>
internal sealed record TechnicalOperatorDocument(string? Name, string? Agreement, DateOnly? From, DateOnly? Until);

/// <summary>An account.</summary>
/// <param name="Moves">The states that it may be moved to now.</param>
/// <param name="Warnings">Evidence that has expired, or is about to.</param>
internal sealed record ProviderAccountAnswer(
    string Id, string State, long Revision, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt, bool GetsTokens, ProfileDocument Profile,
    IReadOnlyList<string> Moves, IReadOnlyList<WarningAnswer> Warnings)
{
    public static ProviderAccountAnswer Of(ProviderAccount account, DateOnly today) => new(
        account.Id, KebabCase.Of(account.State), account.Revision, account.CreatedAt, account.ChangedAt, account.State.GetsTokens(),
        ProfileDocument.Of(account.Profile), [.. AccountStates.After(account.State).Select(state => KebabCase.Of(state))],
        [.. account.WarningsOn(today).Select(warning => WarningAnswer.Of(account, warning))]);
}

/// <summary>Evidence that needs to be renewed.</summary>
internal sealed record WarningAnswer(string Account, string Kind, string Reference, DateOnly ExpiresOn, bool HasExpired)
{
    public static WarningAnswer Of(ProviderAccount account, EvidenceWarning warning) =>
        new(account.Id, warning.Evidence.Kind, warning.Evidence.Reference, warning.Evidence.ExpiresOn!.Value, warning.HasExpired);
}

/// <summary>A page of accounts; a cursor leads to the next.</summary>
internal sealed record AccountsAnswer(IReadOnlyList<ProviderAccountAnswer> Accounts, string? Cursor);

/// <summary>What was done to an account, from the oldest act on; a cursor leads to the next page.</summary>
internal sealed record HistoryAnswer(IReadOnlyList<ActAnswer> Acts, string? Cursor);

/// <summary>One act of the audit log.</summary>
/// <param name="Number">Its entry's.</param>
internal sealed record ActAnswer(
    long Number, DateTimeOffset At, string Actor, string? Address, string Action, string? Reason, IReadOnlyList<AuditChange> Changes)
{
    public static ActAnswer Of(AuditEntry entry) => new(
        entry.Number, entry.Act.At, entry.Act.Actor.ToString(), entry.Act.Address, entry.Act.Action, entry.Act.Reason, entry.Act.Changes);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ProfileDocument))]
[JsonSerializable(typeof(ProviderAccountAnswer))]
[JsonSerializable(typeof(AccountsAnswer))]
[JsonSerializable(typeof(HistoryAnswer))]
internal sealed partial class ProviderAccountJson : JsonSerializerContext;
