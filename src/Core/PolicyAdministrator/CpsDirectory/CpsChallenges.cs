using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.CpsDirectory;

/// <summary>
/// A question to the host of a CPS: it proves itself by serving <see cref="Answer"/>. The answer holds more than the token, so that a
/// host that repeats what it is asked for proves nothing.
/// </summary>
/// <param name="Token">Random; a part of the URL.</param>
/// <param name="Url">What is fetched.</param>
/// <param name="Answer">What it must serve, as text.</param>
public sealed record CpsChallenge(string Token, string Url, string Answer, DateTimeOffset ExpiresAt);

/// <summary>Challenges that are open, one for each URL of a code, and whether hosts answer them.</summary>
public sealed class CpsChallenges
{
    /// <summary>The table, for the purge.</summary>
    public const string Table = "pa-cps-challenges";

    /// <summary>The path below which a CPS answers.</summary>
    public const string Path = "/.well-known/shaken-cps/";

    private const int TokenOctets = 16;
    private static readonly TimeSpan Life = TimeSpan.FromDays(1);

    private readonly IRecords _records;
    private readonly IUrlFetcher _fetcher;
    private readonly TimeProvider _time;
    private readonly IRandom _random;

    public CpsChallenges(IRecords records, IUrlFetcher fetcher, TimeProvider time, IRandom random) =>
        (_records, _fetcher, _time, _random) = (records, fetcher, time, random);

    /// <summary>The answer to a token: both, and a hash of what is proven.</summary>
    public static string AnswerTo(string token, ProviderId provider, string accountId, string url)
    {
        var proven = Encoding.UTF8.GetBytes($"{provider} {accountId} {url}");
        return $"{token}.{StrictBase64Url.Encode(SHA256.HashData(proven))}";
    }

    /// <summary>The open challenge for a URL, made if there is none. Asked again it stays the same until it expires.</summary>
    /// <returns>The challenge, and whether it was made just now, so that nobody can have answered yet.</returns>
    internal async ValueTask<(CpsChallenge Challenge, bool IsNew)> GetAsync(
        ProviderId provider, string accountId, FetchUrl url, CancellationToken cancellationToken)
    {
        var key = KeyOf(provider, accountId, url.Text);
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            var record = await _records.FindAsync(key, cancellationToken);
            if (record is not null && Read(record) is var open && open.ExpiresAt > _time.GetUtcNow())
                return (ChallengeOf(open, provider, accountId, url), IsNew: false);
            var made = new CpsChallengeDocument(_random.NewText(TokenOctets), _time.GetUtcNow() + Life);
            var document = JsonSerializer.SerializeToUtf8Bytes(made, CpsDirectoryJson.Default.CpsChallengeDocument);
            var next = new NewRecord(key, document, made.ExpiresAt + ClockTolerance.Instances);
            var written = record is null
                ? await _records.TryInsertAsync(next, cancellationToken)
                : await _records.TryReplaceAsync(next, record.ETag, cancellationToken);
            if (written is not null) return (ChallengeOf(made, provider, accountId, url), IsNew: true);
        }

        throw StorageException.OfContention("A challenge to a CPS");
    }

    /// <summary>Asks the host. Null: it serves the answer; otherwise what it does instead, in words.</summary>
    internal async ValueTask<string?> FindFaultAsync(CpsChallenge challenge, string accountId, CancellationToken cancellationToken)
    {
        // An account is a client of the fetcher: it takes no other's places.
        var client = new ClientKey($"account:{accountId}");
        var fetched = await _fetcher.FetchAsync(challenge.Url, FetchProfile.CpsProof, client, cancellationToken);
        if (!fetched.TryGet(out var document, out var refusal))
            return $"the challenge was not fetched ({KebabCase.Of(refusal.Reason)}): {refusal.Detail}";
        var text = Encoding.UTF8.GetString(document.Octets.Span).Trim();
        return text == challenge.Answer ? null : "the host serves something else than the answer";
    }

    private static CpsChallenge ChallengeOf(CpsChallengeDocument document, ProviderId provider, string accountId, FetchUrl url) => new(
        document.Token, $"{url.Uri.GetLeftPart(UriPartial.Authority)}{Path}{document.Token}",
        AnswerTo(document.Token, provider, accountId, url.Text), document.ExpiresAt);

    private static RecordKey KeyOf(ProviderId provider, string accountId, string url)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{provider} {accountId} {url}"));
        return new RecordKey(Table, provider.Country.Value, $"{provider.Code}~{Convert.ToHexStringLower(hash)}");
    }

    private static CpsChallengeDocument Read(StoredRecord record) =>
        JsonSerializer.Deserialize(record.Document.Span, CpsDirectoryJson.Default.CpsChallengeDocument)
        ?? throw new StorageException("A challenge to a CPS cannot be read.");
}
