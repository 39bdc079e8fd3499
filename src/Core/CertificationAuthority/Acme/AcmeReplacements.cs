using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;
using Shaken.Core.Storage;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>
/// Which order replaces a certificate (RFC 9773 section 5): at most one that did not come to nothing. The claim is written before the
/// order, so that a claim whose order is missing was cut off and counts no more.
/// </summary>
public sealed class AcmeReplacements
{
    /// <summary>The table of its records.</summary>
    public const string Table = "AcmeReplacements";

    private const string Row = "order";

    private readonly IRecords _records;
    private readonly AcmeOrders _orders;
    private readonly RenewalInfo _info;

    internal AcmeReplacements(IRecords records, AcmeOrders orders, RenewalInfo info) =>
        (_records, _orders, _info) = (records, orders, info);

    /// <summary>Claims a certificate for an order that is about to be placed. Null: it is claimed; else why not.</summary>
    public async ValueTask<AcmeProblem?> ClaimAsync(RenewalId id, AcmeOrder order, CancellationToken cancellationToken)
    {
        if (await _info.FindCertificateAsync(id, cancellationToken) is not { } replaced || replaced.AccountId != order.AccountId)
            return AcmeProblem.Malformed("replaces names no certificate of this account");
        if (!AreOfOneKind(replaced.Certificate.Extensions.TnAuthList, order))
            return AcmeProblem.Malformed("replaces names a certificate that has nothing in common with the identifiers of the order");
        var claim = new NewRecord(
            new RecordKey(Table, id.Text, Row), JsonSerializer.SerializeToUtf8Bytes(order.Id, AcmeJson.Default.String),
            replaced.Certificate.NotAfter + ClockTolerance.Records);
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            if (await _records.TryInsertAsync(claim, cancellationToken) is not null) return null;
            if (await _records.FindAsync(claim.Key, cancellationToken) is not { } record) continue;
            var other = JsonSerializer.Deserialize(record.Document.Span, AcmeJson.Default.String)!;
            if (await _orders.FindAsync(other, cancellationToken) is { Order: var before }
                && before.StatusAt(order.CreatedAt) != AcmeOrderStatus.Invalid)
                return new AcmeProblem(AcmeError.AlreadyReplaced, "another order replaces the certificate already");
            if (await _records.TryReplaceAsync(claim, record.ETag, cancellationToken) is not null) return null;
        }

        throw StorageException.OfContention("The order that replaces a certificate");
    }

    // At least one identifier in common (RFC 9773 section 5): a code, or numbers.
    private static bool AreOfOneKind(TnAuthList? before, AcmeOrder order)
    {
        if (before is null || !TnAuthListDer.TryRead(order.Authority, out var wanted)) return false;
        return before.Codes.Intersect(wanted.Codes).Any()
            || before.ToNumberSet().Overlaps(wanted.ToNumberSet());
    }
}
