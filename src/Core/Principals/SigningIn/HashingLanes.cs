namespace Shaken.Core.Principals.SigningIn;

/// <summary>
/// Bounds how many passwords are hashed at once, since one costs a processor tens of milliseconds. Those who signed in from their
/// address before have a lane of their own, so that strangers in a queue do not keep them waiting.
/// </summary>
/// <param name="perLane">Passwords that are hashed at once in each lane.</param>
/// <param name="waiting">Attempts that wait in each lane; more are refused.</param>
public sealed class HashingLanes(int perLane, int waiting) : IDisposable
{
    private readonly Lane _strangers = new(perLane, waiting);
    private readonly Lane _known = new(perLane, waiting);

    /// <summary>Enters; disposed, the result leaves. Null: too many wait.</summary>
    public ValueTask<IDisposable?> TryEnterAsync(bool isKnown, CancellationToken cancellationToken) =>
        (isKnown ? _known : _strangers).TryEnterAsync(cancellationToken);

    public void Dispose()
    {
        _strangers.Dispose();
        _known.Dispose();
    }

    private sealed class Lane(int places, int waiting) : IDisposable
    {
        private readonly SemaphoreSlim _places = new(places);
        private int _here;

        public async ValueTask<IDisposable?> TryEnterAsync(CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _here) > places + waiting)
            {
                Interlocked.Decrement(ref _here);
                return null;
            }

            try
            {
                await _places.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                Interlocked.Decrement(ref _here);
                throw;
            }

            return new Place(this);
        }

        public void Dispose() => _places.Dispose();

        private void Leave()
        {
            Interlocked.Decrement(ref _here);
            _places.Release();
        }

        private sealed class Place(Lane lane) : IDisposable
        {
            private int _isLeft;

            public void Dispose()
            {
                if (Interlocked.Exchange(ref _isLeft, 1) == 0) lane.Leave();
            }
        }
    }
}
