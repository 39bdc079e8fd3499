using Shaken.Contracts;
using Shaken.Core.Storage;

namespace Shaken.Core.Tests.Support;

/// <summary>Records in which something else happens just before the n-th operation, counted from 1: another instance at work, or an outage.</summary>
internal sealed class SteppedRecords : InterceptedRecords
{
    private readonly int _step;
    private int _operations;

    public SteppedRecords(IRecords inner, int step, Func<Task> happens)
        : base(inner)
    {
        _step = step;
        Hook = async (_, next) =>
        {
            if (++_operations == step) await happens();
            await next();
        };
    }

    /// <summary>Whether there were so many operations.</summary>
    public bool IsReached => _operations >= _step;
}
