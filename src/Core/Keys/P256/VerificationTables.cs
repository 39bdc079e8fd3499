using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Shaken.Core.Keys.P256;

/// <summary>
/// The tables of a process: built in the background by one builder at a time, within a bound of memory, tested before use, and switched
/// off for good at the first
/// answer that differs from OpenSSL's.
/// </summary>
internal sealed partial class VerificationTables : IDisposable
{
    // Keys that wait for the builder. One that finds no place asks again after as many verifications.
    private const int MaxWaiting = 256;

    private readonly FastVerificationOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TableShape _shape;
    private readonly Action<Action> _run;
    private readonly ConcurrentQueue<TableRequest> _waiting = new();

    // Only the builder touches it.
    private readonly List<WeakReference<HotKey>> _holders = [];
    private PointTable? _generator;
    private int _isBuilding;
    private volatile bool _isOn;

    /// <param name="run">Runs the builder; null: on a thread of the pool.</param>
    public VerificationTables(FastVerificationOptions options, TimeProvider time, ILogger logger, Action<Action>? run = null)
    {
        (_options, _time, _logger) = (options, time, logger);
        _run = run ?? (build => ThreadPool.UnsafeQueueUserWorkItem(static work => work(), build, preferLocal: false));
        _shape = options.TableKibibytes == 32 ? TableShape.Small : TableShape.Large;
        _isOn = options.IsOn;
        Metrics = new TableMetrics(() => KeysWithTables);
    }

    /// <summary>Whether tables answer and are built. Off for good after a difference.</summary>
    public bool IsOn => _isOn;

    /// <summary>The table of G; null until the first key has earned one.</summary>
    public PointTable? Generator => Volatile.Read(ref _generator);

    public TableMetrics Metrics { get; }

    /// <summary>Keys that have a table now.</summary>
    public int KeysWithTables
    {
        get
        {
            lock (_holders) return _holders.Count(holder => holder.TryGetTarget(out var key) && key.Table is not null);
        }
    }

    public void Dispose() => Metrics.Dispose();

    public long Now() => _time.GetTimestamp();

    /// <summary>Asks for a table; it is built some time later, or not at all.</summary>
    public void Ask(TableRequest request)
    {
        if (_waiting.Count >= MaxWaiting)
        {
            request.Key.Lose();
            return;
        }

        _waiting.Enqueue(request);
        StartBuilder();
    }

    /// <summary>The answer in shadow: OpenSSL's counts, and a difference switches tables off.</summary>
    public bool Compare(HotKey key, bool isValid, ReadOnlySpan<byte> sha256, ReadOnlySpan<byte> signature)
    {
        var isValidByOpenSsl = key.Key.VerifiesByOpenSsl(sha256, signature);
        Metrics.Compared();
        if (isValid != isValidByOpenSsl) SwitchOff(key);
        return isValidByOpenSsl;
    }

    private void StartBuilder()
    {
        if (Interlocked.CompareExchange(ref _isBuilding, 1, 0) == 0) _run(Build);
    }

    private void Build()
    {
        try
        {
            while (_isOn && _waiting.TryDequeue(out var request)) Build(request);
        }
        finally
        {
            Volatile.Write(ref _isBuilding, 0);
        }

        // One that came between the last look and the line above.
        if (_isOn && !_waiting.IsEmpty) StartBuilder();
    }

    private void Build(TableRequest request)
    {
        var generator = Generator ?? BuildGenerator();
        if (!HasRoomFor(request))
        {
            request.Key.Lose();
            return;
        }

        var point = request.Key.Key.Parameters.Q;
        var table = TableBuilder.Build(_shape, point.X, point.Y);
        switch (TestOf(generator, table, request))
        {
            case TableVerdict.Invalid:
                SwitchOff(request.Key);
                return;

            // The holder of a key can make signatures that have no formula here. That says nothing of the table, but OpenSSL serves such a
            // key.
            case TableVerdict.AskOpenSsl:
                request.Key.Lose();
                return;
        }

        request.Key.Take(table);
        lock (_holders) _holders.Add(new WeakReference<HotKey>(request.Key));
    }

    private PointTable BuildGenerator()
    {
        var table = TableBuilder.Build(TableShape.Generator, GeneratorPoint.X, GeneratorPoint.Y);
        Volatile.Write(ref _generator, table);
        return table;
    }

    // A table displaces only one that has been idle for longer than this key needed to earn its own, so that many keys do not push one
    // another out in turn.
    private bool HasRoomFor(TableRequest request)
    {
        lock (_holders)
        {
            _holders.RemoveAll(holder => !holder.TryGetTarget(out var key) || key.Table is null);
            if ((_holders.Count + 1) * _shape.Octets <= _options.MemoryMebibytes * 1024L * 1024) return true;
            var idlest = _holders.Select(holder => holder.TryGetTarget(out var key) ? key : null)
                .OfType<HotKey>()
                .MinBy(key => key.LastUse);
            if (idlest is null || _time.GetElapsedTime(idlest.LastUse) <= _time.GetElapsedTime(request.FirstSuccess)) return false;
            idlest.Lose();
            Metrics.Displaced();
            return true;
        }
    }

    // Valid: the signature that earned the table verifies by it, and with one bit of the digest turned it does not.
    private static TableVerdict TestOf(PointTable generator, PointTable table, TableRequest request)
    {
        var verdict = TableVerifier.Verify(generator, table, request.Sha256, request.Signature);
        if (verdict != TableVerdict.Valid) return verdict;
        request.Sha256[0] ^= 1;
        return TableVerifier.Verify(generator, table, request.Sha256, request.Signature) switch
        {
            TableVerdict.Valid => TableVerdict.Invalid,
            TableVerdict.Invalid => TableVerdict.Valid,
            TableVerdict.AskOpenSsl => TableVerdict.AskOpenSsl,
        };
    }

    private void SwitchOff(HotKey key)
    {
        _isOn = false;
        Metrics.Differed();
        var thumbprint = key.Key.Thumbprint();
        LogDiffers(_logger, thumbprint);
        Volatile.Write(ref _generator, null);
        lock (_holders)
        {
            foreach (var holder in _holders)
            {
                if (holder.TryGetTarget(out var other)) other.Lose();
            }

            _holders.Clear();
        }

        _waiting.Clear();
    }

    [LoggerMessage(EventId = 1001, Level = LogLevel.Critical, Message =
        "Verification by tables disagrees with OpenSSL for the key {Thumbprint}. OpenSSL verifies everything until this process restarts; "
        + "please report this")]
    private static partial void LogDiffers(ILogger logger, string thumbprint);
}
