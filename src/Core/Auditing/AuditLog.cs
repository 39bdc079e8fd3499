using Shaken.Core.Storage;

namespace Shaken.Core.Auditing;

/// <summary>
/// Who did what, when, from where and why: entries that are only ever added, each with the hash of the one before. Safe on any number
/// of instances: numbers have no gap, the chain has no fork, and an act stands in it once.
/// </summary>
/// <remarks>See ADR 0044 for how an entry and the change it tells of come to be together, and what a crash at each step leaves.</remarks>
public sealed class AuditLog
{
    private const string Table = "audit";

    private readonly NumberedLog _log;
    private readonly TimeProvider _time;

    public AuditLog(IRecords records, TimeProvider time) => (_log, _time) = (new NumberedLog(records, Table, LabelsOf), time);

    /// <summary>Appends an act. Appended again, by a retry or by another instance, it is the entry that is there.</summary>
    public async ValueTask<AuditEntry> AppendAsync(AuditAct act, CancellationToken cancellationToken) =>
        AuditDocument.Read(await _log.AppendAsync(act.Id, previous => Write(previous, act), cancellationToken));

    /// <summary>The entry of a number, or null.</summary>
    public async ValueTask<AuditEntry?> FindAsync(long number, CancellationToken cancellationToken) =>
        await _log.FindAsync(number, cancellationToken) is { } entry ? AuditDocument.Read(entry) : null;

    /// <summary>The act that made a subject what it is at a revision; null: it is not told yet, or the subject has no revisions.</summary>
    public async ValueTask<AuditEntry?> FindAsync(AuditParty subject, long revision, CancellationToken cancellationToken) =>
        await _log.FindAsync(ActRequest.IdOf(subject, revision), cancellationToken) is { } entry ? AuditDocument.Read(entry) : null;

    /// <summary>
    /// Entries from the oldest on. A page may be short before the end: only a null cursor means the end. A call reads at most
    /// <see cref="StorageLimits.Page"/> entries.
    /// </summary>
    /// <param name="cursor">Null, or what the page before gave; of the same filter.</param>
    /// <param name="maxEntries">1 to <see cref="StorageLimits.Page"/>.</param>
    public ValueTask<AuditPage> ListAsync(AuditFilter filter, string? cursor, int maxEntries, CancellationToken cancellationToken) =>
        new AuditSearch(_log, filter).ListAsync(cursor, maxEntries, cancellationToken);

    /// <summary>Checks the whole chain.</summary>
    /// <param name="anchor">
    /// An entry's number and hash, kept outside the store: proof against a chain that was written anew as a whole. Null: none.
    /// </param>
    public ValueTask<AuditVerification> VerifyAsync(AuditAnchor? anchor, CancellationToken cancellationToken) =>
        AuditVerifier.VerifyAsync(_log, anchor, cancellationToken);

    // By subject and by actor.
    internal static string TopicOfSubject(AuditParty subject) => $"subject {subject}";

    internal static string TopicOfActor(AuditParty actor) => $"actor {actor}";

    private byte[] Write(LogEntry? previous, AuditAct act)
    {
        // A clock that is behind another instance's, or was set back, must not put entries out of order. The act keeps what its own
        // clock showed.
        var now = _time.GetUtcNow();
        var last = previous is not null && AuditDocument.TryRead(previous, out var entry) ? entry.RecordedAt : DateTimeOffset.MinValue;
        var document = new AuditDocument(
            (previous?.Number ?? 0) + 1,
            previous is null ? AuditEntry.First : AuditDocument.HashOf(previous),
            now > last ? now : last,
            AuditActDocument.Of(act));
        return document.Write();
    }

    private static LogLabels LabelsOf(LogEntry stored)
    {
        var act = AuditDocument.Read(stored).Act;
        return new LogLabels(act.Id, [TopicOfSubject(act.Subject), TopicOfActor(act.Actor)]);
    }
}
