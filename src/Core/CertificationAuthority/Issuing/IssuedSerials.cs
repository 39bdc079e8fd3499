using System.Security.Cryptography;
using System.Text.Json;
using Shaken.Core.Pki.Der;
using Shaken.Core.Storage;

namespace Shaken.Core.CertificationAuthority.Issuing;

/// <summary>Every serial number that was drawn, and for which order: none is used twice.</summary>
internal sealed class IssuedSerials(IRecords records)
{
    private const string Table = "IssuedSerials";
    private const string Row = "order";

    /// <summary>Takes the serial number of an order that is about to be settled.</summary>
    /// <exception cref="CryptographicException">
    /// Another order has it: of 159 random bits that happens only to a broken generator, and then nothing may be signed.
    /// </exception>
    public async ValueTask TakeAsync(IssuanceDocument document, CancellationToken cancellationToken)
    {
        if (!await TryTakeAsync(document, cancellationToken))
            throw new CryptographicException("The generator gave a serial number that another certificate has.");
    }

    /// <summary>The order that took a serial number, or null.</summary>
    public async ValueTask<string?> FindOrderAsync(CertificateSerial serial, CancellationToken cancellationToken) =>
        await records.FindAsync(KeyOf(serial.ToOctets()), cancellationToken) is { } record
            ? JsonSerializer.Deserialize(record.Document.Span, IssuanceJson.Default.String) : null;

    /// <summary>The same. False: another order has the serial number.</summary>
    public async ValueTask<bool> TryTakeAsync(IssuanceDocument document, CancellationToken cancellationToken)
    {
        var order = JsonSerializer.SerializeToUtf8Bytes(document.OrderId, IssuanceJson.Default.String);
        var key = KeyOf(document.Serial);
        if (await records.TryInsertAsync(new NewRecord(key, order), cancellationToken) is not null) return true;
        return await records.FindAsync(key, cancellationToken) is { } found && found.Document.Span.SequenceEqual(order);
    }

    private static RecordKey KeyOf(byte[] serial) => new(Table, Convert.ToHexStringLower(serial), Row);
}
