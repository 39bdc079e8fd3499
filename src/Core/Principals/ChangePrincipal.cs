using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Principals;

/// <summary>An operator's request to change a principal.</summary>
/// <param name="Roles">Of the operator who asks: see <see cref="PrincipalRights"/>.</param>
public sealed record PrincipalRequest(ActRequest Act, IReadOnlySet<OperatorRole> Roles);

/// <summary>
/// Makes principals and changes them. A change is answered when it is stored and stands in the audit log. The same request again
/// changes nothing and succeeds.
/// </summary>
public sealed class ChangePrincipal
{
    // Retries that come later than so many other changes find another revision instead.
    private const int RememberedRequests = 8;

    private readonly KnownPrincipals _principals;
    private readonly TimeProvider _time;

    public ChangePrincipal(KnownPrincipals principals, TimeProvider time) => (_principals, _time) = (principals, time);

    /// <summary>Makes a principal. It has no credential yet.</summary>
    /// <param name="userId">See <see cref="Principal.IsUserId"/>.</param>
    public async ValueTask<Outcome<Principal, PrincipalRefusal>> CreateAsync(
        string userId, PrincipalProfile profile, PrincipalRequest request, CancellationToken cancellationToken)
    {
        if (!Principal.IsUserId(userId))
            return new PrincipalRefusal(
                PrincipalFailure.ProfileNotAllowed,
                "a user id must have 1 to 64 of a-z 0-9 - _ . @ and begin with a letter or digit");
        if (!PrincipalRights.MayManage(request.Roles, profile)) return NotManaged(profile.Kind);
        var mark = MarkOf(request, "create", profile);
        var now = _time.GetUtcNow();
        var principal = new Principal(userId, profile, isActive: true, PrincipalCredentials.None, revision: 1, now, now);
        var act = ActOf(before: null, principal, request.Act, "principal-created");
        if (await _principals.FindToldAsync(userId, cancellationToken) is null
            && await _principals.TryWriteAsync(before: null, principal, [mark], act, cancellationToken))
            return principal;
        var present = await _principals.FindToldAsync(userId, cancellationToken)
            ?? throw new StorageException($"The principal {userId} is gone.");
        return present.Marks.Contains(mark, StringComparer.Ordinal)
            ? present.Principal
            : new PrincipalRefusal(
                PrincipalFailure.UserIdTaken, $"there is a principal {userId}; choose another user id, or change that one");
    }

    /// <summary>Replaces what is known of a principal. Its kind stays.</summary>
    /// <param name="revision">The revision that the caller read.</param>
    public ValueTask<Outcome<Principal, PrincipalRefusal>> AmendAsync(
        string userId, long revision, PrincipalProfile profile, PrincipalRequest request, CancellationToken cancellationToken) =>
        ChangeAsync(userId, request, "principal-amended", MarkOf(request, "amend", profile), before =>
            before.Revision != revision
                ? new PrincipalRefusal(PrincipalFailure.RevisionDiffers, $"the principal has revision {before.Revision}; read it again")
            : before.Kind != profile.Kind
                ? new PrincipalRefusal(PrincipalFailure.ProfileNotAllowed, "the kind of a principal stays; make another principal")
            : !PrincipalRights.MayManage(request.Roles, profile) ? NotManaged(profile.Kind)
            : before with { Profile = profile },
            cancellationToken);

    /// <summary>
    /// Disables a principal, from which moment nothing of it is accepted, or enables it again. Its sessions end for good.
    /// </summary>
    public ValueTask<Outcome<Principal, PrincipalRefusal>> SetActiveAsync(
        string userId, bool isActive, PrincipalRequest request, CancellationToken cancellationToken) =>
        ChangeAsync(
            userId, request, isActive ? "principal-enabled" : "principal-disabled",
            request.Act.MarkOf(Encoding.UTF8.GetBytes($"active {isActive}")),
            before => EndingSessions(before) with { IsActive = isActive },
            cancellationToken);

    /// <summary>Ends all sessions of a principal.</summary>
    public ValueTask<Outcome<Principal, PrincipalRefusal>> EndSessionsAsync(
        string userId, PrincipalRequest request, CancellationToken cancellationToken) =>
        ChangeAsync(
            userId, request, "principal-sessions-ended", request.Act.MarkOf("end sessions"u8), before => EndingSessions(before),
            cancellationToken);

    /// <summary>A change of credentials, by which sessions end where <paramref name="endsSessions"/> says so.</summary>
    internal ValueTask<Outcome<Principal, PrincipalRefusal>> SetCredentialsAsync(
        string userId, PrincipalRequest request, string action, string mark, bool endsSessions,
        Func<PrincipalCredentials, Outcome<PrincipalCredentials, PrincipalRefusal>> change, CancellationToken cancellationToken) =>
        ChangeAsync(
            userId, request, action, mark,
            before => change(before.Credentials).TryGet(out var after, out var refusal)
                ? before with { Credentials = endsSessions ? after with { Epoch = after.Epoch + 1 } : after }
                : refusal,
            cancellationToken);

