using System.Security.Cryptography;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Storage;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>A key that binds one ACME account to somebody the operator knows (RFC 8555 section 7.3.4).</summary>
/// <param name="Id">Its kid.</param>
/// <param name="MacKey">32 octets for HS256, shown once.</param>
public sealed record ExternalAccountKey(string Id, ReadOnlyMemory<byte> MacKey);

/// <summary>
/// Keys for external account binding. The MAC key has to be read again, so it is sealed and not hashed. Each binds one account.
/// </summary>
public sealed class ExternalAccountKeys
{
    private const string Table = "AcmeExternalKeys";
    private const string Row = "key";
    private const int MacKeyOctets = 32;
    private const int MaxOrganization = 64;

    private readonly IRecords _records;
    private readonly Sealing[] _sealings;
    private readonly IRandom _random;

    public ExternalAccountKeys(IRecords records, DeploymentSecrets secrets, IRandom random)
    {
        _records = records;
        _sealings = [.. secrets.All.Select(secret => new Sealing(secret, "acme-external-key", random))];
        _random = random;
    }

    /// <summary>Makes a key for an organization, whose name its certificates will carry as O.</summary>
    /// <exception cref="ArgumentException">The name has not 1 to 64 characters (RFC 5280 appendix A.1, ub-organization-name).</exception>
    public ValueTask<ExternalAccountKey> NewAsync(string organization, CancellationToken cancellationToken) =>
        NewAsync(organization, customer: null, cancellationToken);

    /// <summary>The same for a customer of a server that lends numbers.</summary>
    /// <param name="customer">The customer's id; null: it is for none.</param>
    /// <exception cref="ArgumentException">The name has not 1 to 64 characters (RFC 5280 appendix A.1, ub-organization-name).</exception>
    public async ValueTask<ExternalAccountKey> NewAsync(string organization, string? customer, CancellationToken cancellationToken)
    {
        if (organization.Length is 0 or > MaxOrganization)
            throw new ArgumentException($"An organization's name has 1 to {MaxOrganization} characters.", nameof(organization));
        var id = AcmeId.New(_random);
        var macKey = new byte[MacKeyOctets];
        _random.Fill(macKey);
        var document = new ExternalKeyDocument(
            organization, _sealings[0].SecretId, _sealings[0].Seal(macKey, id), AccountKey: null, AccountId: null, customer);
        return await _records.TryInsertAsync(new NewRecord(KeyOf(id), Write(document)), cancellationToken) is not null
            ? new ExternalAccountKey(id, macKey)
            : throw new StorageException("A random id is taken: the source of randomness repeats itself.");
    }

    /// <summary>
    /// Verifies that the holder of the account's key has the external key too, and that this key is free or the account's own. Nothing is
    /// written.
    /// </summary>
    /// <param name="url">The URL of the outer request.</param>
    public async ValueTask<Outcome<ExternalBinding, AcmeProblem>> VerifyAsync(
        AcmeMessage binding, JsonWebKey accountKey, string url, CancellationToken cancellationToken)
    {
        if (FindViolation(binding.Header, url) is { } violation) return violation;
        if (!StrictJson.TryParseObject(binding.Payload, Limits.AcmeBodyOctets, out var payload, out var failure))
            return AcmeProblem.Malformed($"externalAccountBinding: {failure}");
        using (payload)
        {
            if (!JsonWebKey.TryParse(payload.RootElement, out var bound) || bound != accountKey)
                return AcmeProblem.Malformed("externalAccountBinding: the payload is not the account's key");
        }

        var id = binding.Header.KeyId!;
        if (await FindAsync(id, cancellationToken) is not { Document: var document }) return Unknown;
        var sealing = Array.Find(_sealings, candidate => candidate.SecretId == document.SecretId);
        if (sealing is null || !sealing.TryOpen(document.Sealed, id, out var macKey)) return Unknown;
        if (!CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(macKey, binding.SigningInput), binding.Signature.Span))
            return Unknown;

