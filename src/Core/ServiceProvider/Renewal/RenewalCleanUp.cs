using Microsoft.Extensions.Logging;

namespace Shaken.Core.ServiceProvider.Renewal;

/// <summary>
/// Destroys keys that nothing needs any more. It runs after everything else and its failure ends no run: a key ring that refuses to
/// drop a key must not keep a certificate from being renewed. Each key is tried, whatever became of the others.
/// </summary>
internal sealed partial class RenewalCleanUp(RenewalOptions options, IKeyRing ring, RenewalOutbox outbox, TimeProvider time, ILogger logger)
{
    // A ring that stays broken fails at every run; the operator is told once a day.
    private static readonly TimeSpan TellAgain = TimeSpan.FromDays(1);

    public async Task RunAsync(RenewalRecord record, CancellationToken cancellationToken)
    {
        try
        {
            await CleanUpAsync(record, cancellationToken);
        }
        catch (Exception exception) when (IsFault(exception, cancellationToken))
        {
            LogFailed(exception, options.Name);
        }
    }

    private async Task CleanUpAsync(RenewalRecord record, CancellationToken cancellationToken)
    {
        var (state, now) = (record.State, time.GetUtcNow());
        var abandoned = state.Abandoned ?? [];
        var expired = state.Retired.Where(key => key.NotAfter <= now).ToList();
        if (abandoned.Count + expired.Count == 0) return;

        var kept = await KeptAsync(abandoned, name => ring.DropAsync(name, cancellationToken), cancellationToken);
        var left = await KeptAsync(expired, key => ring.RemoveAsync(options.Name, key.Fingerprint, cancellationToken), cancellationToken);
        var failed = kept.Count + left.Count;
        var tells = failed > 0 && !(state.CleanUpToldAt > now - TellAgain);

        // A lost race leaves the names for the next run, which drops what is gone already.
        await record.TryWriteAsync(
            state with
            {
                Abandoned = kept.Count > 0 ? kept : null,
                Retired = [.. state.Retired.Except(expired), .. left],
                CleanUpToldAt = failed == 0 ? null : tells ? now : state.CleanUpToldAt,
                Notices = tells
                    ? outbox.Add(state.Notices, RenewalEvent.CleanUpFailed, state.Current, $"keys that could not be destroyed: {failed}")
                    : state.Notices,
            },
            cancellationToken);
    }

    // The keys that are still there.
    private async Task<IReadOnlyList<T>> KeptAsync<T>(
        IReadOnlyList<T> keys, Func<T, ValueTask> destroy, CancellationToken cancellationToken)
    {
        var kept = new List<T>();
        foreach (var key in keys)
        {
            try
            {
                await destroy(key);
            }
            catch (Exception exception) when (IsFault(exception, cancellationToken))
            {
                LogFailed(exception, options.Name);
                kept.Add(key);
            }
        }

        return kept;
    }

    private static bool IsFault(Exception exception, CancellationToken cancellationToken) =>
        !(exception is OperationCanceledException && cancellationToken.IsCancellationRequested);

    [LoggerMessage(EventId = 1811, Level = LogLevel.Error,
        Message = "An old key of the certificate {Name} could not be destroyed; it is tried again")]
    private partial void LogFailed(Exception exception, string name);
}
