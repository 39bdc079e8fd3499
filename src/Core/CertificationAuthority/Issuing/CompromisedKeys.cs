using System.Text.Json;
using Shaken.Core.Keys;
using Shaken.Core.Storage;

namespace Shaken.Core.CertificationAuthority.Issuing;

/// <summary>Keys of certificates that were revoked for keyCompromise. They are never certified again, for any subscriber.</summary>
public sealed class CompromisedKeys
{
    private const string Table = "CompromisedKeys";
    private const string Row = "key";

    private readonly IRecords _records;

    public CompromisedKeys(IRecords records) => _records = records;

    public async ValueTask<bool> HasAsync(JsonWebKey key, CancellationToken cancellationToken) =>
        await _records.FindAsync(KeyOf(key), cancellationToken) is not null;

    /// <summary>Adds a key. Adding it again changes nothing.</summary>
    /// <param name="fingerprint">The certificate that the key was reported with.</param>
    internal async ValueTask AddAsync(JsonWebKey key, string fingerprint, CancellationToken cancellationToken)
    {
        var document = JsonSerializer.SerializeToUtf8Bytes(fingerprint, IssuanceJson.Default.String);
        await _records.TryInsertAsync(new NewRecord(KeyOf(key), document), cancellationToken);
    }

    private static RecordKey KeyOf(JsonWebKey key) => new(Table, key.Thumbprint(), Row);
}
