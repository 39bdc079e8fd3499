using Shaken.Core.Storage;

namespace Shaken.Core.CallPlacement.Mailbox;

// Reads what waits for a call.
public sealed partial class PassportMailbox
{
    private async ValueTask<CallMailbox> OpenAsync(CallNumbers call, string partition, CancellationToken cancellationToken)
    {
        var mailbox = new CallMailbox();
        foreach (var seal in _seals)
        {
            foreach (var record in await ListAsync(seal == _seals[0] ? partition : seal.PartitionOf(call), cancellationToken))
                mailbox.Add(record);
        }

        return mailbox;
    }

    // Bounded by the limits of a call; nearly always one page, which then needs no copy.
    private async ValueTask<IReadOnlyList<StoredRecord>> ListAsync(string partition, CancellationToken cancellationToken)
    {
        var page = await _records.ListAsync(Table, partition, continuation: null, PageSize, cancellationToken);
        if (page.Continuation is null) return page.Records;
        var all = new List<StoredRecord>(page.Records);
        while (page.Continuation is not null)
        {
            page = await _records.ListAsync(Table, partition, page.Continuation, PageSize, cancellationToken);
            all.AddRange(page.Records);
        }

        return all;
    }
}