    /// <summary>
    /// Stores a newer hash of the password that a principal has, which it just proved to know. No session ends. Nothing happens where the
    /// password was changed meanwhile: then this hash is of the one before.
    /// </summary>
    internal async ValueTask RenewHashAsync(Principal principal, string newHash, string? address, CancellationToken cancellationToken)
    {
        var requestId = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(newHash)));
        if (!ActRequest.TryCreate(
            principal.Party, address, "the hash was made with older parameters", requestId, out var act, out var failure))
            throw new InvalidOperationException($"A sign-in makes no act: {failure}");
        var oldHash = principal.Credentials.PasswordHash;
        await ChangeAsync(
            principal.UserId, act, mayChange: _ => true, "principal-password-rehashed", act.MarkOf("rehash"u8),
            before => before.Credentials.PasswordHash == oldHash
                ? before with { Credentials = before.Credentials with { PasswordHash = newHash } }
                : new PrincipalRefusal(PrincipalFailure.RevisionDiffers, "the password was changed meanwhile"),
            cancellationToken);
    }

    /// <summary>
    /// The principal, if the caller may manage it and the request was not carried out before: asked before a secret is made, which is
    /// shown once.
    /// </summary>
    internal async ValueTask<Outcome<Principal, PrincipalRefusal>> BeginAsync(
        string userId, PrincipalRequest request, string mark, CancellationToken cancellationToken)
    {
        if (await _principals.FindToldAsync(userId, cancellationToken) is not { } stored) return NotFound;
        if (!PrincipalRights.MayManage(request.Roles, stored.Principal.Profile)) return NotManaged(stored.Principal.Kind);
        return stored.Marks.Contains(mark, StringComparer.Ordinal) ? ShownBefore : stored.Principal;
    }

    internal static PrincipalRefusal ShownBefore { get; } = new(
        PrincipalFailure.SecretShownBefore,
        "this request was carried out before, and what it made was shown then; make another and remove the first");

    private static PrincipalRefusal NotFound { get; } = new(PrincipalFailure.NotFound, "there is no principal of this user id");

    private ValueTask<Outcome<Principal, PrincipalRefusal>> ChangeAsync(
        string userId, PrincipalRequest request, string action, string mark,
        Func<Principal, Outcome<Principal, PrincipalRefusal>> change, CancellationToken cancellationToken) =>
        ChangeAsync(
            userId, request.Act, before => PrincipalRights.MayManage(request.Roles, before.Profile), action, mark, change,
            cancellationToken);

    private async ValueTask<Outcome<Principal, PrincipalRefusal>> ChangeAsync(
        string userId, ActRequest act, Func<Principal, bool> mayChange, string action, string mark,
        Func<Principal, Outcome<Principal, PrincipalRefusal>> change, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            if (await _principals.FindToldAsync(userId, cancellationToken) is not { } stored) return NotFound;
            var before = stored.Principal;
            if (!mayChange(before)) return NotManaged(before.Kind);
            if (stored.Marks.Contains(mark, StringComparer.Ordinal)) return before;
            if (!change(before).TryGet(out var changed, out var refusal)) return refusal;
            var now = _time.GetUtcNow();
            var after = changed with { Revision = before.Revision + 1, ChangedAt = now > before.ChangedAt ? now : before.ChangedAt };
            IReadOnlyList<string> marks = [.. stored.Marks.TakeLast(RememberedRequests - 1), mark];
            if (await _principals.TryWriteAsync(stored, after, marks, ActOf(before, after, act, action), cancellationToken))
                return after;
        }

        throw StorageException.OfContention($"The principal {userId}");
    }

    private static Principal EndingSessions(Principal before) =>
        before with { Credentials = before.Credentials with { Epoch = before.Credentials.Epoch + 1 } };

    private static AuditAct ActOf(Principal? before, Principal after, ActRequest act, string action)
    {
        var subject = new AuditParty("principal", after.UserId);
        return act.ToAct(subject, after.Revision, after.ChangedAt, action, PrincipalChanges.Between(before, after));
    }

    private static string MarkOf(PrincipalRequest request, string what, PrincipalProfile profile) =>
        request.Act.MarkOf([.. Encoding.UTF8.GetBytes(what + " "), .. ProfileDocument.Of(profile).Write()]);

    private static PrincipalRefusal NotManaged(PrincipalKind kind) => new(
        PrincipalFailure.NotManagedByCaller, kind == PrincipalKind.Operator
            ? "an administrator manages operators, and governance alone manages those of governance"
            : $"the caller's roles do not cover principals of the kind {KebabCase.Of(kind)}");
}
