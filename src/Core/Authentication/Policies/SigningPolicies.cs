using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Tenants;

namespace Shaken.Core.Authentication.Policies;

/// <summary>
/// The signing policies of tenants and their number tables. Every change stands in the audit log. Safe on any number of instances: a policy
/// and its table are one row, which names the blob of the table.
/// </summary>
public sealed class SigningPolicies
{
    private const string Table = "signing-policies";
    private const string Partition = "policies";

    private readonly TenantDirectory _tenants;
    private readonly AuditedRows<StoredPolicyDocument> _rows;
    private readonly NumberBlobs _blobs;
    private readonly TimeProvider _time;

    public SigningPolicies(TenantDirectory tenants, AuditLog audit, IRecords records, IBlobs blobs, TimeProvider time, IRandom random)
    {
        (_tenants, _time) = (tenants, time);
        _rows = new AuditedRows<StoredPolicyDocument>(audit, records, Table, StoredPolicyJson.Default.Row, carryOut: null, time, random);
        _blobs = new NumberBlobs(blobs, time, random);
    }

    /// <summary>The policy of a tenant as it is now; <see cref="SigningPolicy.Default"/> where none was set.</summary>
    public async ValueTask<StoredSigningPolicy> GetAsync(TenantId tenant, CancellationToken cancellationToken) =>
        await _rows.FindAsync(Partition, tenant.Value, cancellationToken) is { } row
            ? StoredSigningPolicy.Of(row)
            : StoredSigningPolicy.NeverSet(tenant);

