using System.Text.Json;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Storage;

namespace Shaken.Core.Delegation.Ordering.Upstream;

/// <summary>Customers' orders at the STI-CA, each one record, with a list of those under way and an index by serial number.</summary>
public sealed class UpstreamOrders
{
    private const string Table = "delegate-upstream";
    private const string OpenTable = "delegate-upstream-open";
    private const string SerialTable = "delegate-upstream-serials";
    private const string OpenPartition = "open";
    private const string Row = "order";

    private readonly IRecords _records;

    public UpstreamOrders(IRecords records) => _records = records;

    /// <summary>Ids of orders under way, some at a time. One whose order is over stays until it is closed.</summary>
    public async ValueTask<(IReadOnlyList<string> OrderIds, string? Continuation)> ListOpenAsync(
        string? continuation, CancellationToken cancellationToken)
    {
        var page = await _records.ListAsync(OpenTable, OpenPartition, continuation, StorageLimits.Page, cancellationToken);
        return ([.. page.Records.Select(record => record.Key.Row)], page.Continuation);
    }

    /// <summary>Takes an order off the list of those under way.</summary>
    public async ValueTask CloseAsync(string orderId, CancellationToken cancellationToken)
    {
        if (await _records.FindAsync(new RecordKey(OpenTable, OpenPartition, orderId), cancellationToken) is { } record)
            await _records.TryDeleteAsync(record.Key, record.ETag, cancellationToken);
    }

    /// <summary>Whether an order is on the list of those under way.</summary>
    internal async ValueTask<bool> IsOpenAsync(string orderId, CancellationToken cancellationToken) =>
        await _records.FindAsync(new RecordKey(OpenTable, OpenPartition, orderId), cancellationToken) is not null;

    internal async ValueTask<StoredUpstream?> FindAsync(string orderId, CancellationToken cancellationToken) =>
        await _records.FindAsync(KeyOf(orderId), cancellationToken) is { } record
            ? new StoredUpstream(
                JsonSerializer.Deserialize(record.Document.Span, UpstreamJson.Default.UpstreamDocument)
                    ?? throw new StorageException("An order at the STI-CA cannot be read."),
                record.ETag)
            : null;

    /// <summary>The order of a serial number; null: none.</summary>
    internal async ValueTask<string?> FindOrderAsync(CertificateSerial serial, CancellationToken cancellationToken) =>
        await _records.FindAsync(KeyOf(serial), cancellationToken) is { } record
            ? JsonSerializer.Deserialize(record.Document.Span, UpstreamJson.Default.String) : null;

    /// <summary>Begins an order, or finds it begun. The list first: an order that is not on it might never be gone on with.</summary>
    internal async ValueTask<StoredUpstream> BeginAsync(string orderId, UpstreamDocument begun, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            if (await FindAsync(orderId, cancellationToken) is { } stored) return stored;
            await _records.TryInsertAsync(
                new NewRecord(new RecordKey(OpenTable, OpenPartition, orderId), Write(orderId)), cancellationToken);
            if (await _records.TryInsertAsync(new NewRecord(KeyOf(orderId), Write(begun)), cancellationToken) is { } etag)
                return new StoredUpstream(begun, etag);
        }

        throw StorageException.OfContention("An order at the STI-CA");
    }

    /// <summary>Replaces what nobody changed meanwhile; null: somebody did.</summary>
    internal async ValueTask<StoredUpstream?> TryReplaceAsync(
        string orderId, UpstreamDocument document, ETag expected, CancellationToken cancellationToken) =>
        await _records.TryReplaceAsync(new NewRecord(KeyOf(orderId), Write(document)), expected, cancellationToken) is { } etag
            ? new StoredUpstream(document, etag) : null;

    /// <summary>Makes a certificate findable by its serial number. Doing it again changes nothing.</summary>
    internal async ValueTask IndexAsync(StiCertificate certificate, string orderId, CancellationToken cancellationToken) =>
        await _records.TryInsertAsync(
            new NewRecord(KeyOf(CertificateSerial.From(certificate.SerialNumber.Span)), Write(orderId)), cancellationToken);

    private static byte[] Write(UpstreamDocument document) =>
        JsonSerializer.SerializeToUtf8Bytes(document, UpstreamJson.Default.UpstreamDocument);

    private static byte[] Write(string text) => JsonSerializer.SerializeToUtf8Bytes(text, UpstreamJson.Default.String);

    private static RecordKey KeyOf(string orderId) => new(Table, orderId, Row);

    private static RecordKey KeyOf(CertificateSerial serial) => new(SerialTable, Convert.ToHexStringLower(serial.ToOctets()), Row);
}

/// <summary>An order at the STI-CA as it lies in the store.</summary>
internal sealed record StoredUpstream(UpstreamDocument Document, ETag ETag);
