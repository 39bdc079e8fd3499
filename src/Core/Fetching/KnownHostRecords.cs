using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Fetching;

/// <summary>
/// Known URLs in the store, one record each, shared by instances. A record expires when no instance has seen a good signature that names
/// its URL for a month.
/// </summary>
public sealed class KnownHostRecords(IRecords records, TimeProvider time)
{
    public const string Table = "knownhosts";

    private const string Partition = "urls";
    private const int PageSize = 1000;
    private static readonly TimeSpan Life = TimeSpan.FromDays(30);

    /// <summary>Makes known what the store has, up to <see cref="Limits.KnownUrlsRead"/>, and removes what has expired.</summary>
    /// <returns>How many records were read.</returns>
    /// <exception cref="StorageException">The store does not answer.</exception>
    public async Task<int> LoadAsync(KnownHosts hosts, CancellationToken cancellationToken)
    {
        await records.RemoveExpiredAsync(Table, time.GetUtcNow(), PageSize, cancellationToken);
        var read = 0;
        string? continuation = null;
        do
        {
            var page = await records.ListAsync(Table, Partition, continuation, PageSize, cancellationToken);
            foreach (var record in page.Records)
            {
                if (UrlIn(record.Document) is { } url) hosts.Restore(url);
            }

            read += page.Records.Count;
            continuation = page.Continuation;
        }
        while (continuation is not null && read < Limits.KnownUrlsRead);
        return read;
    }

    /// <summary>Writes a URL, or prolongs it. Losing a race against another instance that writes the same is as good.</summary>
    /// <exception cref="StorageException">The store does not answer.</exception>
    public async Task SaveAsync(string url, CancellationToken cancellationToken)
    {
        var key = new RecordKey(Table, Partition, Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(url))));
        var record = new NewRecord(key, Encoding.ASCII.GetBytes($$"""{"url":"{{JsonEncodedText.Encode(url)}}"}"""),
            time.GetUtcNow() + Life);
        if (await records.FindAsync(key, cancellationToken) is { } present)
            await records.TryReplaceAsync(record, present.ETag, cancellationToken);
        else await records.TryInsertAsync(record, cancellationToken);
    }

    private static string? UrlIn(ReadOnlyMemory<byte> document)
    {
        if (!StrictJson.TryParseObject(document, StorageLimits.DocumentOctets, out var json, out _)) return null;
        using (json) return json.RootElement.TryGetString("url"u8, out var url) ? url : null;
    }
}