    /// <summary>Every policy that was set, in the order of the tenants' ids.</summary>
    public async IAsyncEnumerable<StoredSigningPolicy> ListAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in _rows.ListAsync(Partition, cancellationToken)) yield return StoredSigningPolicy.Of(row);
    }

    /// <summary>The octets of a number table as they were imported; empty where there is none.</summary>
    /// <exception cref="StorageException">The blob is gone: another table was imported meanwhile, or the store lost it.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> GetNumbersAsync(StoredSigningPolicy policy, CancellationToken cancellationToken) =>
        policy.Numbers is { } numbers ? await _blobs.GetAsync(numbers.Blob, cancellationToken) : default;

    /// <summary>What calls of a tenant are signed by.</summary>
    public async ValueTask<AssignedNumbers> ReadNumbersAsync(StoredSigningPolicy policy, CancellationToken cancellationToken)
    {
        if (policy.Numbers is null) return AssignedNumbers.None;
        var csv = await GetNumbersAsync(policy, cancellationToken);
        return AssignedNumbersCsv.Read(csv.Span).TryGet(out var numbers, out var errors)
            ? numbers
            : throw new StorageException($"A number table that was stored cannot be read: {errors.First[0].Detail}");
    }

    /// <summary>Sets a policy; the number table stays. The same request again changes nothing and succeeds.</summary>
    /// <param name="revision">The revision that the caller read; 0: none was set.</param>
    public ValueTask<Outcome<StoredSigningPolicy, SigningPolicyRefusal>> ChangeAsync(
        TenantId tenant, long revision, SigningPolicy policy, ActRequest act, CancellationToken cancellationToken)
    {
        var mark = act.MarkOf(Encoding.UTF8.GetBytes($"policy {revision} {SigningPolicyReader.Write(policy).GetRawText()}"));
        return ChangeAsync(
            tenant, revision, act, "signing-policy-changed", mark, before => ValueTask.FromResult(before with { Policy = policy }),
            cancellationToken);
    }

    /// <summary>Replaces the number table; the policy stays. The same request again changes nothing and succeeds.</summary>
    /// <param name="csv">See <see cref="AssignedNumbersCsv"/>; without rows it takes the table away.</param>
    public async ValueTask<Outcome<StoredSigningPolicy, SigningPolicyRefusal>> ImportAsync(
        TenantId tenant, long revision, ReadOnlyMemory<byte> csv, ActRequest act, CancellationToken cancellationToken)
    {
        if (!AssignedNumbersCsv.Read(csv.Span).TryGet(out var numbers, out var errors))
        {
            return new SigningPolicyRefusal(
                SigningPolicyFailure.NumbersNotAllowed,
                $"{errors.Count} lines of the number table cannot be taken: correct them and send it again", errors);
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(csv.Span));
        var mark = act.MarkOf(Encoding.UTF8.GetBytes($"numbers {revision} {hash}"));
        string? blob = null;
        return await ChangeAsync(
            tenant, revision, act, "signing-numbers-imported", mark,
            async before =>
            {
                // Stored before the row names it; one that no row comes to name is swept.
                if (numbers.Rows.Count > 0) blob ??= await _blobs.AddAsync(tenant, csv, cancellationToken);
                return before with { Numbers = blob is null ? null : new StoredNumbers(blob, hash, numbers.Rows.Count) };
            },
            cancellationToken);
    }

    /// <summary>
    /// Tells the audit log of changes that an instance left untold, and removes tables that no policy names. Safe on many instances at
    /// once, and to be repeated.
    /// </summary>
    public async ValueTask SweepAsync(CancellationToken cancellationToken)
    {
        await _rows.SweepAsync(cancellationToken);
        await _blobs.SweepAsync(
            async tenant => (await GetAsync(tenant, cancellationToken)).Numbers?.Blob, cancellationToken);
    }

    private async ValueTask<Outcome<StoredSigningPolicy, SigningPolicyRefusal>> ChangeAsync(
        TenantId tenant, long revision, ActRequest act, string action, string mark,
        Func<StoredSigningPolicy, ValueTask<StoredSigningPolicy>> change, CancellationToken cancellationToken)
    {
        if (await _tenants.GetAsync(tenant, cancellationToken) is null)
            return new SigningPolicyRefusal(SigningPolicyFailure.TenantNotFound, $"there is no tenant {tenant}");
        var outcome = await _rows.ChangeAsync<SigningPolicyRefusal>(
            Partition, tenant.Value, mark,
            async row =>
            {
                var before = row is null ? StoredSigningPolicy.NeverSet(tenant) : StoredSigningPolicy.Of(row);
                if (before.Revision != revision)
                {
                    return new SigningPolicyRefusal(
                        SigningPolicyFailure.RevisionDiffers, $"the signing policy has revision {before.Revision}: read it again");
                }

                var after = await change(before) with { Revision = before.Revision + 1, ChangedAt = _time.GetUtcNow() };
                return new AuditedChange<StoredPolicyDocument>(after.ToDocument(), ActOf(before, after, act, action));
            },
            cancellationToken);
        return outcome.TryGet(out var stored, out var refusal) ? StoredSigningPolicy.Of(stored) : refusal;
    }

    private static AuditAct ActOf(StoredSigningPolicy before, StoredSigningPolicy after, ActRequest act, string action)
    {
        var subject = new AuditParty("signing-policy", after.Tenant.Value);
        var (old, @new) = (SigningPolicyReader.Write(before.Policy), SigningPolicyReader.Write(after.Policy));
        var changes = @new.EnumerateObject()
            .Select(member => AuditChange.Of(
                member.Name, before.Revision == 0 ? null : TextOf(old, member.Name), member.Value.GetRawText()))
            .Append(AuditChange.Of("numbers", TextOf(before.Numbers), TextOf(after.Numbers)));
        return act.ToAct(subject, after.Revision, after.ChangedAt!.Value, action, changes);
    }

    private static string? TextOf(JsonElement policy, string member) =>
        policy.TryGetProperty(member, out var value) ? value.GetRawText() : null;

    private static string? TextOf(StoredNumbers? numbers) => numbers is null ? null : $"{numbers.Rows} rows, sha256:{numbers.Hash}";
}
