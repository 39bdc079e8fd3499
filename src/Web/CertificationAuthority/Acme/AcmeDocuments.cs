using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Foundations;

namespace Shaken.Web.CertificationAuthority.Acme;

/// <summary>The directory (RFC 8555 section 7.1.1), with renewal information (RFC 9773 section 3).</summary>
public sealed record DirectoryAnswer(
    string NewNonce, string NewAccount, string NewOrder, string RevokeCert, string KeyChange, string RenewalInfo, DirectoryMeta Meta)
{
    public static DirectoryAnswer Of(AcmeUrls urls, AcmeOptions options) => new(
        urls.NewNonce, urls.NewAccount, urls.NewOrder, urls.RevokeCertificate, urls.KeyChange, urls.RenewalInfo,
        new DirectoryMeta(
            options.TermsOfService, options.Website, options.RequiresExternalAccount,
            options.Profiles.All.Count == 0
                ? null : options.Profiles.All.ToDictionary(profile => profile.Name, profile => profile.Description)));
}

/// <summary>What a client may want to know before it registers.</summary>
/// <param name="Profiles">Kinds of certificates by name, each with a description for people (draft-ietf-acme-profiles).</param>
public sealed record DirectoryMeta(
    Uri? TermsOfService, Uri? Website, bool ExternalAccountRequired, IReadOnlyDictionary<string, string>? Profiles);

/// <summary>Renewal information of a certificate (RFC 9773 section 4.2).</summary>
public sealed record RenewalAnswer(WindowAnswer SuggestedWindow);

/// <summary>From when to when a certificate should be renewed.</summary>
public sealed record WindowAnswer(string Start, string End);

/// <summary>An account object (RFC 8555 section 7.1.2).</summary>
public sealed record AccountAnswer(string Status, IReadOnlyList<string> Contact, bool TermsOfServiceAgreed, string Orders, JsonElement? ExternalAccountBinding)
{
    public static AccountAnswer Of(AcmeAccount account, AcmeUrls urls) => new(
        KebabCase.Of(account.Status), account.Contacts, account.TermsAgreed, urls.Orders(account.Id),
        account.ExternalBinding is { } binding ? JsonDocument.Parse(binding).RootElement : null);
}

/// <summary>A page of an account's orders (RFC 8555 section 7.1.2.1).</summary>
public sealed record OrdersAnswer(IReadOnlyList<string> Orders);

/// <summary>An order object (RFC 8555 section 7.1.3), with x5u of RFC 9448 section 7.</summary>
/// <param name="X5u">Where verifiers find the certificate: the x5u of the PASSporTs it will sign.</param>
public sealed record OrderAnswer(
    string Status,
    string Expires,
    IReadOnlyList<AcmeIdentifier> Identifiers,
    string? NotBefore,
    string? NotAfter,
    AcmeProblemAnswer? Error,
    IReadOnlyList<string> Authorizations,
    string Finalize,
    string? Certificate,
    string? X5u,
    string? Profile,
    string? Replaces)
{
    public static OrderAnswer Of(AcmeOrder order, AcmeUrls urls, DateTimeOffset now)
    {
        var status = order.StatusAt(now);
        return new OrderAnswer(
            KebabCase.Of(status), Moments.Text(order.ExpiresAt), IdentifiersOf(order), Moments.Text(order.NotBefore),
            Moments.Text(order.NotAfter), AcmeProblemAnswer.Of(order.Error),
            AuthorizationsOf(order, urls), urls.Finalize(order.Id),
            status == AcmeOrderStatus.Valid ? urls.Certificate(order.Id) : null, order.CertificateUrl,
            order.Profile, order.Replaces);
    }

    private static IReadOnlyList<AcmeIdentifier> IdentifiersOf(AcmeOrder order) =>
        order.Constraints is { } constraints ? [order.Identifier, constraints] : [order.Identifier];

    private static IReadOnlyList<string> AuthorizationsOf(AcmeOrder order, AcmeUrls urls) =>
        order.Constraints is null
            ? [urls.Authorization(order.Id)]
            : [urls.Authorization(order.Id), urls.ConstraintsAuthorization(order.Id)];
}

/// <summary>An authorization object (RFC 8555 section 7.1.4).</summary>
/// <param name="Challenges">Empty where the account is entitled without one.</param>
public sealed record AuthorizationAnswer(AcmeIdentifier Identifier, string Status, string Expires, IReadOnlyList<ChallengeAnswer> Challenges)
{
    public static AuthorizationAnswer Of(AcmeOrder order, AcmeUrls urls, AcmeOptions options, DateTimeOffset now, bool isOfConstraints) =>
        new(
            isOfConstraints ? order.Constraints! : order.Identifier, KebabCase.Of(order.Authorization.StatusAt(now)),
            Moments.Text(order.Authorization.ExpiresAt),
            order.Authorization.Grant is { Grants: not null } ? [] : [ChallengeAnswer.Of(order, urls, options)]);
}

/// <summary>A tkauth-01 challenge (RFC 9447 section 3).</summary>
public sealed record ChallengeAnswer(
    string Type,
    [property: JsonPropertyName("tkauth-type")] string TkauthType,
    [property: JsonPropertyName("token-authority")] Uri? TokenAuthority,
    string Url,
    string Status,
    string Token,
    string? Validated,
    AcmeProblemAnswer? Error)
{
    public static ChallengeAnswer Of(AcmeOrder order, AcmeUrls urls, AcmeOptions options) => new(
        "tkauth-01", "atc", options.TokenAuthority, urls.Challenge(order.Id), KebabCase.Of(order.Authorization.ChallengeStatus), order.Authorization.Token,
        Moments.Text(order.Authorization.ValidatedAt), AcmeProblemAnswer.Of(order.Authorization.Error));
}

/// <summary>A problem document of RFC 8555 section 6.7.</summary>
public sealed record AcmeProblemAnswer(string Type, string Detail, int Status, IReadOnlyList<SubproblemAnswer>? Subproblems, IReadOnlyList<string>? Algorithms)
{
    public static AcmeProblemAnswer Of(AcmeProblem problem) => new(
        problem.Error.Urn(), problem.Detail, problem.Status,
        problem.Subproblems.Count == 0 ? null : [.. problem.Subproblems.Select(sub => new SubproblemAnswer(sub.Error.Urn(), sub.Detail, sub.Identifier))],
        problem.Algorithms);

    public static AcmeProblemAnswer? Of(AcmeFault? fault) => fault is null ? null : Of(new AcmeProblem(fault.Error, fault.Detail));
}

/// <summary>One of several problems (RFC 8555 section 6.7.1).</summary>
public sealed record SubproblemAnswer(string Type, string Detail, AcmeIdentifier? Identifier);

/// <summary>Dates of RFC 3339, in UTC and whole seconds.</summary>
internal static class Moments
{
    public static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    public static string? Text(DateTimeOffset? moment) => moment is { } known ? Text(known) : null;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DirectoryAnswer))]
[JsonSerializable(typeof(RenewalAnswer))]
[JsonSerializable(typeof(AccountAnswer))]
[JsonSerializable(typeof(OrdersAnswer))]
[JsonSerializable(typeof(OrderAnswer))]
[JsonSerializable(typeof(AuthorizationAnswer))]
[JsonSerializable(typeof(ChallengeAnswer))]
[JsonSerializable(typeof(AcmeProblemAnswer))]
internal sealed partial class AcmeAnswersJson : JsonSerializerContext;
