using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.Trust.Countries;

/// <summary>A document that is followed, whichever it is: what keeps documents in force works with this.</summary>
public interface IFollowed
{
    /// <summary>The document in words, for messages.</summary>
    string Title { get; }

    /// <summary>When the document in force expires; null: there is none.</summary>
    DateTimeOffset? ExpiresAt { get; }

    /// <summary>Takes the last good document from storage, so that a restart has it before the first call.</summary>
    Task RestoreAsync(CancellationToken cancellationToken);

    /// <summary>Asks the origin once. False: what it gave, if anything, was refused, and the log says why.</summary>
    Task<bool> TryRefreshAsync(CancellationToken cancellationToken);

    /// <summary>How long to wait before asking again.</summary>
    TimeSpan UntilNext();
}

/// <summary>
/// Keeps a document in force: starts from the last good one in storage, asks for a new one well before it expires, and keeps the last good
/// one whenever the new one is refused, also past its exp.
/// </summary>
internal sealed class DocumentRefresh<T>(
    FollowedPlace place,
    ITrustListOrigin origin,
    Func<string, T?, CancellationToken, ValueTask<Outcome<T, DocumentRefusal>>> read,
    Func<KeptList, Outcome<T, DocumentRefusal>> restore,
    Action<T> take,
    IBlobs blobs,
    TimeProvider time,
    ILogger logger)
    where T : class, IFollowedDocument<T>
{
    private const int MaxTries = 8;
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(30);

    private volatile T? _latest;

    // In force and not in the store: without it there, a restart would not know its sequence.
    private T? _unkept;

    public T? Latest => _latest;

    public async Task RestoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await blobs.FindAsync(place.Blob, cancellationToken) is not { } blob) return;
            if (!KeptList.TryRead(blob.Content.Octets, out var kept))
                DocumentLog.NotRestored(logger, place.Title, DocumentFailure.Malformed, "it cannot be read");
            else if (restore(kept).TryGet(out var document, out var refusal)) Take(document);
            else DocumentLog.NotRestored(logger, place.Title, refusal.Reason, refusal.Detail);
        }
        catch (StorageException exception)
        {
            DocumentLog.NotKept(logger, exception, place.Title);
        }
    }

    /// <returns>The document in force afterwards, or why the new one was refused.</returns>
    public async Task<Outcome<T, DocumentRefusal>> RefreshAsync(CancellationToken cancellationToken)
    {
        // Another instance may have seen a newer one: an older one is refused here too.
        await MeetKeptAsync(cancellationToken);
        if (!(await origin.GetAsync(cancellationToken)).TryGet(out var compact, out var missing))
            return Refused(DocumentRefusal.Of(missing));
        if (_latest is { } latest && latest.Kept.Compact == compact.Trim() && latest.ExpiresAt > time.GetUtcNow()) return latest;
        if (!(await read(compact, _latest, cancellationToken)).TryGet(out var document, out var refusal)) return Refused(refusal);

        // In force first: a store that is out of reach must not keep a verified document from judging calls.
        Take(document);
        DocumentLog.Taken(logger, place.Title, document.Sequence, document.ExpiresAt);
        _unkept = document;
        try
        {
            await KeepAsync(document, cancellationToken);
        }
        catch (StorageException exception)
        {
            DocumentLog.NotKept(logger, exception, place.Title);
        }

        return document;
    }

    /// <summary>A quarter of the time that the document still has, between half a minute and an hour.</summary>
    public TimeSpan UntilNext()
    {
        if (_latest is not { } document) return Shortest;
        var quarter = (document.ExpiresAt - time.GetUtcNow()) / 4;
        return quarter < Shortest ? Shortest : quarter > Longest ? Longest : quarter;
    }

    // Several instances keep one copy: the later document stays.
    private async Task KeepAsync(T document, CancellationToken cancellationToken)
    {
        var content = new BlobContent(document.Kept.Write(), "application/json");
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            var blob = await blobs.FindAsync(place.Blob, cancellationToken);
            if (FindKept(blob) is { } other && DocumentOrder.FindViolation(other, document) is not null) break;
            var written = blob is null
                ? await blobs.TryPutNewAsync(place.Blob, content, cancellationToken)
                : await blobs.TryReplaceAsync(place.Blob, content, blob.ETag, cancellationToken);
            if (written is not null) break;

            // Others write all the time: the next refresh keeps it.
            if (attempt == MaxTries - 1) return;
        }

        _unkept = null;
    }

    private async Task MeetKeptAsync(CancellationToken cancellationToken)
    {
        try
        {
            var kept = FindKept(await blobs.FindAsync(place.Blob, cancellationToken));
            if (kept is not null && (_latest is not { } latest || kept.Sequence > latest.Sequence)) Take(kept);
            if (_unkept is { } unkept) await KeepAsync(unkept, cancellationToken);
        }
        catch (StorageException exception)
        {
            DocumentLog.NotKept(logger, exception, place.Title);
        }
    }

    private T? FindKept(Blob? blob) =>
        blob is not null && KeptList.TryRead(blob.Content.Octets, out var kept) && restore(kept).TryGet(out var document, out _)
            ? document
            : null;

    private void Take(T document)
    {
        _latest = document;
        take(document);
    }

    private DocumentRefusal Refused(DocumentRefusal refusal)
    {
        DocumentLog.Refused(logger, place.Title, refusal.Reason, refusal.Detail, _latest?.ExpiresAt);
        return refusal;
    }
}

/// <summary>What a followed document is called, and where its last good copy is kept.</summary>
internal sealed record FollowedPlace(string Title, BlobName Blob);

/// <summary>What is logged of followed documents.</summary>
internal static partial class DocumentLog
{
    [LoggerMessage(EventId = 1821, Level = LogLevel.Information, Message = "{Title} {Sequence} taken, good until {ExpiresAt:u}")]
    public static partial void Taken(ILogger logger, string title, long sequence, DateTimeOffset expiresAt);

    [LoggerMessage(EventId = 1822, Level = LogLevel.Error,
        Message = "{Title} refused ({Reason}): {Detail}. The last one is good until {ExpiresAt:u}, and stays in force after it")]
    public static partial void Refused(ILogger logger, string title, DocumentFailure reason, string detail, DateTimeOffset? expiresAt);

    [LoggerMessage(EventId = 1823, Level = LogLevel.Error,
        Message = "{Title}: the store did not answer; the document in memory stays in force, and is kept at the next refresh")]
    public static partial void NotKept(ILogger logger, Exception exception, string title);

    [LoggerMessage(EventId = 1824, Level = LogLevel.Warning,
        Message = "{Title}: the one kept from before is not used ({Reason}): {Detail}")]
    public static partial void NotRestored(ILogger logger, string title, DocumentFailure reason, string detail);
}
