using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Principals;

/// <summary>Some principals and where to go on; a null continuation is the end.</summary>
public sealed record PrincipalPage(IReadOnlyList<Principal> Principals, string? Continuation);

/// <summary>
/// The principals of a deployment: found by user id and by credential, listed by pages. <see cref="ChangePrincipal"/> changes them.
/// What it finds may be disabled; the caller looks at <see cref="Principal.IsActive"/>.
/// </summary>
public sealed class KnownPrincipals
{
    private const string Table = "principals";

    // One partition, so that a page is one read and goes on where the last one ended.
    private const string Partition = "users";

    private const int MaxKeyText = 256;

    private readonly AuditedRecords _records;

    public KnownPrincipals(IRecords records, AuditLog audit, TimeProvider time, IRandom random)
    {
        _records = new AuditedRecords(records, audit, Table, time, random);
        Credentials = new CredentialIndex(records);
    }

    internal CredentialIndex Credentials { get; }

    public async ValueTask<Principal?> FindAsync(string userId, CancellationToken cancellationToken) =>
        Principal.IsUserId(userId) && await _records.FindAsync(Partition, RowOf(userId), cancellationToken) is { } record
            ? PrincipalDocument.Read(record).Principal
            : null;

    /// <summary>The holder of an API key; null: nobody.</summary>
    /// <param name="key">The whole key as it was offered.</param>
    public async ValueTask<Principal?> FindByKeyAsync(string key, CancellationToken cancellationToken)
    {
        if (key.Length > MaxKeyText) return null;
        var hash = HashOf(key);
        var holder = await FindByCredentialAsync(CredentialKind.Key, hash, cancellationToken);
        return holder?.Credentials.Keys.Any(known => known.Hash == hash) == true ? holder : null;
    }

    /// <summary>The holder of a client certificate; null: nobody.</summary>
    /// <param name="sha256">Of the certificate's DER, 64 hexadecimal digits in lower case.</param>
    public async ValueTask<Principal?> FindByCertificateAsync(string sha256, CancellationToken cancellationToken)
    {
        var holder = await FindByCredentialAsync(CredentialKind.Certificate, sha256, cancellationToken);
        return holder?.Credentials.Certificates.Any(known => known.Sha256 == sha256) == true ? holder : null;
    }

    /// <summary>Principals in the order of their user ids.</summary>
    /// <param name="continuation">Null, or what the page before gave.</param>
    /// <param name="maxPrincipals">1 to <see cref="StorageLimits.Page"/>.</param>
    public async ValueTask<PrincipalPage> ListAsync(string? continuation, int maxPrincipals, CancellationToken cancellationToken)
    {
        var page = await _records.ListAsync(Partition, continuation, maxPrincipals, cancellationToken);
        return new PrincipalPage([.. page.Records.Select(record => PrincipalDocument.Read(record).Principal)], page.Continuation);
    }

    /// <summary>Tells the audit log of all changes that an instance left untold. Safe on many instances, and to be repeated.</summary>
    public ValueTask SweepAsync(CancellationToken cancellationToken) => _records.SweepAsync(cancellationToken);

    internal async ValueTask<StoredPrincipal?> FindToldAsync(string userId, CancellationToken cancellationToken) =>
        Principal.IsUserId(userId) && await _records.FindToldAsync(Partition, RowOf(userId), cancellationToken) is { } record
            ? PrincipalDocument.Read(record)
            : null;

    internal ValueTask<bool> TryWriteAsync(
        StoredPrincipal? before, Principal after, IReadOnlyList<string> marks, AuditAct act, CancellationToken cancellationToken)
    {
        var record = new NewAuditedRecord(Partition, RowOf(after.UserId), PrincipalDocument.Write(after, marks));
        return _records.TryWriteAsync(before?.Record, record, act, cancellationToken);
    }

    internal static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>A user id where keys of records stand: they have no <c>@</c>, and a user id has no <c>~</c>.</summary>
    internal static string RowOf(string userId) => userId.Replace('@', '~');

    private async ValueTask<Principal?> FindByCredentialAsync(CredentialKind kind, string hash, CancellationToken cancellationToken) =>
        await Credentials.FindAsync(kind, hash, cancellationToken) is { } userId ? await FindAsync(userId, cancellationToken) : null;
}
