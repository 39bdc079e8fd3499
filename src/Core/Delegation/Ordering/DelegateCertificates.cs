using System.Globalization;
using System.Text.Json;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.Delegation.Customers;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Storage;

namespace Shaken.Core.Delegation.Ordering;

/// <summary>
/// Which certificate rests on which grants, and whose it is. An entry is written before its certificate is signed, and the grants are asked
/// once more after it: a withdrawal between the two is found by one side or the other.
/// </summary>
public sealed class DelegateCertificates : IWithdrawnGrants
{
    /// <summary>The table of entries, by customer.</summary>
    public const string Table = "delegate-certificates";

    /// <summary>The table that leads from a grant to them.</summary>
    public const string GrantTable = "delegate-certificates-by-grant";

    /// <summary>The table that leads from a fingerprint to one.</summary>
    public const string FingerprintTable = "delegate-certificates-by-fingerprint";

    private const string Row = "certificate";
    private const int FingerprintLength = 64;

    // As long as the register of revocations keeps what it says of a certificate.
    private static readonly TimeSpan KeptAfterExpiry = TimeSpan.FromDays(400);

    private readonly IRecords _records;
    private readonly IAcmeCertificates? _certificates;
    private readonly TimeProvider _time;

    /// <param name="certificates">Revokes them; null: none is issued here.</param>
    public DelegateCertificates(IRecords records, IAcmeCertificates? certificates, TimeProvider time) =>
        (_records, _certificates, _time) = (records, certificates, time);

    /// <summary>Certificates of a customer, from the oldest order on. A page may be short before the end.</summary>
    /// <param name="continuation">Null, or what the page before gave.</param>
    /// <param name="maxCertificates">1 to <see cref="StorageLimits.Page"/>.</param>
    public async ValueTask<DelegateCertificatePage> ListAsync(
        CustomerId customer, string? continuation, int maxCertificates, CancellationToken cancellationToken)
    {
        var page = await _records.ListAsync(Table, customer.Value, continuation, maxCertificates, cancellationToken);
        var certificates = page.Records.Select(record => Read(record).ToCertificate()).OfType<DelegateCertificate>();
        return new DelegateCertificatePage([.. certificates], page.Continuation);
    }

    /// <summary>
    /// The certificate with a fingerprint, SHA-256 of its DER in 64 hexadecimal digits in lower case; null: it is none of these.
    /// </summary>
    public async ValueTask<DelegateCertificate?> FindAsync(string fingerprint, CancellationToken cancellationToken)
    {
        if (fingerprint.Length != FingerprintLength || !fingerprint.All(char.IsAsciiHexDigitLower)) return null;
        if (await _records.FindAsync(new RecordKey(FingerprintTable, fingerprint, Row), cancellationToken) is not { } pointer) return null;
        return await _records.FindAsync(KeyIn(pointer), cancellationToken) is { } record ? Read(record).ToCertificate() : null;
    }

    /// <summary>
    /// Revokes every certificate that rests on a grant and has not expired. Repeated after an outage, it completes what is missing.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The issuer cannot be reached, or none is configured or another than signed.
    /// </exception>
    public async ValueTask<bool> RevokeAsync(NumberGrant grant, string reason, CancellationToken cancellationToken)
    {
        var isAll = true;
        string? continuation = null;
        do
        {
            var page = await _records.ListAsync(GrantTable, grant.Id.Value, continuation, StorageLimits.Page, cancellationToken);
            foreach (var record in page.Records)
                isAll &= await RevokeAsync(record, $"grant {grant.Id}: {reason}", cancellationToken);
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return isAll;
    }

    /// <summary>Writes down what the certificate of an order will rest on. Doing it again changes nothing.</summary>
    /// <param name="issuer">Who is to sign it.</param>
    /// <returns>False: the order was begun by another issuer, from which its certificate may have come.</returns>
    internal async ValueTask<bool> TryReserveAsync(
        AcmeOrder order, AcmeAccount account, string issuer, CancellationToken cancellationToken)
    {
        var grant = GrantOf(order);
        var document = new DelegateDocument(order.Id, account.Customer!, grant.LentBy!, grant.Grants!, Leaf: null, Url: null, issuer);
        var key = KeyOf(order, account);
        if (await _records.TryInsertAsync(new NewRecord(key, Write(document)), cancellationToken) is null
            && await _records.FindAsync(key, cancellationToken) is { } begun && Read(begun).Issuer != issuer)
            return false;
        foreach (var id in grant.Grants!)
            await _records.TryInsertAsync(
                new NewRecord(new RecordKey(GrantTable, id, order.Id), PointerTo(key), KeptUntil(grant.TokenExpiresAt)), cancellationToken);
        return true;
    }

    /// <summary>Enters the certificate of an order. Doing it again changes nothing.</summary>
    internal async ValueTask EnterAsync(
        AcmeOrder order, AcmeAccount account, IssuedCertificate issued, CancellationToken cancellationToken)
    {
        var (key, certificate) = (KeyOf(order, account), issued.Certificate);
        var keptUntil = KeptUntil(certificate.NotAfter);
        await _records.TryInsertAsync(
            new NewRecord(new RecordKey(FingerprintTable, certificate.Fingerprint, Row), PointerTo(key), keptUntil), cancellationToken);
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            if (await _records.FindAsync(key, cancellationToken) is not { } record)
                throw new InvalidOperationException("A delegate certificate was issued without an entry in its ledger.");
            var document = Read(record);
            if (document.Leaf is not null) return;
            var entered = document with { Leaf = certificate.Der.ToArray(), Url = issued.Url };
            if (await _records.TryReplaceAsync(new NewRecord(key, Write(entered), keptUntil), record.ETag, cancellationToken) is not null)
                return;
        }

        throw StorageException.OfContention("An entry of the ledger of delegate certificates");
    }

