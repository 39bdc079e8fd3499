using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Tenants;

namespace Shaken.Core.Verification.Treatment;

/// <summary>A policy as it is in force.</summary>
/// <param name="Revision">0: the tenant has none of its own, and calls are delivered. One more with each change.</param>
/// <param name="ChangedAt">Null: never.</param>
public sealed record KeptTreatmentPolicy(TreatmentPolicy Policy, long Revision, DateTimeOffset? ChangedAt);

/// <summary>The treatment policies of tenants. Every change stands in the audit log. Safe on any number of instances.</summary>
public sealed class TreatmentPolicies
{
    private const string Table = "treatment-policies";
    private const string Partition = "policies";
    private const int Remembered = 4096;

    private static readonly KeptTreatmentPolicy None = new(TreatmentPolicy.Usual, Revision: 0, ChangedAt: null);

    private readonly AuditedRows<StoredPolicyDocument> _rows;
    private readonly BriefReads<TenantId, KeptTreatmentPolicy> _recent;
    private readonly TenantDirectory _tenants;
    private readonly TimeProvider _time;

    public TreatmentPolicies(
        TenantDirectory tenants, AuditLog audit, IRecords records, TimeProvider time, IRandom random,
        ILogger<TreatmentPolicies> logger)
    {
        (_tenants, _time) = (tenants, time);
        _rows = new AuditedRows<StoredPolicyDocument>(
            audit, records, Table, TreatmentJson.Default.StoredPolicy, carryOut: null, time, random);
        _recent = new BriefReads<TenantId, KeptTreatmentPolicy>("treatment policies", time, Remembered, logger);
    }

    /// <summary>The policy of a tenant, for the call path: as it was a moment ago.</summary>
    /// <exception cref="StorageException">The store does not answer, and the last read is too old.</exception>
    public async ValueTask<TreatmentPolicy> FindAsync(TenantId tenant, CancellationToken cancellationToken) =>
        (await _recent.GetAsync(tenant, FindOwnAsync, cancellationToken) ?? None).Policy;

    /// <summary>The policy of a tenant as it is now.</summary>
    public async ValueTask<Outcome<KeptTreatmentPolicy, TreatmentRefusal>> GetAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        if (await _tenants.GetAsync(tenant, cancellationToken) is null) return NoTenant(tenant);
        return await FindOwnAsync(tenant, cancellationToken) ?? None;
    }

    /// <summary>Puts a policy in force, on every instance within seconds. The same request again changes nothing and succeeds.</summary>
    /// <param name="revision">The revision that the caller read; 0: there was none.</param>
    public async ValueTask<Outcome<KeptTreatmentPolicy, TreatmentRefusal>> ChangeAsync(
        TenantId tenant, long revision, TreatmentPolicyDocument document, ActRequest act, CancellationToken cancellationToken)
    {
        if (!TreatmentPolicyReader.Read(document).TryGet(out var policy, out var refusal)) return refusal;
        if (await _tenants.GetAsync(tenant, cancellationToken) is null) return NoTenant(tenant);
        var octets = JsonSerializer.SerializeToUtf8Bytes(TreatmentPolicyDocument.Of(policy), TreatmentJson.Default.TreatmentPolicyDocument);
        var outcome = await _rows.ChangeAsync<TreatmentRefusal>(
            Partition, tenant.Value, act.MarkOf(octets),
            row => new(Change(row, tenant, revision, policy, octets, act)),
            cancellationToken);
        _recent.Forget(tenant);
        return outcome.TryGet(out var stored, out var notChanged) ? Read(stored) : notChanged;
    }

    /// <summary>Tells the audit log of changes that an instance left untold. Safe on many instances at once, and to be repeated.</summary>
    public ValueTask SweepAsync(CancellationToken cancellationToken) => _rows.SweepAsync(cancellationToken);

    private async ValueTask<KeptTreatmentPolicy?> FindOwnAsync(TenantId tenant, CancellationToken cancellationToken) =>
        await _rows.FindAsync(Partition, tenant.Value, cancellationToken) is { } row ? Read(row) : null;

    private Outcome<AuditedChange<StoredPolicyDocument>, TreatmentRefusal> Change(
        StoredPolicyDocument? before, TenantId tenant, long revision, TreatmentPolicy policy, byte[] octets, ActRequest act)
    {
        var present = before?.Revision ?? 0;
        if (present != revision)
            return new TreatmentRefusal(TreatmentFailure.RevisionDiffers, $"the policy has revision {present}; read it again");
        var after = new StoredPolicyDocument(TreatmentPolicyDocument.Of(policy), present + 1, _time.GetUtcNow());
        return new AuditedChange<StoredPolicyDocument>(after, ActOf(before, after, tenant, policy, octets, act));
    }

    // The log names rules and steps. The digest covers the scopes too, whose numbers it must not hold.
    private static AuditAct ActOf(
        StoredPolicyDocument? before, StoredPolicyDocument after, TenantId tenant, TreatmentPolicy policy, byte[] octets, ActRequest act)
    {
        var subject = new AuditParty("treatment-policy", tenant.Value);
        var earlier = before is null ? null : Read(before).Policy;
        AuditChange[] changes =
        [
            AuditChange.Of("profile", earlier is null ? null : KebabCase.Of(earlier.Profile), KebabCase.Of(policy.Profile)),
            AuditChange.Of("rules", earlier is null ? null : TextOf(earlier), TextOf(policy)),
            AuditChange.Of("sha256", before is null ? null : DigestOf(before.Policy), Convert.ToHexStringLower(SHA256.HashData(octets))),
        ];
        return act.ToAct(subject, after.Revision, after.ChangedAt, "treatment-policy-changed", changes);
    }

    private static string TextOf(TreatmentPolicy policy) => string.Join("; ", policy.Rules.Select(TextOf));

    private static string TextOf(TreatmentRule rule)
    {
        var steps = rule.Steps.OrderBy(step => step.Key)
            .Select(step => $"{KebabCase.Of(step.Key)} {KebabCase.Of(step.Value.Verb)}{CodeOf(step.Value)}");
        var once = rule.FinalOnce is { } found ? $" finalOnce {(found.IsOn ? KebabCase.Of(found.Later.Verb) : "off")}" : "";
        return $"{rule.Name}: {string.Join(", ", steps)}{once}";
    }

    private static string CodeOf(TreatmentStep step) => step.Status is { } status ? $" {status.Code}" : "";

    private static string DigestOf(TreatmentPolicyDocument document) => Convert.ToHexStringLower(
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(document, TreatmentJson.Default.TreatmentPolicyDocument)));

    private static KeptTreatmentPolicy Read(StoredPolicyDocument row) =>
        TreatmentPolicyReader.Read(row.Policy).TryGet(out var policy, out _)
            ? new KeptTreatmentPolicy(policy, row.Revision, row.ChangedAt)
            : throw new StorageException("A treatment policy cannot be read.");

    private static TreatmentRefusal NoTenant(TenantId tenant) =>
        new(TreatmentFailure.TenantNotFound, $"there is no tenant {tenant}: make it first");
}
