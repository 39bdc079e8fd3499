using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Tokens;

/// <summary>How often a token may be used (RFC 9447 section 3.3 leaves it to the CA's policy).</summary>
public enum AuthorityTokenReuse
{
    /// <summary>For one order.</summary>
    OneOrder,

    /// <summary>By one account, for as many orders as it likes until exp: some clients keep a token that long.</summary>
    UntilExpiry,
}

/// <summary>
/// Binds each token to the first account and order that presented it, on however many instances. A repeat on that order passes, so that a
/// retried request is not refused.
/// </summary>
public sealed class AuthorityTokenUses
{
    /// <summary>The table of its records.</summary>
    public const string Table = "authoritytokens";

    private readonly IRecords _records;
    private readonly AuthorityTokenReuse _reuse;

    public AuthorityTokenUses(IRecords records, AuthorityTokenReuse reuse) => (_records, _reuse) = (records, reuse);

    /// <summary>Binds the token, or says whether it is bound so already.</summary>
    /// <param name="account">The account's id.</param>
    /// <param name="order">The order's id.</param>
    public async ValueTask<bool> TryBindAsync(
        VerifiedAuthorityToken token, string account, string order, CancellationToken cancellationToken)
    {
        // A jti is unique within its policy administrator; only its hash is stored.
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{token.Country}/{token.Id}")));
        var key = new RecordKey(Table, hash[..4], hash);
        var use = new TokenUseDocument(account, order);
        var document = JsonSerializer.SerializeToUtf8Bytes(use, AccountsJson.Default.TokenUseDocument);
        if (await _records.TryInsertAsync(new NewRecord(key, document, Later(token.ExpiresAt)), cancellationToken) is not null) return true;
        if (await _records.FindAsync(key, cancellationToken) is not { } record) return false;
        var first = JsonSerializer.Deserialize(record.Document.Span, AccountsJson.Default.TokenUseDocument)
            ?? throw new StorageException("The record of a token's use is empty.");
        return _reuse switch
        {
            AuthorityTokenReuse.OneOrder => first == use,
            AuthorityTokenReuse.UntilExpiry => first.Account == account,
        };
    }

    // A clock that is set back must not make a token new that expired just now.
    private static DateTimeOffset Later(DateTimeOffset expiresAt) =>
        expiresAt > DateTimeOffset.MaxValue - ClockTolerance.Records ? DateTimeOffset.MaxValue : expiresAt + ClockTolerance.Records;
}

/// <summary>Who used a token first.</summary>
internal sealed record TokenUseDocument(string Account, string Order);

/// <summary>Serialization of this folder's own documents, generated at build.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TokenUseDocument))]
internal sealed partial class AccountsJson : JsonSerializerContext;
