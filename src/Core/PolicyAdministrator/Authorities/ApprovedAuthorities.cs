using System.Buffers;
using System.Runtime.CompilerServices;
using Shaken.Core.Auditing;
using Shaken.Core.Pki.Paths;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Authorities;

/// <summary>The roots that were ever approved, by their fingerprints. <see cref="ChangeAuthority"/> changes them.</summary>
public sealed class ApprovedAuthorities : IApprovedRoots
{
    private const string Table = "pa-authorities";
    private const string Partition = "authorities";
    private const int IdLength = 64;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private readonly IRecords _records;
    private readonly TimeProvider _time;

    public ApprovedAuthorities(IRecords records, TimeProvider time) => (_records, _time) = (records, time);

    /// <summary>The roots for a list that is signed now: approved, and within their validity.</summary>
    public async ValueTask<IReadOnlyList<TrustedRoot>> GetAsync(CancellationToken cancellationToken)
    {
        var (now, roots) = (_time.GetUtcNow(), new List<TrustedRoot>());
        await foreach (var authority in ListAsync(cancellationToken))
        {
            if (authority.IsListedAt(now)) roots.Add(authority.Root);
        }

        return roots;
    }

    public async ValueTask<ApprovedAuthority?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await FindStoredAsync(id, cancellationToken))?.Authority;

    /// <summary>All of them, whatever their state, in the order of their ids.</summary>
    public async IAsyncEnumerable<ApprovedAuthority> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var page = await _records.ListAsync(Table, Partition, continuation, StorageLimits.Page, cancellationToken);
            foreach (var record in page.Records) yield return AuthorityDocument.Read(record).Authority;
            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    internal async ValueTask<StoredAuthority?> FindStoredAsync(string id, CancellationToken cancellationToken) =>
        id.Length == IdLength && !id.AsSpan().ContainsAnyExcept(HexDigits)
            && await _records.FindAsync(KeyOf(id), cancellationToken) is { } record
            ? AuthorityDocument.Read(record)
            : null;

    /// <summary>Writes a root. Null: somebody wrote it meanwhile.</summary>
    /// <param name="expected">The version that was read; null: there was none.</param>
    internal async ValueTask<ETag?> TryWriteAsync(
        ApprovedAuthority authority, IReadOnlyList<string> marks, AuditAct? pending, ETag? expected, CancellationToken cancellationToken)
    {
        var record = new NewRecord(KeyOf(authority.Id), AuthorityDocument.Write(authority, marks, pending));
        return expected is { } version
            ? await _records.TryReplaceAsync(record, version, cancellationToken)
            : await _records.TryInsertAsync(record, cancellationToken);
    }

    private static RecordKey KeyOf(string id) => new(Table, Partition, id);
}
