using System.Buffers;
using System.Net;
using Shaken.Core.Auditing;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.Principals;

/// <summary>
/// Somebody who may call: a row of one table. It holds hashes of its secrets and a sealed second factor, never a secret.
/// </summary>
public sealed record Principal
{
    private const int MaxUserId = 64;

    private static readonly SearchValues<char> UserIdAlphabet = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.@");

    internal Principal(
        string userId, PrincipalProfile profile, bool isActive, PrincipalCredentials credentials, long revision, DateTimeOffset createdAt,
        DateTimeOffset changedAt) =>
        (UserId, Profile, IsActive, Credentials, Revision, CreatedAt, ChangedAt) =
            (userId, profile, isActive, credentials, revision, createdAt, changedAt);

    /// <summary>See <see cref="IsUserId"/>.</summary>
    public string UserId { get; }

    public PrincipalProfile Profile { get; init; }

    public PrincipalKind Kind => Profile.Kind;

    /// <summary>
    /// Id of the account of an account user; name of a partner, a reporter or an STI-CA; id of a tenant; null of an operator.
    /// </summary>
    public string? Account => Profile.Account;

    /// <summary>Of an operator; empty of everybody else.</summary>
    public IReadOnlySet<OperatorRole> Roles => Profile.Roles;

    /// <summary>Networks it may call from; empty: any.</summary>
    public IReadOnlyList<IPNetwork> Addresses => Profile.Addresses;

    /// <summary>How its client reads the trusted-CA list.</summary>
    public TrustListForm ListForm => Profile.ListForm;

    /// <summary>False: it was disabled, and nothing of it is accepted.</summary>
    public bool IsActive { get; init; }

    /// <summary>1 when it is made, and one more with each change: what a client states when it changes the principal.</summary>
    public long Revision { get; init; }

    public DateTimeOffset CreatedAt { get; }

    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>What proves that a request is its own.</summary>
    public PrincipalCredentials Credentials { get; init; }

    /// <summary>Its name in the audit log, as <c>operator:alice</c>.</summary>
    public AuditParty Party => new(PartyKindOf(Kind), UserId);

    /// <summary>
    /// An operator that the configuration or an identity provider vouches for. It is no row of the table, and has no credentials here.
    /// </summary>
    /// <param name="userId">Its name for the audit log: plain text of 1 to 128 characters.</param>
    public static Principal OfOperator(string userId, IReadOnlyCollection<OperatorRole> roles) => new(
        userId, PrincipalProfile.Create(PrincipalKind.Operator, account: null, roles, [], TrustListForm.Standard).Value,
        isActive: true, PrincipalCredentials.None, revision: 0, DateTimeOffset.MinValue, DateTimeOffset.MinValue);

    /// <summary>
    /// Whether a text from outside can be a user id: 1 to 64 of <c>a-z 0-9 - _ . @</c>, beginning with a letter or digit. There are no
    /// capital letters, so that two names that look the same are the same.
    /// </summary>
    public static bool IsUserId(string? text) =>
        text is { Length: >= 1 and <= MaxUserId } && char.IsAsciiLetterOrDigit(text[0]) && !text.AsSpan().ContainsAnyExcept(UserIdAlphabet);

    private static string PartyKindOf(PrincipalKind kind) => kind switch
    {
        PrincipalKind.Operator => "operator",
        PrincipalKind.AccountUser => "api-user",
        PrincipalKind.Partner => "partner",
        PrincipalKind.Reporter => "reporter",
        PrincipalKind.Authority => "authority-user",
        PrincipalKind.Tenant => "tenant-user",
        PrincipalKind.Customer => "customer-user",
    };
}
