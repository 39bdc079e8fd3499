using Shaken.Contracts;
using Shaken.Core.Storage;

namespace Shaken.Core.Tests.CallPlacement.Mailbox;

/// <summary>Records whose writes a test can read, and whose replacements can lose their answer.</summary>
internal sealed class WatchedRecords : InterceptedRecords
{
    public WatchedRecords(IRecords inner)
        : base(inner) => Hook = AroundAsync;

    /// <summary>Every record ever written.</summary>
    public List<NewRecord> Written { get; } = [];

    /// <summary>From now on a replacement is made and its answer says it was not.</summary>
    public bool LosesAnswers { get; set; }

    /// <summary>From now on the store does not answer who lists.</summary>
    public bool FailsReads { get; set; }

    private async ValueTask AroundAsync(StoreCall call, Func<ValueTask> next)
    {
        if (FailsReads && call.Operation == StoreOperation.List) throw new StorageException("away");
        Written.AddRange(call.Written);
        await next();
        call.Loses = LosesAnswers && call.Operation == StoreOperation.Replace;
    }
}
