using System.Net;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Principals.SigningIn;
using Shaken.Core.Storage;

namespace Shaken.Core.Principals.Sessions;

/// <summary>
/// Gives the next tokens of a session for its refresh token, which counts once (RFC 6819 section 5.2.2.3). One that comes a second time
/// was copied, by its holder or from it: the whole session ends, since nobody can tell which of the two is which.
/// </summary>
public sealed class RefreshSession(OpenSessions sessions, StartSession starting, TimeProvider time)
{
    private static readonly SignInRefusal Unknown =
        new(SignInFailure.TokenUnknown, "no open session has this refresh token; sign in again");

    private static readonly SignInRefusal Replayed = new(
        SignInFailure.TokenReplayed, "the refresh token was used before, so the session was ended; sign in again");

    /// <param name="address">Where the request comes from; null: not known.</param>
    /// <param name="requestId">Names the request: the same one again gives tokens again, so that a retry of the host ends nothing.</param>
    public async ValueTask<Outcome<SessionTokens, SignInRefusal>> RefreshAsync(
        string refreshToken, IPAddress? address, string requestId, CancellationToken cancellationToken)
    {
        if (!SessionToken.TryParse(refreshToken, ApiKeyPrefixes.Refresh, out var token, out var handle)) return Unknown;
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            if (await sessions.FindToldAsync(token.UserId, token.Row, cancellationToken) is not { } stored) return Unknown;
            var session = stored.Session;
            if (await sessions.FindHolderAsync(session, cancellationToken) is not { } principal) return Unknown;
            var isRetry = session.PreviousRefreshHash is { } previous && session.RefreshedBy == requestId && token.IsOf(previous);
            if (!token.IsOf(session.RefreshHash) && !isRetry)
            {
                if (await TryEndAsync(stored, principal, address, cancellationToken)) return Replayed;
                continue;
            }

            if (!AddressList.Allows(principal.Addresses, address)) return SignInRefusal.OfAddress(address);
            var tokens = starting.NewTokens(session.UserId, handle, time.GetUtcNow(), session.EndsAt);
            var next = session with
            {
                AccessHash = KnownPrincipals.HashOf(tokens.Access.Reveal()),
                AccessEndsAt = tokens.AccessEndsAt,
                RefreshHash = KnownPrincipals.HashOf(tokens.Refresh.Reveal()),
                PreviousRefreshHash = token.Hash,
                RefreshedBy = requestId,
            };
            if (await sessions.TryWriteAsync(stored, token.Row, next, act: null, cancellationToken)) return tokens;
        }

        throw StorageException.OfContention("A session");
    }

    private ValueTask<bool> TryEndAsync(
        StoredSession stored, Principal principal, IPAddress? address, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var row = stored.Record.Key.Row;
        var act = new AuditAct(
            $"session:{row}/ended", now, principal.Party, address?.ToString(), new AuditParty("principal", principal.UserId),
            "session-ended", "a refresh token was used twice", []);
        return sessions.TryWriteAsync(stored, row, stored.Session with { EndedAt = now }, act, cancellationToken);
    }
}
