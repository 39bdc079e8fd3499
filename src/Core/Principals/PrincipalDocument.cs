using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Auditing;
using Shaken.Core.Principals.Sessions;
using Shaken.Core.Storage;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.Principals;

/// <summary>A principal as it is stored.</summary>
/// <param name="Marks">The last requests that changed it.</param>
internal sealed record PrincipalDocument(
    string UserId, ProfileDocument Profile, bool IsActive, PrincipalCredentials Credentials, long Revision, DateTimeOffset CreatedAt,
    DateTimeOffset ChangedAt, IReadOnlyList<string> Marks)
{
    public static JsonElement Write(Principal principal, IReadOnlyList<string> marks)
    {
        var document = new PrincipalDocument(
            principal.UserId, ProfileDocument.Of(principal.Profile), principal.IsActive, principal.Credentials, principal.Revision,
            principal.CreatedAt, principal.ChangedAt, marks);
        return JsonSerializer.SerializeToElement(document, PrincipalJson.Default.PrincipalDocument);
    }

    public static StoredPrincipal Read(AuditedRecord record)
    {
        if (record.Content.Deserialize(PrincipalJson.Default.PrincipalDocument) is not { } document) throw Unreadable(record.Key.Row);
        var principal = new Principal(
            document.UserId, document.Profile.ToProfile() ?? throw Unreadable(document.UserId), document.IsActive, document.Credentials,
            document.Revision, document.CreatedAt, document.ChangedAt);
        return new StoredPrincipal(principal, document.Marks, record);
    }

    private static StorageException Unreadable(string id) => new($"The principal {id} cannot be read.");
}

/// <summary>A profile as it is stored.</summary>
internal sealed record ProfileDocument(
    PrincipalKind Kind, string? Account, IReadOnlyList<OperatorRole> Roles, IReadOnlyList<string> Addresses, bool HasVersionAsText,
    bool HasEntriesInPem)
{
    public static ProfileDocument Of(PrincipalProfile profile) => new(
        profile.Kind, profile.Account, [.. profile.Roles.Order()], [.. profile.Addresses.Select(network => network.ToString())],
        profile.ListForm.HasVersionAsText, profile.ListForm.HasEntriesInPem);

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, PrincipalJson.Default.ProfileDocument);

    public PrincipalProfile? ToProfile()
    {
        var networks = new List<IPNetwork>();
        foreach (var text in Addresses)
        {
            if (!IPNetwork.TryParse(text, out var network)) return null;
            networks.Add(network);
        }

        var form = new TrustListForm(HasVersionAsText, HasEntriesInPem);
        return PrincipalProfile.Create(Kind, Account, Roles, networks, form).TryGet(out var profile, out _) ? profile : null;
    }
}

/// <summary>A principal as it lies in the store.</summary>
internal sealed record StoredPrincipal(Principal Principal, IReadOnlyList<string> Marks, AuditedRecord Record);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(PrincipalDocument))]
[JsonSerializable(typeof(ProfileDocument))]
[JsonSerializable(typeof(SessionDocument))]
[JsonSerializable(typeof(string))]
internal sealed partial class PrincipalJson : JsonSerializerContext;