    // The certificate is asked of the signer: the entry may not have it yet. False: it may still come from the STI-CA.
    private async ValueTask<bool> RevokeAsync(StoredRecord pointer, string by, CancellationToken cancellationToken)
    {
        var orderId = pointer.Key.Row;
        if (_certificates is null)
            throw new InvalidOperationException(
                "Certificates rest on a withdrawn grant, and Delegation:Issuer is None: set it to the issuer that signed them.");
        if (await _certificates.MayComeAsync(orderId, cancellationToken)) return false;
        if (await _certificates.FindByOrderAsync(orderId, cancellationToken) is not { Certificate: var certificate })
        {
            if (await HasLivingAsync(pointer, cancellationToken))
                throw new InvalidOperationException(
                    "A certificate that rests on a withdrawn grant was signed by another issuer than Delegation:Issuer names now.");
            return true;
        }

        if (certificate.NotAfter <= _time.GetUtcNow()) return true;
        if (await _certificates.RevokeAsync(certificate, RevocationReason.PrivilegeWithdrawn, by, cancellationToken)
            is { Error: not AcmeError.AlreadyRevoked } problem)
            throw new InvalidOperationException($"A certificate that rests on a withdrawn grant is not revoked: {problem.Detail}");
        return true;
    }

    // Whether the entry that a pointer leads to has a certificate that has not expired.
    private async ValueTask<bool> HasLivingAsync(StoredRecord pointer, CancellationToken cancellationToken) =>
        await _records.FindAsync(KeyIn(pointer), cancellationToken) is { } entry
        && Read(entry).ToCertificate() is { } entered && entered.Certificate.NotAfter > _time.GetUtcNow();

    private static AcmeGrant GrantOf(AcmeOrder order) =>
        order.Authorization.Grant is { Grants: not null, LentBy: not null } grant
            ? grant : throw new ArgumentException("The order rests on no grant of numbers.", nameof(order));

    private static RecordKey KeyOf(AcmeOrder order, AcmeAccount account) => new(
        Table, account.Customer ?? throw new ArgumentException("The account is no customer's.", nameof(account)),
        string.Create(CultureInfo.InvariantCulture, $"{order.CreatedAt.ToUnixTimeMilliseconds():D14}-{order.Id}"));

    private static DateTimeOffset KeptUntil(DateTimeOffset end) =>
        end < DateTimeOffset.MaxValue - KeptAfterExpiry ? end + KeptAfterExpiry : DateTimeOffset.MaxValue;

    private static byte[] PointerTo(RecordKey key) =>
        JsonSerializer.SerializeToUtf8Bytes(new DelegatePointer(key.Partition, key.Row), DelegateJson.Default.DelegatePointer);

    private static RecordKey KeyIn(StoredRecord pointer)
    {
        var read = JsonSerializer.Deserialize(pointer.Document.Span, DelegateJson.Default.DelegatePointer)!;
        return new RecordKey(Table, read.Customer, read.Row);
    }

    private static byte[] Write(DelegateDocument document) =>
        JsonSerializer.SerializeToUtf8Bytes(document, DelegateJson.Default.DelegateDocument);

    private static DelegateDocument Read(StoredRecord record) =>
        JsonSerializer.Deserialize(record.Document.Span, DelegateJson.Default.DelegateDocument)
        ?? throw new StorageException("An entry of the ledger of delegate certificates cannot be read.");
}
