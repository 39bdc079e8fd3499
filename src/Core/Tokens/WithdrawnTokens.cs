using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Tokens;

/// <summary>
/// Tokens that a policy administrator took back before they expire: single ones, and all those of suspended providers. Every instance of a
/// CA reads the same records, so that a token is refused everywhere from the moment that one instance heard of it.
/// </summary>
public sealed class WithdrawnTokens
{
    private const string Table = "authoritytokens-withdrawn";
    private const string ProviderRow = "provider";
    private const string TokenRow = "token";

    private readonly IRecords _records;

    public WithdrawnTokens(IRecords records) => _records = records;

    /// <summary>Why a verified token does not count any more; null: it does.</summary>
    public async ValueTask<string?> FindViolationAsync(VerifiedAuthorityToken token, CancellationToken cancellationToken)
    {
        if (await _records.FindAsync(KeyOf(token.Id), cancellationToken) is not null)
            return "jti: the policy administrator revoked the token; ask it for another";
        var providers = token.Authority.Codes.Distinct().Select(code => new ProviderId(token.Country, code));
        return await FindSuspendedAsync(providers, cancellationToken) is { } provider
            ? $"the policy administrator suspended the account of {provider}" : null;
    }

    /// <summary>The first of some providers whose account is suspended; null: none is.</summary>
    public async ValueTask<ProviderId?> FindSuspendedAsync(IEnumerable<ProviderId> providers, CancellationToken cancellationToken)
    {
        foreach (var provider in providers)
        {
            if (await _records.FindAsync(KeyOf(provider), cancellationToken) is { } record && Read(record).IsSuspended) return provider;
        }

        return null;
    }

    /// <summary>Takes one token back, for good.</summary>
    public async ValueTask RevokeAsync(string tokenId, CancellationToken cancellationToken) =>
        await _records.TryInsertAsync(new NewRecord(KeyOf(tokenId), "{}"u8.ToArray()), cancellationToken);

    /// <summary>Says whether a provider's tokens count.</summary>
    /// <param name="sequence">The number of the notice: what an older one says comes too late and changes nothing.</param>
    /// <returns>Whether this is what counts now: no later notice was followed before.</returns>
    public async ValueTask<bool> SetSuspendedAsync(
        ProviderId provider, bool isSuspended, long sequence, CancellationToken cancellationToken)
    {
        var standing = new StandingDocument(isSuspended, sequence);
        var written = new NewRecord(
            KeyOf(provider), JsonSerializer.SerializeToUtf8Bytes(standing, WithdrawnJson.Default.StandingDocument));
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            if (await _records.FindAsync(written.Key, cancellationToken) is not { } record)
            {
                if (await _records.TryInsertAsync(written, cancellationToken) is not null) return true;
                continue;
            }

            var known = Read(record).Sequence;
            if (known >= sequence) return known == sequence;
            if (await _records.TryReplaceAsync(written, record.ETag, cancellationToken) is not null) return true;
        }

        throw StorageException.OfContention($"The standing of {provider}");
    }

    private static StandingDocument Read(StoredRecord record) =>
        JsonSerializer.Deserialize(record.Document.Span, WithdrawnJson.Default.StandingDocument)
        ?? throw new StorageException("A provider's standing cannot be read.");

    private static RecordKey KeyOf(ProviderId provider) => new(Table, $"{provider.Country}:{provider.Code}", ProviderRow);

    // A jti may hold any character, and only its hash is needed.
    private static RecordKey KeyOf(string tokenId) =>
        new(Table, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tokenId))), TokenRow);
}

/// <summary>A provider's standing as it is stored.</summary>
internal sealed record StandingDocument(bool IsSuspended, long Sequence);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StandingDocument))]
internal sealed partial class WithdrawnJson : JsonSerializerContext;
