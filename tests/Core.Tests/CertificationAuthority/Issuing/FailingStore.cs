using Shaken.Contracts;
using Shaken.Core.Storage;

namespace Shaken.Core.Tests.CertificationAuthority.Issuing;

/// <summary>When a call to the store fails.</summary>
public enum FaultMoment
{
    /// <summary>Nothing was done: the disk is full.</summary>
    Before,

    /// <summary>It was done, and the answer was lost: the machine stopped just then.</summary>
    After,
}

/// <summary>A store over another that fails at one call, counted over records and blobs alike, and yields at each so that racing callers interleave.</summary>
internal sealed class FailingStore : InterceptedRecords
{
    private int _calls;
    private int _failsAt = -1;
    private FaultMoment _moment;

    public FailingStore(IRecords records, IBlobs blobs)
        : base(records)
    {
        Hook = AroundAsync;
        Blobs = new InterceptedBlobs(blobs) { Hook = AroundAsync };
    }

    public IBlobs Blobs { get; }

    public int Calls => _calls;

    public void FailAt(int call, FaultMoment moment) => (_calls, _failsAt, _moment) = (0, call, moment);

    public void Heal() => _failsAt = -1;

    private async ValueTask AroundAsync(StoreCall call, Func<ValueTask> next)
    {
        await Task.Yield();
        var fails = Interlocked.Increment(ref _calls) - 1 == _failsAt;
        if (fails && _moment == FaultMoment.Before) throw new StorageException("The disk is full.");
        await next();
        if (fails) throw new StorageException("The answer was lost.");
    }
}
