using System.Globalization;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Delegation.Grants;

/// <summary>What is to be done for a grant at a moment.</summary>
internal enum DueWork
{
    /// <summary>Tell the delegation base that it began.</summary>
    Begin,

    /// <summary>Tell the delegation base that it ended, and release its numbers.</summary>
    End,

    /// <summary>Give up an attempt that did not come to its end.</summary>
    GiveUp,
}

/// <summary>Work that is due.</summary>
/// <param name="Record">The row of it, to be removed when it is done.</param>
internal sealed record DueGrant(GrantId Id, DueWork Work, StoredRecord Record);

/// <summary>What is to be done for grants, in the order of time. A row is written before what it is for.</summary>
internal sealed class DueGrants(IRecords records)
{
    private const string Table = "delegation-due";
    private const string Partition = "due";

    /// <summary>Adds work; adding it again changes nothing.</summary>
    public async ValueTask AddAsync(GrantId id, DueWork work, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var row = string.Create(CultureInfo.InvariantCulture, $"{at.UtcTicks:D19}~{KebabCase.Of(work)}~{id.Value}");
        await records.TryInsertAsync(new NewRecord(new RecordKey(Table, Partition, row), "{}"u8.ToArray()), cancellationToken);
    }

    /// <summary>The earliest work, at most so much of it, that is due by a moment.</summary>
    /// <param name="most">1 to <see cref="StorageLimits.Page"/>.</param>
    public async ValueTask<IReadOnlyList<DueGrant>> ListAsync(DateTimeOffset by, int most, CancellationToken cancellationToken)
    {
        var due = new List<DueGrant>();
        string? continuation = null;
        do
        {
            var page = await records.ListAsync(Table, Partition, continuation, most, cancellationToken);
            foreach (var record in page.Records)
            {
                var (at, one) = Read(record);
                if (at > by || due.Count == most) return due;
                due.Add(one);
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
        return due;
    }

    public async ValueTask RemoveAsync(DueGrant done, CancellationToken cancellationToken) =>
        await records.TryDeleteAsync(done.Record.Key, done.Record.ETag, cancellationToken);

    private static (DateTimeOffset At, DueGrant Due) Read(StoredRecord record) =>
        record.Key.Row.Split('~') is [var ticks, var work, var grant]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && KebabCase.TryParse(work, out DueWork parsed) && GrantId.TryParse(grant, out var id)
                ? (new DateTimeOffset(at, TimeSpan.Zero), new DueGrant(id, parsed, record))
                : throw new StorageException("A row of due work cannot be read.");
}
