using Shaken.Core.Pki.Crls;
using Shaken.Core.Storage;

namespace Shaken.Core.CertificationAuthority.Revoking;

/// <summary>Revocations that a policy administrator elsewhere has still to be told of: each stays until it has been acknowledged.</summary>
public sealed class RevocationOutbox
{
    private const string Table = "revocation-reports";
    private const string Alphabet = "0123456789abcdef";

    private readonly IRecords _records;

    public RevocationOutbox(IRecords records) => _records = records;

    /// <summary>Adds a report; adding it again changes nothing.</summary>
    public async ValueTask AddAsync(RevocationEntry entry, CancellationToken cancellationToken) =>
        await _records.TryInsertAsync(
            new NewRecord(new RecordKey(Table, entry.Id[..1], entry.Id), RevocationDocument.Write(entry)), cancellationToken);

    /// <summary>
    /// Sends what waits: each report once, until one cannot be delivered because nobody answers. Safe on many instances at once.
    /// </summary>
    /// <returns>How many were delivered, and how many remain as far as was looked.</returns>
    public async ValueTask<OutboxRun> SendAsync(IRevocationReports reports, CancellationToken cancellationToken)
    {
        var run = new OutboxRun(0, 0, 0);
        foreach (var partition in Alphabet)
        {
            string? continuation = null;
            do
            {
                var page = await _records.ListAsync(Table, partition.ToString(), continuation, StorageLimits.Page, cancellationToken);
                foreach (var record in page.Records)
                {
                    var answer = await reports.SendAsync(record.Document, cancellationToken);
                    if (answer == ReportAnswer.Acknowledged) await _records.TryDeleteAsync(record.Key, record.ETag, cancellationToken);
                    run = answer switch
                    {
                        ReportAnswer.Acknowledged => run with { Delivered = run.Delivered + 1 },
                        ReportAnswer.Refused => run with { Refused = run.Refused + 1 },
                        ReportAnswer.Unreachable => run with { Unreachable = run.Unreachable + 1 },
                    };

                    // Nobody is there for the others either; the next run tries again.
                    if (answer == ReportAnswer.Unreachable) return run;
                }

                continuation = page.Continuation;
            }
            while (continuation is not null);
        }

        return run;
    }
}

/// <summary>What a run over the outbox did.</summary>
public sealed record OutboxRun(int Delivered, int Refused, int Unreachable);

/// <summary>The way to the policy administrator.</summary>
public interface IRevocationReports
{
    /// <summary>Sends one report.</summary>
    /// <param name="json">As <c>POST /pa/v1/revocations</c> takes it.</param>
    ValueTask<ReportAnswer> SendAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken);
}

/// <summary>What became of a report.</summary>
public enum ReportAnswer
{
    /// <summary>The policy administrator has it; sending it again is not needed.</summary>
    Acknowledged,

    /// <summary>It answered and does not take it; an operator has to see why.</summary>
    Refused,

    /// <summary>It did not answer, or could not now.</summary>
    Unreachable,
}
