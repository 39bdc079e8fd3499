using Shaken.Core.Passports;
using Shaken.Core.Storage;

namespace Shaken.Core.CallPlacement.Mailbox;

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
/// beyond a third of what is left free. So a signer that takes all it can leaves three quarters of the free space to the next one.
/// Safe for many at once.
/// </summary>
/// <remarks>
/// It counts what this instance stored: exactly, where it is the only one that stores and takes. What another instance takes counts here
/// until it has expired; what was stored before the start does not count.
/// </remarks>
internal sealed class MailboxShares(MailboxBounds bounds, TimeProvider time)
{
    private const string All = "";
    private const int SharesOfFree = 3;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, MailboxParcel> _waiting = new(StringComparer.Ordinal);

    // In all and for each provider: what waits, and what of it a signer holds.
    private readonly Dictionary<string, long> _used = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Place, string Signer), long> _held = [];

    // By the monotonic clock: one that was set ahead and back neither frees nor keeps anything.
    private readonly PriorityQueue<MailboxParcel, long> _ends = new();

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
        if (_held.GetValueOrDefault((All, parcel.Signer)) + parcel.Octets > bounds.PerSigner) return false;
        foreach (var provider in parcel.Providers)
            if (!FitsInto(provider, bounds.PerProvider, parcel)) return false;
        return FitsInto(All, bounds.InAll, parcel);
    }

    private bool FitsInto(string place, long bound, MailboxParcel parcel) =>
        _held.GetValueOrDefault((place, parcel.Signer)) + parcel.Octets <= (bound - _used.GetValueOrDefault(place)) / SharesOfFree;

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
        CountIn(All, parcel, octets);
        foreach (var provider in parcel.Providers) CountIn(provider, parcel, octets);
    }

    private void CountIn(string place, MailboxParcel parcel, long octets)
    {
        Add(_used, place, octets);
        Add(_held, (place, parcel.Signer), octets);
    }

    private static void Add<TKey>(Dictionary<TKey, long> sums, TKey key, long octets)
        where TKey : notnull
    {
        var sum = sums.GetValueOrDefault(key) + octets;
        if (sum == 0) sums.Remove(key);
        else sums[key] = sum;
    }
}
