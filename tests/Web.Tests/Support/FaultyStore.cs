using Shaken.Contracts;
using Shaken.Core.Storage;

namespace Shaken.Web.Tests.Support;

/// <summary>
/// When a store has its outage: at the n-th operation, before the change is made or after it and before the answer, or at every change of a table.
/// </summary>
public sealed class Outage
{
    private int _operations;

    /// <summary>Counted from 1 on; 0: none.</summary>
    public int FailsAt { get; set; }

    /// <summary>From this operation on all fail, until told otherwise: the program was killed. 0: none.</summary>
    public int EndsAt { get; set; }

    /// <summary>What another instance does just before an operation.</summary>
    public (int At, Func<Task> Action)? Meanwhile { get; set; }

    /// <summary>The change is made and nobody is told.</summary>
    public bool IsAfterTheChange { get; set; }

    /// <summary>Every change of a table fails while this says so: a disk that is full.</summary>
    public Func<string, bool>? IsFull { get; set; }

    public int Operations => _operations;

    public void Restart() => _operations = 0;

    /// <summary>The hook of a store with this outage.</summary>
    public ValueTask AroundAsync(StoreCall call, Func<ValueTask> next)
    {
        if (call.IsChange && IsFull?.Invoke(call.Place) == true) throw new StorageException("no space left on device");

        // The health probe writes in the background, at no moment that a test knows: it is not counted.
        // The look for refreshes that operators asked for comes in the background too.
        return (call.IsChange && call.Place == "health") || call.Place == "refresh-requests" ? next() : CountAsync(next);
    }

    /// <summary>Counts an operation, and fails where it is told to.</summary>
    public async ValueTask CountAsync(Func<ValueTask> next)
    {
        var number = Interlocked.Increment(ref _operations);
        if (Meanwhile is { } meanwhile && meanwhile.At == number)
        {
            // What the other does is not counted.
            Meanwhile = null;
            var endsAt = EndsAt;
            EndsAt = 0;
            await meanwhile.Action();
            (_operations, EndsAt) = (number, endsAt);
        }

        if (EndsAt > 0 && number >= EndsAt) throw new StorageException("the store is gone");
        var fails = number == FailsAt;
        if (fails && !IsAfterTheChange) throw new StorageException("the store does not answer");
        await next();
        if (fails) throw new StorageException("the answer is lost");
    }
}
