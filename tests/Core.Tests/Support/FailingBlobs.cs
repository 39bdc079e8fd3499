using Shaken.Contracts;
using Shaken.Core.Storage;
using Shaken.Local.Blobs;

namespace Shaken.Core.Tests.Support;

/// <summary>A store that is out of reach at times, and counts what is read from it.</summary>
internal sealed class FailingBlobs : InterceptedBlobs
{
    private int _found;

    public FailingBlobs()
        : base(new MemoryBlobs()) => Hook = AroundAsync;

    public bool IsDown { get; set; }

    /// <summary>How many documents were asked for.</summary>
    public int Found => _found;

    /// <summary>Held before each read; null: nothing is.</summary>
    public Task? Before { get; set; }

    private async ValueTask AroundAsync(StoreCall call, Func<ValueTask> next)
    {
        if (call.Operation == StoreOperation.Find)
        {
            Interlocked.Increment(ref _found);
            if (Before is { } before) await before;
        }

        if (IsDown) throw new StorageException("down");
        await next();
    }
}
