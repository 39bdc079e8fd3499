using Shaken.Contracts;
using Shaken.Core.Storage;

namespace Shaken.Core.Tests.Support;

/// <summary>Records in which every conditional write of one table loses, as if another writer were always quicker.</summary>
internal sealed class LosingRecords : InterceptedRecords
{
    public LosingRecords(IRecords inner)
        : base(inner) => Hook = AroundAsync;

    /// <summary>The table whose writes lose; null: none.</summary>
    public string? Table { get; set; }

    /// <summary>Writes that lost.</summary>
    public int Lost { get; private set; }

    private ValueTask AroundAsync(StoreCall call, Func<ValueTask> next)
    {
        if (call.Place != Table || call.Operation is not (StoreOperation.Insert or StoreOperation.Replace)) return next();
        Lost++;
        return ValueTask.CompletedTask;
    }
}
