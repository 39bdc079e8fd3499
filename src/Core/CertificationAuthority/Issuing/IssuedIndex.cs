using System.Text;
using System.Text.Json;
using Shaken.Core.Pki.Der;
using Shaken.Core.Storage;

namespace Shaken.Core.CertificationAuthority.Issuing;

/// <summary>
/// The index by which an operator searches what the CA issued, newest first: all of it, and by provider, account, word of the subject and
/// number. It is written with the ledger, before a certificate is published, and every write can be repeated.
/// </summary>
/// <remarks>
/// A number is found by prefix: an entry of a TNAuthList stands under the digits that the first and the last number of its block share. A
/// search looks under each prefix of the number, of which there are 16 at most.
/// </remarks>
public sealed class IssuedIndex(IRecords records)
{
    /// <summary>The partition of every certificate.</summary>
    internal const string Everything = "all";

    private const string Table = "IssuedIndex";
    private const int WritesAtOnce = 16;

    internal static string OfProvider(string provider) => $"p:{provider.Replace('/', ':')}";

    internal static string OfAccount(string accountId) => $"a:{accountId}";

    internal static string OfWord(string word) => $"w:{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(word))}";

    internal static string OfPrefix(string digits) => $"n:{digits.Replace('*', 's').Replace('#', 'h')}";

    /// <summary>What an entry of a TNAuthList is found by: its number, or the digits that its block shares. Null: it is a code.</summary>
    internal static string? PrefixOf(TnAuthListEntry entry) => entry switch
    {
        NumberEntry one => one.Number.Value,
        RangeEntry { Range: var block } => Shared(block.Start.Value, block.Last.Value),
        _ => null,
    };

    /// <summary>Enters a certificate. What is there already stays.</summary>
    internal async ValueTask AddAsync(IssuedCertificate issued, CancellationToken cancellationToken)
    {
        var document = JsonSerializer.SerializeToUtf8Bytes(IssuedSummary.Of(issued), IssuanceJson.Default.IssuedSummary);
        var row = NewestFirst.RowOf(issued.Certificate.NotBefore, issued.Certificate.Fingerprint);
        foreach (var partitions in PartitionsOf(issued).Distinct(StringComparer.Ordinal).Chunk(WritesAtOnce))
        {
            await Task.WhenAll(partitions.Select(partition =>
                records.TryInsertAsync(new NewRecord(new RecordKey(Table, partition, row), document), cancellationToken).AsTask()));
        }
    }

    /// <summary>Rows of a partition.</summary>
    internal async ValueTask<(IReadOnlyList<IssuedSummary> Rows, string? Continuation)> ListAsync(
        string partition, string? continuation, int maxRows, CancellationToken cancellationToken)
    {
        var page = await records.ListAsync(Table, partition, continuation, maxRows, cancellationToken);
        return ([.. page.Records.Select(Read)], page.Continuation);
    }

    private static IEnumerable<string> PartitionsOf(IssuedCertificate issued)
    {
        var certificate = issued.Certificate;
        IEnumerable<string> prefixes = certificate.Extensions.TnAuthList is { } list ? list.Entries.Select(PrefixOf).OfType<string>() : [];
        return
        [
            Everything,
            OfAccount(issued.AccountId),
            .. certificate.Providers().Select(provider => OfProvider(provider.ToString())),
            .. SubjectWords.Of(certificate.Subject).Select(OfWord),
            .. prefixes.Select(OfPrefix),
        ];
    }

    private static string Shared(string first, string last)
    {
        var length = 0;
        while (length < first.Length && length < last.Length && first[length] == last[length]) length++;
        return first[..length];
    }

    private static IssuedSummary Read(StoredRecord record) =>
        JsonSerializer.Deserialize(record.Document.Span, IssuanceJson.Default.IssuedSummary)
            ?? throw new JsonException("A row of the index of issued certificates is null.");
}
