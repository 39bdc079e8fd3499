using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Fetching;

/// <summary>
/// A question to the host of a URL: it proves itself by serving <see cref="Answer"/>. The answer holds more than the token, so that a
/// host that repeats what it is asked for proves nothing.
/// </summary>
/// <param name="Token">Random; a part of the URL.</param>
/// <param name="Url">What is fetched.</param>
/// <param name="Answer">What it must serve, as text.</param>
public sealed record HostChallenge(string Token, string Url, string Answer, DateTimeOffset ExpiresAt);

/// <summary>What differs between kinds of challenges.</summary>
/// <param name="Table">Of the open challenges, for the purge too.</param>
/// <param name="Path">The path below which a host answers, with slashes at both ends.</param>
internal sealed record HostChallengePlace(string Table, string Path);

/// <summary>Challenges that are open, one for each thing to be proven, and whether hosts answer them.</summary>
internal sealed class HostChallenges(HostChallengePlace place, IRecords records, IUrlFetcher fetcher, TimeProvider time, IRandom random)
{
    private const int TokenOctets = 16;
    private static readonly TimeSpan Life = TimeSpan.FromDays(1);

    /// <summary>The open challenge for a URL, made if there is none. Asked again it stays the same until it expires.</summary>
    /// <param name="partition">Of the open challenges.</param>
    /// <param name="name">The first part of the row's key.</param>
    /// <param name="proven">What the answer proves, with the URL in it.</param>
    /// <returns>The challenge, and whether it was made just now, so that nobody can have answered yet.</returns>
    public async ValueTask<(HostChallenge Challenge, bool IsNew)> GetAsync(
        string partition, string name, string proven, FetchUrl url, CancellationToken cancellationToken)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(proven)));
        var key = new RecordKey(place.Table, partition, $"{name}~{hash}");
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            var record = await records.FindAsync(key, cancellationToken);
            if (record is not null && Read(record) is var open && open.ExpiresAt > time.GetUtcNow())
                return (ChallengeOf(open, proven, url), IsNew: false);
            var made = new HostChallengeDocument(random.NewText(TokenOctets), time.GetUtcNow() + Life);
            var document = JsonSerializer.SerializeToUtf8Bytes(made, HostChallengeJson.Default.HostChallengeDocument);
            var next = new NewRecord(key, document, made.ExpiresAt + ClockTolerance.Instances);
            var written = record is null
                ? await records.TryInsertAsync(next, cancellationToken)
                : await records.TryReplaceAsync(next, record.ETag, cancellationToken);
            if (written is not null) return (ChallengeOf(made, proven, url), IsNew: true);
        }

        throw StorageException.OfContention("A challenge to a host");
    }

    /// <summary>Asks the host. Null: it serves the answer; otherwise what it does instead, in words.</summary>
    /// <param name="client">On whose behalf: its places at the fetcher are its own.</param>
    public async ValueTask<string?> FindFaultAsync(HostChallenge challenge, ClientKey client, CancellationToken cancellationToken)
    {
        var fetched = await fetcher.FetchAsync(challenge.Url, FetchProfile.HostProof, client, cancellationToken);
        if (!fetched.TryGet(out var document, out var refusal))
            return $"the challenge was not fetched ({KebabCase.Of(refusal.Reason)}): {refusal.Detail}";
        var text = Encoding.UTF8.GetString(document.Octets.Span).Trim();
        return text == challenge.Answer ? null : "the host serves something else than the answer";
    }

    private HostChallenge ChallengeOf(HostChallengeDocument document, string proven, FetchUrl url) => new(
        document.Token, $"{url.Uri.GetLeftPart(UriPartial.Authority)}{place.Path}{document.Token}",
        $"{document.Token}.{StrictBase64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(proven)))}", document.ExpiresAt);

    private static HostChallengeDocument Read(StoredRecord record) =>
        JsonSerializer.Deserialize(record.Document.Span, HostChallengeJson.Default.HostChallengeDocument)
        ?? throw new StorageException("A challenge to a host cannot be read.");
}

/// <summary>A challenge as it is stored.</summary>
internal sealed record HostChallengeDocument(string Token, DateTimeOffset ExpiresAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HostChallengeDocument))]
internal sealed partial class HostChallengeJson : JsonSerializerContext;
