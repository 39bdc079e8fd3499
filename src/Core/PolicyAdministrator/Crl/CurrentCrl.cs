using Shaken.Core.Pki.Crls;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Crl;

/// <summary>
/// The list in force as it is served: loaded once for all who wait for it, then held, with its PEM form once that was asked for, until
/// another is in force. So one
/// list is held at a time, of at most <see cref="Foundations.Limits.CrlOctets"/>.
/// </summary>
internal sealed class CurrentCrl(CrlSlots places, Sequence sequence, TimeSpan interval)
{
    private const int MaxRounds = 16;

    private readonly Lock _lock = new();
    private volatile PublishedCrl? _held;
    private (long Number, Task<PublishedCrl?> Task)? _loading;

    /// <summary>The number of the list in force: a read of one small record. Null before the first.</summary>
    public async ValueTask<long?> FindNumberAsync(CancellationToken cancellationToken) =>
        await sequence.ReadAsync(cancellationToken) is { Last: > 0 and var last } ? last : null;

    /// <summary>The list in force, or null before the first.</summary>
    public async ValueTask<PublishedCrl?> FindAsync(CancellationToken cancellationToken)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            if (await FindNumberAsync(cancellationToken) is not { } number) return null;
            if (_held is { } held && held.Number == number) return held;

            // Four lists later the place has another: then the sequence has gone on too.
            if (await LoadOnceAsync(number).WaitAsync(cancellationToken) is { } loaded) return loaded;
        }

        throw new StorageException("The current CRL is not where its number says.");
    }

    /// <summary>Holds a list that was put in force just now: nobody needs to load it.</summary>
    public PublishedCrl Hold(StoredCrl list)
    {
        var published = new PublishedCrl(list.Der, list.Number, list.ThisUpdate, list.NextUpdate, list.ThisUpdate + interval);
        lock (_lock)
        {
            if (_held is null || _held.Number < list.Number) _held = published;
        }

        return published;
    }

    // One reader loads it for all. None of them leaving ends that: others may wait.
    private Task<PublishedCrl?> LoadOnceAsync(long number)
    {
        var own = new TaskCompletionSource<PublishedCrl?>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_loading is { } loading && loading.Number == number && !loading.Task.IsCompleted) return loading.Task;
            if (_held is { } held && held.Number == number) return Task.FromResult<PublishedCrl?>(held);
            _loading = (number, own.Task);
        }

        _ = LoadAsync(number, own);
        return own.Task;
    }

    private async Task LoadAsync(long number, TaskCompletionSource<PublishedCrl?> done)
    {
        try
        {
            var place = await places.FindAsync(number, CancellationToken.None);
            done.SetResult(place is { List: { } list } && list.Number == number ? Replace(list) : null);
        }
#pragma warning disable CA1031 // Whatever it is, it is thrown to those who wait, and the next reader loads anew.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            done.SetException(exception);
        }
    }

    private PublishedCrl Replace(StoredCrl list)
    {
        // The records may be an older copy, brought back: then the list in force has a lower number than the one that is held.
        lock (_lock) _held = null;
        return Hold(list);
    }
}
