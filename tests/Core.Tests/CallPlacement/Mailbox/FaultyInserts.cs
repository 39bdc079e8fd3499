using Shaken.Contracts;
using Shaken.Core.Storage;

namespace Shaken.Core.Tests.CallPlacement.Mailbox;

/// <summary>Records whose insertions fail while they are said to, and whose conditional writes can all lose their race.</summary>
internal sealed class FaultyInserts : InterceptedRecords
{
    private readonly Func<bool> _isDown;

    public FaultyInserts(IRecords inner, Func<bool> isDown)
        : base(inner)
    {
        _isDown = isDown;
        Hook = AroundAsync;
    }

    /// <summary>Every insertion finds its key taken, and every replacement a newer version.</summary>
    public bool LosesEveryRace { get; set; }

    /// <summary>Conditional writes that were tried.</summary>
    public int Tries { get; private set; }

    private ValueTask AroundAsync(StoreCall call, Func<ValueTask> next)
    {
        if (!call.IsWrite) return next();
        Tries++;
        if (_isDown()) throw new StorageException("down");
        return LosesEveryRace ? ValueTask.CompletedTask : next();
    }
}
