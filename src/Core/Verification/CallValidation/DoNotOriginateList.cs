using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;
using Shaken.Core.Storage;

namespace Shaken.Core.Verification.CallValidation;

/// <summary>The list as it is in force.</summary>
/// <param name="Revision">0: nobody imported one. One more with each import.</param>
/// <param name="Digest">SHA-256 of its patterns in ordinal order, one a line.</param>
public sealed record KeptDoNotOriginateList(DoNotOriginateNumbers Numbers, long Revision, DateTimeOffset? ChangedAt, string Digest);

/// <summary>
/// The do-not-originate list of the deployment. Every import stands in the audit log. Safe on any number of instances: another list is
/// noticed within <see cref="LookAgainAfter"/>.
/// </summary>
public sealed partial class DoNotOriginateList
{
    /// <summary>How long a list that was read serves calls; on a busy instance it is looked at again in half of this time.</summary>
    public static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(30);

    private const string Table = "do-not-originate";
    private const string Partition = "lists";
    private const string Row = "numbers";

    private readonly AuditedRows<DoNotOriginateDocument> _rows;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly KeptReads<string, KeptDoNotOriginateList> _reads;
    private readonly Func<string, CancellationToken, ValueTask<KeptDoNotOriginateList?>> _read;

    public DoNotOriginateList(AuditLog audit, IRecords records, TimeProvider time, IRandom random, ILogger<DoNotOriginateList> logger)
    {
        (_time, _logger) = (time, logger);
        _read = LookAsync;
        _rows = new AuditedRows<DoNotOriginateDocument>(
            audit, records, Table, DoNotOriginateJson.Default.List, carryOut: null, time, random);
        _reads = new KeptReads<string, KeptDoNotOriginateList>(
            new ReadLife(RefreshAfter: LookAgainAfter / 2, Fresh: LookAgainAfter, DuringOutage: TimeSpan.MaxValue), time, capacity: 1,
            (row, exception) => LogNotRead(exception, _reads!.FindLast(row)?.Revision ?? 0));
    }

    /// <summary>
    /// The numbers, for the call path. The list is looked at again in the background, and calls go on with the one before; they wait for
    /// the first read, and after a silence.
    /// </summary>
    /// <exception cref="StorageException">The store does not answer, and never did.</exception>
    public async ValueTask<DoNotOriginateNumbers> FindAsync(CancellationToken cancellationToken) =>
        (await _reads.GetAsync(Row, _read, cancellationToken))!.Numbers;

    /// <summary>The list as it is now.</summary>
    public async ValueTask<KeptDoNotOriginateList> GetAsync(CancellationToken cancellationToken) =>
        Read(await _rows.FindAsync(Partition, Row, cancellationToken));

    /// <summary>Replaces the list. The same request again changes nothing and succeeds.</summary>
    /// <param name="revision">The revision that the caller read; 0: there was none.</param>
    public async ValueTask<Outcome<KeptDoNotOriginateList, DoNotOriginateRefusal>> ReplaceAsync(
        long revision, DoNotOriginateNumbers numbers, ActRequest act, CancellationToken cancellationToken)
    {
        var at = _time.GetTimestamp();
        var outcome = await _rows.ChangeAsync<DoNotOriginateRefusal>(
            Partition, Row, act.MarkOf(OctetsOf(numbers)), row => new(Change(row, revision, numbers, act)), cancellationToken);
        if (!outcome.TryGet(out var stored, out var refusal)) return refusal;
        var list = Read(stored);
        _reads.Keep(Row, list, at);
        return list;
    }

    /// <summary>Tells the audit log of changes that an instance left untold. Safe on many instances at once, and to be repeated.</summary>
    public ValueTask SweepAsync(CancellationToken cancellationToken) => _rows.SweepAsync(cancellationToken);

    // Tens of thousands of patterns are parsed only where they are others.
    private async ValueTask<KeptDoNotOriginateList?> LookAsync(string row, CancellationToken cancellationToken)
    {
        var stored = await _rows.FindAsync(Partition, row, cancellationToken);
        return _reads.FindLast(row) is { } known && known.Revision == (stored?.Revision ?? 0) ? known : Read(stored);
    }

    private Outcome<AuditedChange<DoNotOriginateDocument>, DoNotOriginateRefusal> Change(
        DoNotOriginateDocument? before, long revision, DoNotOriginateNumbers numbers, ActRequest act)
    {
        var present = before?.Revision ?? 0;
        if (present != revision)
        {
            return new DoNotOriginateRefusal(
                DoNotOriginateFailure.RevisionDiffers, $"the list has revision {present}; read it again");
        }

        var after = new DoNotOriginateDocument(TextOf(numbers), present + 1, _time.GetUtcNow());
        var subject = new AuditParty("do-not-originate", Row);
        AuditChange[] changes =
        [
            AuditChange.Of("count", before is null ? null : $"{CountOf(before)}", $"{numbers.Patterns.Count}"),
            AuditChange.Of("sha256", before is null ? null : Read(before).Digest, DigestOf(numbers)),
        ];
        return new AuditedChange<DoNotOriginateDocument>(
            after, act.ToAct(subject, after.Revision, after.ChangedAt, "do-not-originate-imported", changes));
    }

    private static int CountOf(DoNotOriginateDocument document) => Read(document).Numbers.Patterns.Count;

    private static KeptDoNotOriginateList Read(DoNotOriginateDocument? row)
    {
        if (row is null)
        {
            var none = DoNotOriginateNumbers.None;
            return new KeptDoNotOriginateList(none, Revision: 0, ChangedAt: null, DigestOf(none));
        }

        var patterns = new List<NumberPattern>();
        foreach (var text in row.Patterns.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!NumberPattern.TryParse(text, out var pattern)) throw new StorageException("The do-not-originate list cannot be read.");
            patterns.Add(pattern);
        }

        var numbers = new DoNotOriginateNumbers(patterns);
        return new KeptDoNotOriginateList(numbers, row.Revision, row.ChangedAt, DigestOf(numbers));
    }

    private static string TextOf(DoNotOriginateNumbers numbers) => string.Join(' ', numbers.Patterns.Select(pattern => pattern.Text));

    private static byte[] OctetsOf(DoNotOriginateNumbers numbers) =>
        Encoding.UTF8.GetBytes(string.Concat(numbers.Patterns.Select(pattern => $"{pattern.Text}\n")));

    private static string DigestOf(DoNotOriginateNumbers numbers) => Convert.ToHexStringLower(SHA256.HashData(OctetsOf(numbers)));

    [LoggerMessage(EventId = 4244, Level = LogLevel.Warning,
        Message = "The do-not-originate list could not be read again; revision {Revision} is used on")]
    private partial void LogNotRead(Exception exception, long revision);
}
