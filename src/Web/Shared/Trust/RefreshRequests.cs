using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Storage;

namespace Shaken.Web.Shared.Trust;

/// <summary>
/// The operator's wish that lists are fetched now. It is a record, for which every instance looks: each has its own copy of the lists in
/// memory.
/// </summary>
internal sealed class RefreshRequests(IRecords records)
{
    /// <summary>The table of the one record.</summary>
    public const string Table = "refresh-requests";

    private static readonly RecordKey Key = new(Table, "all", "asked");

    private readonly Lock _lock = new();
    private TaskCompletionSource _next = NewSource();
    private string? _seen;
    private bool _hasLooked;

    /// <summary>Completes with the first wish that this instance hears of from now on.</summary>
    public Task Next
    {
        get
        {
            lock (_lock) return _next.Task;
        }
    }

    /// <summary>Asks for a refresh on every instance. This one hears of it at once.</summary>
    /// <exception cref="StorageException">The wish may not be stored.</exception>
    public async Task AskAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken);
        var wish = JsonSerializer.SerializeToUtf8Bytes(new RefreshRequest(now), RefreshRequestJson.Default.RefreshRequest);
        var record = new NewRecord(Key, wish);

        // A lost race is another's wish for the same.
        if (await records.FindAsync(Key, cancellationToken) is { } present)
            await records.TryReplaceAsync(record, present.ETag, cancellationToken);
        else await records.TryInsertAsync(record, cancellationToken);
        await LookAsync(cancellationToken);
    }

    /// <summary>Looks for a wish of another instance. What was asked before the first look the start itself has fulfilled.</summary>
    /// <exception cref="StorageException">The store does not answer.</exception>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var version = (await records.FindAsync(Key, cancellationToken))?.ETag.Value;
        lock (_lock)
        {
            var isNews = _hasLooked && version != _seen;
            (_hasLooked, _seen) = (true, version);
            if (!isNews) return;
            _next.SetResult();
            _next = NewSource();
        }
    }

    /// <summary>The pause of a keeper between two refreshes: over early when a refresh is asked for.</summary>
    /// <param name="asked">What <see cref="Next"/> was before the refresh, so that no wish goes unheard while it ran.</param>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled.</exception>
    public static async Task PauseAsync(Task asked, TimeSpan pause, TimeProvider time, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(Task.Delay(pause, time, ended.Token), asked);
        await ended.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    // Who waits goes on elsewhere, and not within the lock.
    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>That lists are to be fetched now.</summary>
internal sealed record RefreshRequest(DateTimeOffset AskedAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RefreshRequest))]
internal sealed partial class RefreshRequestJson : JsonSerializerContext;