        var key = accountKey.Thumbprint();
        return document.AccountKey is null || document.AccountKey == key
            ? new ExternalBinding(id, document.Organization, document.Customer, key, document.AccountId)
            : AnothersAccount;
    }

    /// <summary>
    /// Binds it to an account's id, which stays when the account changes its key: else the first key could be registered once more.
    /// </summary>
    /// <returns>Null: bound, now or before; else why not.</returns>
    public async ValueTask<AcmeProblem?> BindAsync(ExternalBinding binding, string accountId, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            if (await FindAsync(binding.KeyId, cancellationToken) is not { } found) return Unknown;
            if (found.Document.AccountId is { } bound) return bound == accountId ? null : AnothersAccount;
            var document = found.Document with { AccountKey = binding.AccountKey, AccountId = accountId };
            if (
                await _records.TryReplaceAsync(
                    new NewRecord(KeyOf(binding.KeyId), Write(document)), found.ETag, cancellationToken) is not null)
                return null;
        }

        throw StorageException.OfContention("The key of an external account binding");
    }

    private async ValueTask<(ExternalKeyDocument Document, ETag ETag)?> FindAsync(string id, CancellationToken cancellationToken) =>
        AcmeId.IsWellFormed(id) && await _records.FindAsync(KeyOf(id), cancellationToken) is { } record
            ? (JsonSerializer.Deserialize(record.Document.Span, AcmeJson.Default.ExternalKeyDocument)!, record.ETag)
            : null;

    /// <summary>The refusal of a key that binds another account.</summary>
    public static AcmeProblem AnothersAccount { get; } =
        AcmeProblem.Unauthorized("externalAccountBinding: the key binds another account already");

    // Which of the two it is helps only somebody who guesses.
    private static AcmeProblem Unknown { get; } =
        AcmeProblem.Unauthorized("externalAccountBinding: the key is not known, or did not make this signature");

    private static AcmeProblem? FindViolation(AcmeHeader header, string url) =>
        header.Alg != AcmeHeader.Hs256
            ? new AcmeProblem(AcmeError.BadSignatureAlgorithm,
                "externalAccountBinding: alg is not HS256 (RFC 8555 section 7.3.4)") { Algorithms = [AcmeHeader.Hs256] }
        : header.Nonce is not null ? AcmeProblem.Malformed("externalAccountBinding: a nonce stands where none may")
        : header.KeyId is null || header.Key is not null
            ? AcmeProblem.Malformed("externalAccountBinding: kid names the key, and jwk is absent")
        : header.Url != url ? AcmeProblem.Malformed("externalAccountBinding: url is not that of the request")
        : null;

    private static byte[] Write(ExternalKeyDocument document) =>
        JsonSerializer.SerializeToUtf8Bytes(document, AcmeJson.Default.ExternalKeyDocument);

    private static RecordKey KeyOf(string id) => new(Table, id, Row);
}

/// <summary>That an account's key and an external key belong together: only <see cref="ExternalAccountKeys"/> makes one.</summary>
public sealed record ExternalBinding
{
    internal ExternalBinding(string keyId, string organization, string? customer, string accountKey, string? accountId) =>
        (KeyId, Organization, Customer, AccountKey, AccountId) = (keyId, organization, customer, accountKey, accountId);

    public string KeyId { get; }

    /// <summary>Who is behind the external key.</summary>
    public string Organization { get; }

    /// <summary>The customer that it is for; null: none.</summary>
    public string? Customer { get; }

    /// <summary>Thumbprint of the account's key.</summary>
    internal string AccountKey { get; }

    /// <summary>The account that the external key was bound to before; null: none.</summary>
    internal string? AccountId { get; }
}

/// <summary>What is stored of a key.</summary>
/// <param name="AccountKey">Thumbprint of the key that the account had when it was bound; null while free.</param>
/// <param name="AccountId">The account; null while free.</param>
/// <param name="Customer">The customer that it is for; null: none.</param>
internal sealed record ExternalKeyDocument(
    string Organization, string SecretId, byte[] Sealed, string? AccountKey, string? AccountId, string? Customer = null);
