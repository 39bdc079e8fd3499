namespace Shaken.Core.Foundations;

/// <summary>
/// Things that are dear to make and serve one thread at a time, such as a keyed hash: who needs one takes a spare one or makes it, and
/// gives it back. As many lie spare as the machine has processors, at most.
/// </summary>
internal sealed class Spares<T>
    where T : class, IDisposable
{
    private readonly Func<T> _make;
    private readonly T?[] _spare = new T?[Environment.ProcessorCount];

    public Spares(Func<T> make) => _make = make;

    /// <summary>One that nobody else has.</summary>
    public T Take() => Interlocked.Exchange(ref Place(), null) ?? _make();

    /// <summary>Gives one back, fit for the next.</summary>
    public void GiveBack(T one) => Interlocked.Exchange(ref Place(), one)?.Dispose();

    // A thread mostly finds what it left: only a hint, for it may move on at any moment.
    private ref T? Place() => ref _spare[Thread.GetCurrentProcessorId() % _spare.Length];
}
