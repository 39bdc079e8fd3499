using System.Text.Json.Serialization;
using Shaken.Core.Foundations;
using Shaken.Core.Principals;
using Shaken.Core.Principals.Sessions;

namespace Shaken.Web.Operators.Principals;

/// <summary>A principal as operators see it: nothing of a secret.</summary>
public sealed record PrincipalAnswer(
    string UserId, string Kind, string? Account, IReadOnlyList<string> Roles, IReadOnlyList<string> Addresses, ListFormMembers ListForm,
    bool IsActive, bool HasPassword, bool HasSecondFactor, IReadOnlyList<CredentialLine> Keys, IReadOnlyList<CredentialLine> Certificates,
    IReadOnlyList<CredentialLine> PublicKeys, long Revision, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt)
{
    public static PrincipalAnswer Of(Principal principal) => new(
        principal.UserId, KebabCase.Of(principal.Kind), principal.Account,
        [.. principal.Roles.Order().Select(role => KebabCase.Of(role))],
        [.. principal.Addresses.Select(network => network.ToString())],
        new ListFormMembers(principal.ListForm.HasVersionAsText ? "text" : "number", principal.ListForm.HasEntriesInPem ? "pem" : "der"),
        principal.IsActive, principal.Credentials.PasswordHash is not null, principal.Credentials.SecondFactor is not null,
        [.. principal.Credentials.Keys.Select(key => new CredentialLine(key.Id, key.Name, key.CreatedAt))],
        [.. principal.Credentials.Certificates.Select(known => new CredentialLine(known.Sha256, known.Name, known.CreatedAt))],
        [.. principal.Credentials.PublicKeys.Select(key => new CredentialLine(key.Thumbprint, key.Name, key.CreatedAt))],
        principal.Revision, principal.CreatedAt, principal.ChangedAt);
}

/// <summary>How a principal's client reads the trusted-CA list.</summary>
/// <param name="Version"><c>number</c> or <c>text</c>.</param>
/// <param name="Entries"><c>der</c>, in base64, or <c>pem</c>.</param>
public sealed record ListFormMembers(string Version, string Entries);

/// <summary>An API key, a client certificate or a public key.</summary>
/// <param name="Id">Of a certificate the SHA-256 of its DER, of a public key its thumbprint (RFC 7638).</param>
public sealed record CredentialLine(string Id, string Name, DateTimeOffset CreatedAt);

/// <summary>A page of principals; a cursor leads to the next.</summary>
public sealed record PrincipalsAnswer(IReadOnlyList<PrincipalAnswer> Principals, string? Cursor);

/// <summary>A secret, shown this once.</summary>
/// <param name="Id">Of an API key; else the user id.</param>
/// <param name="Uri">Of a second factor: what an authenticator program reads as a QR code; absent of others.</param>
public sealed record SecretAnswer(string UserId, string Id, string Secret, string? Uri);

/// <summary>An open session.</summary>
public sealed record SessionLine(string UserId, string Id, DateTimeOffset StartedAt, string? Address, DateTimeOffset EndsAt)
{
    public static SessionLine Of(OpenSession session) =>
        new(session.UserId, session.Id, session.StartedAt, session.Address, session.EndsAt);
}

/// <summary>A page of sessions; a cursor leads to the next, and a page may be empty before the end.</summary>
public sealed record SessionsAnswer(IReadOnlyList<SessionLine> Sessions, string? Cursor);

/// <summary>Sessions that were ended.</summary>
/// <param name="Id">Absent: all of the user.</param>
public sealed record SessionsEndedAnswer(string UserId, string? Id);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PrincipalAnswer))]
[JsonSerializable(typeof(PrincipalsAnswer))]
[JsonSerializable(typeof(SecretAnswer))]
[JsonSerializable(typeof(SessionsAnswer))]
[JsonSerializable(typeof(SessionsEndedAnswer))]
internal sealed partial class PrincipalAnswersJson : JsonSerializerContext;
