using System.Security.Cryptography;
using System.Text.Json;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Storage;

namespace Shaken.Core.CertificationAuthority.Issuing;

/// <summary>Whose each certified key is: a key stays with the account it was first certified for.</summary>
internal sealed class CertifiedKeys
{
    private const string Table = "CertifiedKeys";
    private const string Row = "account";

    private readonly IRecords _records;

    public CertifiedKeys(IRecords records) => _records = records;

    /// <summary>The account a key was certified for; null: none so far.</summary>
    /// <param name="publicKeyInfo">DER SubjectPublicKeyInfo.</param>
    public async ValueTask<string?> FindAccountAsync(ReadOnlyMemory<byte> publicKeyInfo, CancellationToken cancellationToken) =>
        await _records.FindAsync(KeyOf(publicKeyInfo), cancellationToken) is { } record
            ? JsonSerializer.Deserialize(record.Document.Span, IssuanceJson.Default.String) : null;

    /// <summary>Takes a key for an account. False: another has it.</summary>
    public async ValueTask<bool> TryClaimAsync(SigningRequest request, string account, CancellationToken cancellationToken)
    {
        var claim = new NewRecord(KeyOf(request.PublicKeyInfo), JsonSerializer.SerializeToUtf8Bytes(account, IssuanceJson.Default.String));
        return await _records.TryInsertAsync(claim, cancellationToken) is not null
            || await FindAccountAsync(request.PublicKeyInfo, cancellationToken) == account;
    }

    private static RecordKey KeyOf(ReadOnlyMemory<byte> publicKeyInfo) =>
        new(Table, Convert.ToHexStringLower(SHA256.HashData(publicKeyInfo.Span)), Row);
}
