using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Storage;

namespace Shaken.Core.Principals.Sessions;

/// <summary>
/// Begins a session for a principal whose password was right. An operator's stands in the audit log; an API user's begins many times a
/// day and stands in the program's log.
/// </summary>
public sealed class StartSession(OpenSessions sessions, SessionTerms terms, TimeProvider time, IRandom random)
{
    internal async ValueTask<SessionTokens> StartAsync(Principal principal, string? address, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var handle = SessionToken.NewHandle(random);
        var row = SessionToken.RowOf(handle);
        var tokens = NewTokens(principal.UserId, handle, now, now + terms.Whole);
        var session = new SessionDocument(
            principal.UserId, principal.Credentials.Epoch, now, address, KnownPrincipals.HashOf(tokens.Access.Reveal()),
            tokens.AccessEndsAt, KnownPrincipals.HashOf(tokens.Refresh.Reveal()), PreviousRefreshHash: null, RefreshedBy: null,
            tokens.EndsAt, EndedAt: null);
        return await sessions.TryWriteAsync(before: null, row, session, ActOf(principal, row, now, address), cancellationToken)
            ? tokens
            : throw new StorageException("A random id is taken: the source of randomness repeats itself.");
    }

    /// <summary>The next tokens of a session that ends at a moment.</summary>
    internal SessionTokens NewTokens(string userId, byte[] handle, DateTimeOffset now, DateTimeOffset endsAt)
    {
        var accessEndsAt = now + terms.Access < endsAt ? now + terms.Access : endsAt;
        return new SessionTokens(
            userId,
            new SecretText(SessionToken.New(ApiKeyPrefixes.Access, userId, handle, random)), accessEndsAt,
            new SecretText(SessionToken.New(ApiKeyPrefixes.Refresh, userId, handle, random)), endsAt);
    }

    private static AuditAct? ActOf(Principal principal, string row, DateTimeOffset now, string? address) =>
        principal.Kind == PrincipalKind.Operator
            ? new AuditAct(
                $"session:{row}/started", now, principal.Party, address, new AuditParty("principal", principal.UserId), "session-started",
                reason: null, [])
            : null;
}
