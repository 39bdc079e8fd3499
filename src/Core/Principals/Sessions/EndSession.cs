using Shaken.Core.Auditing;
using Shaken.Core.Keys;
using Shaken.Core.Storage;

namespace Shaken.Core.Principals.Sessions;

/// <summary>Ends sessions: a holder its own, an operator another's. Ended again, it stays ended.</summary>
public sealed class EndSession(OpenSessions sessions, KnownPrincipals principals, TimeProvider time)
{
    /// <summary>Ends the session of a token, access or refresh. False: no open session has it.</summary>
    public async ValueTask<bool> SignOutAsync(string token, string? address, CancellationToken cancellationToken)
    {
        if (!SessionToken.TryParse(token, ApiKeyPrefixes.Access, out var offered)
            && !SessionToken.TryParse(token, ApiKeyPrefixes.Refresh, out offered))
            return false;
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            if (await sessions.FindToldAsync(offered.UserId, offered.Row, cancellationToken) is not { } stored) return false;
            if (!offered.IsOf(stored.Session.AccessHash) && !offered.IsOf(stored.Session.RefreshHash)) return false;
            if (await sessions.FindHolderAsync(stored.Session, cancellationToken) is not { } holder) return false;
            var act = holder.Kind == PrincipalKind.Operator ? ActOf(stored, holder.Party, address, "signed out") : null;
            if (await TryEndAsync(stored, act, cancellationToken)) return true;
        }

        throw StorageException.OfContention("A session");
    }

    /// <summary>Ends a principal's session for an operator.</summary>
    /// <param name="id">As the list of sessions has it.</param>
    public async ValueTask<EndSessionResult> EndAsync(
        string userId, string id, PrincipalRequest request, CancellationToken cancellationToken)
    {
        if (!OpenSessions.IsId(id) || await principals.FindAsync(userId, cancellationToken) is not { } principal)
            return EndSessionResult.NotFound;
        if (!PrincipalRights.MayManage(request.Roles, principal.Profile)) return EndSessionResult.NotManagedByCaller;
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            if (await sessions.FindToldAsync(userId, id, cancellationToken) is not { } stored) return EndSessionResult.NotFound;
            if (stored.Session.EndedAt is not null) return EndSessionResult.Ended;
            var act = ActOf(stored, request.Act.Actor, request.Act.Address, request.Act.Reason);
            if (await TryEndAsync(stored, act, cancellationToken)) return EndSessionResult.Ended;
        }

        throw StorageException.OfContention("A session");
    }

    private ValueTask<bool> TryEndAsync(StoredSession stored, AuditAct? act, CancellationToken cancellationToken) => sessions.TryWriteAsync(
        stored, stored.Record.Key.Row, stored.Session with { EndedAt = time.GetUtcNow() }, act, cancellationToken);

    private AuditAct ActOf(StoredSession stored, AuditParty actor, string? address, string reason) => new(
        $"session:{stored.Record.Key.Row}/ended", time.GetUtcNow(), actor, address, new AuditParty("principal", stored.Session.UserId),
        "session-ended", reason, []);
}

/// <summary>What became of an operator's request to end a session.</summary>
public enum EndSessionResult
{
    Ended,
    NotFound,

    /// <summary>The caller's roles do not cover the session's principal.</summary>
    NotManagedByCaller,
}
