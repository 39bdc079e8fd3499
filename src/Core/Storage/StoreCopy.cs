using System.Runtime.CompilerServices;

namespace Shaken.Core.Storage;

/// <summary>
/// Copies all records and documents of one store into another. What is there already and the same is left, so a copy that was cut is simply
/// made again; what is there and differs is left too, unless the copy overwrites. Nobody may write to either store meanwhile.
/// </summary>
public sealed class StoreCopy
{
    private readonly WholeStore _source;
    private readonly WholeStore _target;
    private readonly bool _overwrites;

    /// <param name="overwrites">Replaces what differs in the target.</param>
    public StoreCopy(WholeStore source, WholeStore target, bool overwrites) =>
        (_source, _target, _overwrites) = (source, target, overwrites);

    /// <summary>Copies table by table, then container by container; gives the tally of each as it is done.</summary>
    /// <exception cref="StorageException">A store could not be read or written; what was copied before stays.</exception>
    public async IAsyncEnumerable<CopyTally> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var table in _source.Inventory.TablesAsync(cancellationToken))
            yield return await CopyTableAsync(table, cancellationToken);
        await foreach (var container in _source.Inventory.ContainersAsync(cancellationToken))
            yield return await CopyContainerAsync(container, cancellationToken);
    }

    private async Task<CopyTally> CopyTableAsync(string table, CancellationToken cancellationToken)
    {
        var tally = new CopyTally(CopyKind.Table, table);
        string? continuation = null;
        do
        {
            var page = await _source.Inventory.ListAllAsync(table, continuation, StorageLimits.Page, cancellationToken);
            foreach (var partition in page.Records.GroupBy(record => record.Key.Partition, StringComparer.Ordinal))
            {
                foreach (var records in InSteps(partition)) tally = tally.With(await CopyAsync(records, cancellationToken));
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);

        return tally;
    }

    /// <summary>Records in groups that the target takes in one insert: as many, and as many octets, as the port promises.</summary>
    private static IEnumerable<StoredRecord[]> InSteps(IEnumerable<StoredRecord> records)
    {
        var step = new List<StoredRecord>();
        var octets = 0L;
        foreach (var record in records)
        {
            if (step.Count == StorageLimits.InsertAll || (step.Count > 0
                && octets + record.Document.Length > StorageLimits.InsertAllOctets))
            {
                yield return [.. step];
                step.Clear();
                octets = 0;
            }

            step.Add(record);
            octets += record.Document.Length;
        }

        if (step.Count > 0) yield return [.. step];
    }

    private async Task<Copied[]> CopyAsync(StoredRecord[] records, CancellationToken cancellationToken)
    {
        var copies = Array.ConvertAll(records, record => new NewRecord(record.Key, record.Document, record.ExpiresAt));
        if ((await _target.Records.TryInsertAllAsync(copies, cancellationToken)).Count == 0) return [.. copies.Select(_ => Copied.New)];
        var outcomes = new Copied[copies.Length];
        for (var index = 0; index < copies.Length; index++) outcomes[index] = await CopyOneAsync(copies[index], cancellationToken);
        return outcomes;
    }

    private async Task<Copied> CopyOneAsync(NewRecord copy, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            if (await _target.Records.TryInsertAsync(copy, cancellationToken) is not null) return Copied.New;
            if (await _target.Records.FindAsync(copy.Key, cancellationToken) is not { } present) continue;
            if (present.ExpiresAt == copy.ExpiresAt && present.Document.Span.SequenceEqual(copy.Document.Span)) return Copied.Same;
            if (!_overwrites) return Copied.Differs;
            if (await _target.Records.TryReplaceAsync(copy, present.ETag, cancellationToken) is not null) return Copied.Overwritten;
        }

        throw StorageException.OfContention("A record of the target");
    }

    private async Task<CopyTally> CopyContainerAsync(string container, CancellationToken cancellationToken)
    {
        var tally = new CopyTally(CopyKind.Container, container);
        string? continuation = null;
        do
        {
            var page = await _source.Blobs.ListAsync(container, prefix: "", continuation, StorageLimits.Page, cancellationToken);
            foreach (var name in page.Names)
            {
                if (await _source.Blobs.FindAsync(name, cancellationToken) is { } blob)
                    tally = tally.With([await CopyAsync(blob, cancellationToken)]);
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);

        return tally;
    }

    private async Task<Copied> CopyAsync(Blob blob, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            if (await _target.Blobs.TryPutNewAsync(blob.Name, blob.Content, cancellationToken) is not null) return Copied.New;
            if (await _target.Blobs.FindAsync(blob.Name, cancellationToken) is not { } present) continue;
            if (present.Content.ContentType == blob.Content.ContentType
                && present.Content.Octets.Span.SequenceEqual(blob.Content.Octets.Span))
                return Copied.Same;
            if (!_overwrites) return Copied.Differs;
            if (await _target.Blobs.TryReplaceAsync(blob.Name, blob.Content, present.ETag, cancellationToken) is not null)
                return Copied.Overwritten;
        }

        throw StorageException.OfContention("A document of the target");
    }
}
