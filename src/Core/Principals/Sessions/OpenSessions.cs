using System.Security.Cryptography;
using System.Text.Json;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Storage;

namespace Shaken.Core.Principals.Sessions;

/// <summary>How long sessions last.</summary>
/// <param name="Access">An access token, at most.</param>
/// <param name="Whole">From signing in to signing in again.</param>
public sealed record SessionTerms(TimeSpan Access, TimeSpan Whole);

/// <summary>The tokens of a session, shown once: stored are their hashes.</summary>
/// <param name="EndsAt">When the session ends, whatever is refreshed.</param>
public sealed record SessionTokens(
    string UserId, SecretText Access, DateTimeOffset AccessEndsAt, SecretText Refresh, DateTimeOffset EndsAt);

/// <summary>A session that is open, for operators.</summary>
public sealed record OpenSession(string UserId, string Id, DateTimeOffset StartedAt, string? Address, DateTimeOffset EndsAt);

/// <summary>Some sessions and where to go on; a null continuation is the end.</summary>
public sealed record SessionPage(IReadOnlyList<OpenSession> Sessions, string? Continuation);

/// <summary>
/// The sessions of principals. A session is open while it has not ended, its principal is active, and the principal's epoch is the one
/// it began under, so that one write ends all of a principal's.
/// </summary>
public sealed class OpenSessions
{
    /// <summary>The table, whose rows expire.</summary>
    public const string Table = "sessions";

    private const int IdLength = 64;

    private readonly AuditedRecords _records;
    private readonly KnownPrincipals _principals;
    private readonly TimeProvider _time;

    public OpenSessions(IRecords records, AuditLog audit, KnownPrincipals principals, TimeProvider time, IRandom random) =>
        (_records, _principals, _time) = (new AuditedRecords(records, audit, Table, time, random), principals, time);

    /// <summary>Whether a text is an access token by its form; whose, if anybody's, <see cref="FindAsync"/> says.</summary>
    public static bool IsAccessToken(string text) => text.StartsWith($"{ApiKeyPrefixes.Access}_", StringComparison.Ordinal);

    /// <summary>
    /// What proves that somebody knows an access token of a session, for a page that may not read the token: the same for all tokens of the
    /// session, so that a refresh in one window leaves the others as they are. Null: the text is no access token.
    /// </summary>
    public static string? FindProof(string accessToken) =>
        SessionToken.TryParse(accessToken, ApiKeyPrefixes.Access, out _, out var handle)
            ? Convert.ToHexStringLower(SHA256.HashData([.. "session proof\0"u8, .. handle]))
            : null;

    /// <summary>Whose session an access token belongs to; null: no open session has it.</summary>
    public async ValueTask<Principal?> FindAsync(string accessToken, CancellationToken cancellationToken)
    {
        if (!SessionToken.TryParse(accessToken, ApiKeyPrefixes.Access, out var token)) return null;
        if (await _records.FindAsync(PartitionOf(token.UserId), token.Row, cancellationToken) is not { } record) return null;
        var session = Read(record);
        if (!token.IsOf(session.AccessHash) || session.AccessEndsAt <= _time.GetUtcNow()) return null;
        return await FindHolderAsync(session, cancellationToken);
    }

    /// <summary>The open sessions of a principal. A page may be short before the end: only a null continuation means the end.</summary>
    public async ValueTask<SessionPage> ListAsync(
        Principal principal, string? continuation, int maxSessions, CancellationToken cancellationToken)
    {
        var page = await _records.ListAsync(PartitionOf(principal.UserId), continuation, maxSessions, cancellationToken);
        var open = page.Records.Select(record => (record.Key.Row, Session: Read(record))).Where(found => IsOpen(found.Session, principal));
        return new SessionPage(
            [.. open.Select(found => new OpenSession(
                found.Session.UserId, found.Row, found.Session.StartedAt, found.Session.Address, found.Session.EndsAt))],
            page.Continuation);
    }

    /// <summary>Tells the audit log of all changes that an instance left untold. Safe on many instances, and to be repeated.</summary>
    public ValueTask SweepAsync(CancellationToken cancellationToken) => _records.SweepAsync(cancellationToken);

    /// <summary>Whether a text from outside can be the id of a session.</summary>
    internal static bool IsId(string id) => id.Length == IdLength && id.All(char.IsAsciiHexDigitLower);

    /// <summary>The principal of a session that is open; null: it is not.</summary>
    internal async ValueTask<Principal?> FindHolderAsync(SessionDocument session, CancellationToken cancellationToken) =>
        await _principals.FindAsync(session.UserId, cancellationToken) is { } principal && IsOpen(session, principal) ? principal : null;

    internal async ValueTask<StoredSession?> FindToldAsync(string userId, string row, CancellationToken cancellationToken) =>
        await _records.FindToldAsync(PartitionOf(userId), row, cancellationToken) is { } record
            ? new StoredSession(Read(record), record)
            : null;

    /// <summary>Writes a session. False: another was quicker.</summary>
    /// <param name="before">Null: it is new.</param>
    /// <param name="act">Null: nobody audits this.</param>
    internal ValueTask<bool> TryWriteAsync(
        StoredSession? before, string row, SessionDocument session, AuditAct? act, CancellationToken cancellationToken)
    {
        var content = JsonSerializer.SerializeToElement(session, PrincipalJson.Default.SessionDocument);
        var record = new NewAuditedRecord(PartitionOf(session.UserId), row, content, session.EndsAt + ClockTolerance.Instances);
        return act is null
            ? _records.TryWriteSilentlyAsync(before?.Record, record, cancellationToken)
            : _records.TryWriteAsync(before?.Record, record, act, cancellationToken);
    }

    private bool IsOpen(SessionDocument session, Principal principal) =>
        session.EndedAt is null && session.EndsAt > _time.GetUtcNow() && principal.IsActive
        && session.Epoch == principal.Credentials.Epoch;

    private static string PartitionOf(string userId) => KnownPrincipals.RowOf(userId);

    private static SessionDocument Read(AuditedRecord record) =>
        record.Content.Deserialize(PrincipalJson.Default.SessionDocument)
        ?? throw new StorageException($"The session {record.Key.Row} cannot be read.");
}

/// <summary>A session as it lies in the store.</summary>
internal sealed record StoredSession(SessionDocument Session, AuditedRecord Record);
