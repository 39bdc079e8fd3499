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
    /// <summary>How long a list that was read serves calls before it is looked at again.</summary>
    public static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(30);

    private const string Table = "do-not-originate";
    private const string Partition = "lists";
    private const string Row = "numbers";

    private readonly AuditedRows<DoNotOriginateDocument> _rows;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private volatile Known? _known;
    private int _isLooking;

    public DoNotOriginateList(AuditLog audit, IRecords records, TimeProvider time, IRandom random, ILogger<DoNotOriginateList> logger)
    {
        (_time, _logger) = (time, logger);
        _rows = new AuditedRows<DoNotOriginateDocument>(
            audit, records, Table, DoNotOriginateJson.Default.List, carryOut: null, time, random);
    }

    /// <summary>The numbers, for the call path: one call in a while waits for the store, and the others go on with what is known.</summary>
    /// <exception cref="StorageException">The store does not answer, and never did.</exception>
    public async ValueTask<DoNotOriginateNumbers> FindAsync(CancellationToken cancellationToken)
    {
        if (_known is not { } known) return (await LookAsync(cancellationToken)).Numbers;
        if (!known.LookAgain.HasPassed(_time) || Interlocked.CompareExchange(ref _isLooking, 1, 0) != 0) return known.List.Numbers;
        try
        {
            return (await LookAsync(cancellationToken)).Numbers;
        }
        catch (StorageException exception)
        {
            LogNotRead(exception, known.List.Revision);
            _known = known with { LookAgain = Deadline.After(LookAgainAfter, _time) };
            return known.List.Numbers;
        }
        finally
        {
            Volatile.Write(ref _isLooking, 0);
        }
    }

    /// <summary>The list as it is now.</summary>
    public async ValueTask<KeptDoNotOriginateList> GetAsync(CancellationToken cancellationToken) =>
        Read(await _rows.FindAsync(Partition, Row, cancellationToken));

    /// <summary>Replaces the list. The same request again changes nothing and succeeds.</summary>
    /// <param name="revision">The revision that the caller read; 0: there was none.</param>
    public async ValueTask<Outcome<KeptDoNotOriginateList, DoNotOriginateRefusal>> ReplaceAsync(
        long revision, DoNotOriginateNumbers numbers, ActRequest act, CancellationToken cancellationToken)
    {
        var outcome = await _rows.ChangeAsync<DoNotOriginateRefusal>(
            Partition, Row, act.MarkOf(OctetsOf(numbers)), row => new(Change(row, revision, numbers, act)), cancellationToken);
        if (!outcome.TryGet(out var stored, out var refusal)) return refusal;
        var list = Read(stored);
        _known = new Known(list, Deadline.After(LookAgainAfter, _time));
        return list;
    }

    /// <summary>Tells the audit log of changes that an instance left untold. Safe on many instances at once, and to be repeated.</summary>
    public ValueTask SweepAsync(CancellationToken cancellationToken) => _rows.SweepAsync(cancellationToken);

    private async ValueTask<KeptDoNotOriginateList> LookAsync(CancellationToken cancellationToken)
    {
        var row = await _rows.FindAsync(Partition, Row, cancellationToken);

        // Tens of thousands of patterns are taken apart only where they are others.
        var list = _known is { } known && known.List.Revision == (row?.Revision ?? 0) ? known.List : Read(row);
        _known = new Known(list, Deadline.After(LookAgainAfter, _time));
        return list;
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

    private sealed record Known(KeptDoNotOriginateList List, Deadline LookAgain);
}
