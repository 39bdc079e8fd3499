using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Notices;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Accounts;

/// <summary>An account as it is stored, with what is still to be told of its last change.</summary>
internal sealed record AccountDocument(
    string Id, ProfileDocument Profile, AccountState State, long Revision, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt,
    IReadOnlyList<string> Marks, PendingDocument? Pending)
{
    public static byte[] Write(ProviderAccount account, IReadOnlyList<string> marks, PendingChange? pending)
    {
        var document = new AccountDocument(
            account.Id, ProfileDocument.Of(account.Profile), account.State, account.Revision, account.CreatedAt, account.ChangedAt,
            marks, pending is null ? null : PendingDocument.Of(pending));
        return JsonSerializer.SerializeToUtf8Bytes(document, AccountJson.Default.AccountDocument);
    }

    public static StoredProviderAccount Read(StoredRecord record)
    {
        if (JsonSerializer.Deserialize(record.Document.Span, AccountJson.Default.AccountDocument) is not { } document)
            throw Unreadable(record.Key.Row);
        var account = new ProviderAccount(
            document.Id, document.Profile.ToProfile() ?? throw Unreadable(document.Id), document.State, document.Revision,
            document.CreatedAt, document.ChangedAt);
        return new StoredProviderAccount(account, document.Pending?.ToPending(document.Id), document.Marks, record.ETag);
    }

    internal static StorageException Unreadable(string id) => new($"The account {id} cannot be read.");
}

/// <summary>A profile as it is stored.</summary>
internal sealed record ProfileDocument(
    string Name, string Country, IReadOnlyList<string> Providers, IReadOnlyList<AccountContact> Contacts,
    IReadOnlyList<EligibilityEvidence> Evidence, TechnicalOperator? Operator, bool MayDelegate)
{
    public static ProfileDocument Of(AccountProfile profile) => new(
        profile.Name, profile.Country.Value, [.. profile.Providers.Select(provider => provider.ToString())], profile.Contacts,
        profile.Evidence, profile.Operator, profile.MayDelegate);

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, AccountJson.Default.ProfileDocument);

    public AccountProfile? ToProfile()
    {
        var providers = new List<ProviderId>();
        foreach (var text in Providers)
        {
            if (!ProviderId.TryParse(text, out var provider)) return null;
            providers.Add(provider);
        }

        return CountryCode.TryParse(Country, out var country)
            && AccountProfile.Create(Name, country, providers, Contacts, Evidence, Operator, MayDelegate).TryGet(out var profile, out _)
                ? profile : null;
    }
}

/// <summary>A pending change as it is stored.</summary>
internal sealed record PendingDocument(AuditActDocument Act, IReadOnlyList<NewNoticeDocument> Notices)
{
    public static PendingDocument Of(PendingChange pending) =>
        new(AuditActDocument.Of(pending.Act), [.. pending.Notices.Select(NewNoticeDocument.Of)]);

    public PendingChange ToPending(string id) => new(
        Act.TryToAct(out var act) ? act : throw AccountDocument.Unreadable(id),
        [.. Notices.Select(notice => notice.TryRead(out var read) ? read : throw AccountDocument.Unreadable(id))]);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(AccountDocument))]
[JsonSerializable(typeof(ProfileDocument))]
[JsonSerializable(typeof(string))]
internal sealed partial class AccountJson : JsonSerializerContext;
