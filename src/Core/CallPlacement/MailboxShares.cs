using Shaken.Core.Passports;
using Shaken.Core.Storage;

namespace Shaken.Core.CallPlacement;

/// <summary>A PASSporT that is counted while it waits.</summary>
/// <param name="Row">Its row, which names it.</param>
/// <param name="Providers">The served providers that it is for; none where the publication named none.</param>
internal sealed record MailboxParcel(string Row, string Signer, IReadOnlyList<string> Providers, long Octets)
{
    // What memory holds for a record beside its document and its keys.
    private const int OctetsPerRecord = 512;

    public static MailboxParcel Of(NewRecord record, VerifiedPassport passport, IReadOnlyList<string>? providers)
    {
        var (key, document, _) = record;
        var octets = document.Length + key.Table.Length + key.Partition.Length + key.Row.Length + OctetsPerRecord;
        return new MailboxParcel(key.Row, passport.Signer.ProvidersText, providers ?? [], octets);
    }
}

/// <summary>
/// Counts what waits in the mailbox, so that nobody fills it: not in all, not for one provider, and no signer beyond its own bound or
/// beyond what is left free. So of n signers that take all they can, each gets an n-th part at most and leaves as much again to whoever
/// comes next. Safe for many at once.
/// </summary>
/// <remarks>
/// It counts what this instance stored: exactly, where it is the only one that stores and takes. What another instance takes counts here
/// until it has expired; what was stored before the start does not count.
/// </remarks>
internal sealed class MailboxShares(MailboxBounds bounds, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, MailboxParcel> _waiting = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _signers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _providers = new(StringComparer.Ordinal);

    // By the monotonic clock: one that was set ahead and back neither frees nor keeps anything.
    private readonly PriorityQueue<MailboxParcel, long> _ends = new();
    private long _octets;

    /// <summary>Counts all of them or none.</summary>
    /// <param name="life">How long they can wait.</param>
    /// <returns>Those that were not counted before, to be given back if they are not stored; null: they do not fit.</returns>
    public IReadOnlyList<MailboxParcel>? TryAdd(IReadOnlyList<MailboxParcel> parcels, TimeSpan life)
    {
        lock (_lock)
        {
            ForgetExpired();
            var added = new List<MailboxParcel>(parcels.Count);
            var end = time.GetTimestamp() + (long)(life.TotalSeconds * time.TimestampFrequency);
            foreach (var parcel in parcels)
            {
                if (_waiting.ContainsKey(parcel.Row)) continue;
                if (!Fits(parcel))
                {
                    foreach (var one in added) Remove(one);
                    return null;
                }

                Count(parcel, parcel.Octets);
                _waiting.Add(parcel.Row, parcel);
                _ends.Enqueue(parcel, end);
                added.Add(parcel);
            }

            return added;
        }
    }

    /// <summary>Counts out what was not stored.</summary>
    public void GiveBack(IReadOnlyList<MailboxParcel> parcels)
    {
        lock (_lock)
        {
            foreach (var parcel in parcels) Remove(parcel);
        }
    }

    /// <summary>Counts out what was taken.</summary>
    public void Taken(string row)
    {
        lock (_lock)
        {
            if (_waiting.TryGetValue(row, out var parcel)) Remove(parcel);
        }
    }

    private bool Fits(MailboxParcel parcel)
    {
        var free = bounds.InAll - _octets;
        foreach (var provider in parcel.Providers) free = Math.Min(free, bounds.PerProvider - _providers.GetValueOrDefault(provider));
        return _signers.GetValueOrDefault(parcel.Signer) + parcel.Octets <= Math.Min(bounds.PerSigner, free);
    }

    private void ForgetExpired()
    {
        var now = time.GetTimestamp();
        while (_ends.TryPeek(out var parcel, out var end) && end <= now)
        {
            _ends.Dequeue();
            Remove(parcel);
        }
    }

    // One that was taken still stands in the queue of ends, and its row may be counted anew since.
    private void Remove(MailboxParcel parcel)
    {
        if (!_waiting.TryGetValue(parcel.Row, out var counted) || !ReferenceEquals(counted, parcel)) return;
        _waiting.Remove(parcel.Row);
        Count(parcel, -parcel.Octets);
    }

    private void Count(MailboxParcel parcel, long octets)
    {
        _octets += octets;
        Count(_signers, parcel.Signer, octets);
        foreach (var provider in parcel.Providers) Count(_providers, provider, octets);
    }

    private static void Count(Dictionary<string, long> holders, string holder, long octets)
    {
        var sum = holders.GetValueOrDefault(holder) + octets;
        if (sum == 0) holders.Remove(holder);
        else holders[holder] = sum;
    }
}
