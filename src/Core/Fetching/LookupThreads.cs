using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Shaken.Core.Fetching;

/// <summary>
/// Runs blocking lookups on threads of their own, never on the shared pool: a pool whose few threads wait for somebody's DNS server
/// serves no call. A thread ends when nothing waits, so that an idle program has none.
/// </summary>
internal sealed class LookupThreads(int most, int mostWaiting)
{
    // getaddrinfo and its plug-ins need less; the default would reserve 1.5 MB or more for each.
    private const int StackOctets = 512 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<Lookup> _waiting = new();
    private int _threads;

    /// <summary>Runs a lookup, now or when a thread is free. False: too many wait.</summary>
    /// <param name="cancellationToken">Once cancelled, a lookup that still waits is never begun; one that runs goes on to its end.</param>
    public bool TryRun(
        Func<IReadOnlyList<IPAddress>> lookUp,
        CancellationToken cancellationToken,
        [NotNullWhen(true)] out Task<IReadOnlyList<IPAddress>>? result)
    {
        var lookup = new Lookup(lookUp, cancellationToken);
        result = null;
        lock (_lock)
        {
            if (_threads == most)
            {
                if (_waiting.Count == mostWaiting) DropCancelled();
                if (_waiting.Count == mostWaiting) return false;
                _waiting.Enqueue(lookup);
                result = lookup.Result;
                return true;
            }

            _threads++;
        }

        result = lookup.Result;
        Start(lookup);
        return true;
    }

    private void Start(Lookup first)
    {
        try
        {
            new Thread(() => Work(first), StackOctets) { IsBackground = true, Name = "name lookup" }.UnsafeStart();
        }
        catch
        {
            // The machine has no more threads. Nothing has begun.
            lock (_lock) _threads--;
            throw;
        }
    }

    private void Work(Lookup first)
    {
        for (var lookup = first; lookup is not null; lookup = Next()) lookup.Run();
    }

    private Lookup? Next()
    {
        lock (_lock)
        {
            if (_waiting.TryDequeue(out var next)) return next;
            _threads--;
            return null;
        }
    }

    private void DropCancelled()
    {
        for (var left = _waiting.Count; left > 0; left--)
        {
            var lookup = _waiting.Dequeue();
            if (!lookup.TryDrop()) _waiting.Enqueue(lookup);
        }
    }

    private sealed class Lookup(Func<IReadOnlyList<IPAddress>> lookUp, CancellationToken cancellationToken)
    {
        // What goes on with the addresses does so on the pool, and does not hold this thread.
        private readonly TaskCompletionSource<IReadOnlyList<IPAddress>> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<IReadOnlyList<IPAddress>> Result => _result.Task;

        public void Run()
        {
            if (TryDrop()) return;
            try
            {
                _result.SetResult(lookUp());
            }
            catch (Exception exception)
            {
                _result.SetException(exception);
            }
        }

        /// <summary>Ends it without a lookup if nobody waits for it any more.</summary>
        public bool TryDrop() => cancellationToken.IsCancellationRequested && _result.TrySetCanceled(cancellationToken);
    }
}
