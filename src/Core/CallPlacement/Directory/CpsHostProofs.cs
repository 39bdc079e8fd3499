using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.CallPlacement.Directory;

/// <summary>
/// Answers to a policy administrator's challenges that this CPS serves, so that the administrator sees that the CPS belongs to the
/// provider that provisions its URL.
/// </summary>
public sealed class CpsHostProofs
{
    /// <summary>The table, for the purge.</summary>
    public const string Table = "cps-host-proofs";

    private const string Partition = "proofs";
    private const int LeastToken = 16;
    private const int MostToken = 64;

    // 32 octets in base64url.
    private const int HashLength = 43;

    private static readonly TimeSpan Life = TimeSpan.FromDays(1);

    private readonly IRecords _records;
    private readonly TimeProvider _time;

    public CpsHostProofs(IRecords records, TimeProvider time) => (_records, _time) = (records, time);

    /// <summary>Serves an answer for a day. Told again, nothing changes.</summary>
    /// <param name="answer">As the administrator gave it: a token, a dot, and a hash, all base64url.</param>
    /// <returns>The token; null: it is no answer.</returns>
    public async ValueTask<string?> AddAsync(string answer, CancellationToken cancellationToken)
    {
        if (TokenOf(answer) is not { } token) return null;
        var document = JsonSerializer.SerializeToUtf8Bytes(answer, StorageJson.Default.String);
        var proof = new NewRecord(new RecordKey(Table, Partition, token), document, _time.GetUtcNow() + Life);
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            var present = await _records.FindAsync(proof.Key, cancellationToken);
            var written = present is null
                ? await _records.TryInsertAsync(proof, cancellationToken)
                : await _records.TryReplaceAsync(proof, present.ETag, cancellationToken);
            if (written is not null) return token;
        }

        throw StorageException.OfContention($"The answer to the challenge {token}");
    }

    /// <summary>The answer to a token; null: none is served.</summary>
    public async ValueTask<string?> FindAsync(string token, CancellationToken cancellationToken) =>
        IsToken(token) && await _records.FindAsync(new RecordKey(Table, Partition, token), cancellationToken) is { } record
            && record.ExpiresAt > _time.GetUtcNow()
            ? JsonSerializer.Deserialize(record.Document.Span, StorageJson.Default.String)
            : null;

    private static string? TokenOf(string answer) =>
        answer.Split('.') is [var token, { Length: HashLength } hash] && IsToken(token) && StrictBase64Url.IsWellFormed(hash)
            ? token : null;

    private static bool IsToken(string text) =>
        text.Length is >= LeastToken and <= MostToken && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
}
