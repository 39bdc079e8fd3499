using System.Globalization;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Der;
using Shaken.Core.Storage;

namespace Shaken.Core.CertificationAuthority.Issuing;

/// <summary>The ledger of what this CA issued: by order, by fingerprint, by account, by key, by provider.</summary>
public sealed class IssuedCertificates
{
    private const string OrderTable = "Issuances";
    private const string FingerprintTable = "IssuedByFingerprint";
    private const string AccountTable = "IssuedByAccount";
    private const string KeyTable = "IssuedByKey";
    private const string ProviderTable = "IssuedByProvider";
    private const string Row = "issuance";
    private const int FingerprintLength = 64;

    private readonly IRecords _records;
    private readonly IssuedIndex? _index;

    /// <param name="index">Where operators search; null: nobody does.</param>
    public IssuedCertificates(IRecords records, IssuedIndex? index = null) => (_records, _index) = (records, index);

    /// <summary>The certificate of an order, or null while it is not signed.</summary>
    public async ValueTask<IssuedCertificate?> FindByOrderAsync(string orderId, CancellationToken cancellationToken) =>
        (await FindAsync(orderId, cancellationToken))?.Document.ToIssued();

    /// <summary>The certificate with a fingerprint, SHA-256 of its DER in 64 hexadecimal digits in lower case.</summary>
    public async ValueTask<IssuedCertificate?> FindByFingerprintAsync(string fingerprint, CancellationToken cancellationToken)
    {
        if (fingerprint.Length != FingerprintLength || !fingerprint.All(char.IsAsciiHexDigitLower)) return null;
        return await _records.FindAsync(new RecordKey(FingerprintTable, fingerprint, Row), cancellationToken) is { } record
            ? await FindByOrderAsync(OrderIn(record), cancellationToken)
            : null;
    }

    /// <summary>The certificate with a serial number, which no two certificates of this CA share.</summary>
    public async ValueTask<IssuedCertificate?> FindBySerialAsync(CertificateSerial serial, CancellationToken cancellationToken) =>
        await new IssuedSerials(_records).FindOrderAsync(serial, cancellationToken) is { } order
            ? await FindByOrderAsync(order, cancellationToken) : null;

    /// <summary>Certificates of an account, from the oldest on.</summary>
    public ValueTask<IssuedPage> ListByAccountAsync(string accountId, string? continuation, int maxCertificates,
        CancellationToken cancellationToken) =>
        ListAsync(AccountTable, accountId, continuation, maxCertificates, cancellationToken);

    /// <summary>Certificates over a key, in no order of meaning.</summary>
    public ValueTask<IssuedPage> ListByKeyAsync(JsonWebKey key, string? continuation, int maxCertificates,
        CancellationToken cancellationToken) =>
        ListAsync(KeyTable, key.Thumbprint(), continuation, maxCertificates, cancellationToken);

    /// <summary>Certificates whose TNAuthList has a provider's code, from the oldest on. Those of numbers alone name no provider.</summary>
    public ValueTask<IssuedPage> ListByProviderAsync(ProviderId provider, string? continuation, int maxCertificates,
        CancellationToken cancellationToken) =>
        ListAsync(ProviderTable, PartitionOf(provider), continuation, maxCertificates, cancellationToken);

    private async ValueTask<IssuedPage> ListAsync(string table, string partition, string? continuation, int maxCertificates,
        CancellationToken cancellationToken)
    {
        var page = await _records.ListAsync(table, partition, continuation, maxCertificates, cancellationToken);
        var certificates = new List<IssuedCertificate>();
        foreach (var record in page.Records)
        {
            if (await FindByOrderAsync(OrderIn(record), cancellationToken) is { } issued) certificates.Add(issued);
        }

        return new IssuedPage(certificates, page.Continuation);
    }

    internal async ValueTask<(IssuanceDocument Document, ETag ETag)?> FindAsync(string orderId, CancellationToken cancellationToken) =>
        await _records.FindAsync(KeyOf(orderId), cancellationToken) is { } record
            ? (IssuanceDocument.Read(record.Document), record.ETag)
            : null;

    internal async ValueTask<ETag?> TryAddAsync(IssuanceDocument document, CancellationToken cancellationToken) =>
        await _records.TryInsertAsync(new NewRecord(KeyOf(document.OrderId), document.Write()), cancellationToken);

    internal async ValueTask<bool> TryReplaceAsync(IssuanceDocument document, ETag expected, CancellationToken cancellationToken) =>
        await _records.TryReplaceAsync(new NewRecord(KeyOf(document.OrderId), document.Write()), expected, cancellationToken) is not null;

    // Done again after a crash it changes nothing: what is there already stays.
    internal async ValueTask IndexAsync(IssuedCertificate issued, CancellationToken cancellationToken)
    {
        var order = JsonSerializer.SerializeToUtf8Bytes(issued.OrderId, IssuanceJson.Default.String);
        var row = string.Create(
            CultureInfo.InvariantCulture, $"{issued.Certificate.NotBefore.ToUnixTimeSeconds():D12}-{issued.Certificate.Fingerprint}");
        await _records.TryInsertAsync(
            new NewRecord(new RecordKey(FingerprintTable, issued.Certificate.Fingerprint, Row), order), cancellationToken);
        await _records.TryInsertAsync(new NewRecord(new RecordKey(AccountTable, issued.AccountId, row), order), cancellationToken);
        foreach (var provider in issued.Certificate.Providers())
        {
            var byProvider = new RecordKey(ProviderTable, PartitionOf(provider), row);
            await _records.TryInsertAsync(new NewRecord(byProvider, order), cancellationToken);
        }

        if (_index is not null) await _index.AddAsync(issued, cancellationToken);
        if (!issued.Certificate.TryGetJwk(out var key)) return;
        var byKey = new RecordKey(KeyTable, key.Thumbprint(), issued.Certificate.Fingerprint);
        await _records.TryInsertAsync(new NewRecord(byKey, order), cancellationToken);
    }

    private static string OrderIn(StoredRecord record) => JsonSerializer.Deserialize(record.Document.Span, IssuanceJson.Default.String)!;

    private static string PartitionOf(ProviderId provider) => $"{provider.Country}:{provider.Code}";

    private static RecordKey KeyOf(string orderId) => new(OrderTable, orderId, Row);
}
