using System.Collections.Concurrent;

namespace Shaken.Core.Verification.Statistics;

/// <summary>The values of one label: the first so many have names of their own, and the rest are "other". Reading takes no lock.</summary>
internal sealed class BoundedLabels<T>(int most, Func<T, string> nameOf)
    where T : notnull
{
    private readonly ConcurrentDictionary<T, string> _names = new();
    private int _count;

    public string NameOf(T? value)
    {
        if (value is null) return "";
        if (_names.TryGetValue(value, out var name)) return name;

        // Two that add the same value at once count it twice: then a few fewer have names.
        return Interlocked.Increment(ref _count) > most ? Full() : _names.GetOrAdd(value, nameOf);
    }

    private string Full()
    {
        Interlocked.Decrement(ref _count);
        return CallLabels.Other;
    }
}
