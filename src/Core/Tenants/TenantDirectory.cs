using System.Text;
using Microsoft.Extensions.Logging;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Tenants;

/// <summary>Some tenants and where to go on; a null continuation is the end.</summary>
public sealed record TenantPage(IReadOnlyList<Tenant> Tenants, string? Continuation);

/// <summary>The tenants of a deployment. Every change stands in the audit log. Safe on any number of instances.</summary>
public sealed class TenantDirectory
{
    private const string Table = "tenants";
    private const string Partition = "tenants";
    private const int Remembered = 4096;

    private readonly AuditedRows<TenantDocument> _rows;
    private readonly BriefReads<TenantId, Tenant> _recent;
    private readonly TimeProvider _time;

    public TenantDirectory(AuditLog audit, IRecords records, TimeProvider time, IRandom random, ILogger<TenantDirectory> logger)
    {
        _time = time;
        _rows = new AuditedRows<TenantDocument>(audit, records, Table, TenantJson.Default.Tenant, carryOut: null, time, random);
        _recent = new BriefReads<TenantId, Tenant>("tenants", time, Remembered, logger);
    }

    /// <summary>
    /// The tenant, for the call path: as it was at most <see cref="BriefReads{TKey, TValue}.Fresh"/> ago; null: there is none.
    /// </summary>
    public ValueTask<Tenant?> FindAsync(TenantId id, CancellationToken cancellationToken) =>
        _recent.GetAsync(id, GetAsync, cancellationToken);

    /// <summary>The tenant as it is now; null: there is none.</summary>
    public async ValueTask<Tenant?> GetAsync(TenantId id, CancellationToken cancellationToken) =>
        (await _rows.FindAsync(Partition, id.Value, cancellationToken))?.ToTenant();

    /// <summary>Tenants in the order of their ids.</summary>
    /// <param name="continuation">Null, or what the page before gave.</param>
    /// <param name="maxTenants">1 to <see cref="StorageLimits.Page"/>.</param>
    public async ValueTask<TenantPage> ListAsync(string? continuation, int maxTenants, CancellationToken cancellationToken)
    {
        var page = await _rows.ListPageAsync(Partition, continuation, maxTenants, cancellationToken);
        return new TenantPage([.. page.Values.Select(row => row.ToTenant())], page.Continuation);
    }

    /// <summary>Makes a tenant, or replaces what is known of it. The same request again changes nothing and succeeds.</summary>
    /// <param name="revision">The revision that the caller read; 0: there was no tenant.</param>
    public async ValueTask<Outcome<Tenant, TenantRefusal>> ChangeAsync(
        TenantId id, long revision, TenantTerms terms, ActRequest act, CancellationToken cancellationToken)
    {
        var mark = act.MarkOf(Encoding.UTF8.GetBytes($"put {terms.ToMark()}"));
        var outcome = await _rows.ChangeAsync<TenantRefusal>(
            Partition, id.Value, mark,
            row => new(Change(row?.ToTenant(), id, revision, terms, act)),
            cancellationToken);
        _recent.Forget(id);
        return outcome.TryGet(out var stored, out var refusal) ? stored.ToTenant() : refusal;
    }

    /// <summary>Tells the audit log of changes that an instance left untold. Safe on many instances at once, and to be repeated.</summary>
    public ValueTask SweepAsync(CancellationToken cancellationToken) => _rows.SweepAsync(cancellationToken);

    private Outcome<AuditedChange<TenantDocument>, TenantRefusal> Change(
        Tenant? before, TenantId id, long revision, TenantTerms terms, ActRequest act)
    {
        var present = before?.Revision ?? 0;
        if (present != revision)
        {
            return new TenantRefusal(TenantFailure.RevisionDiffers, before is null
                ? $"there is no tenant {id}; to make one, revision must be 0"
                : $"the tenant has revision {present}; read it again");
        }

        var after = terms.ToTenant(id, present + 1);
        return new AuditedChange<TenantDocument>(TenantDocument.Of(after), ActOf(before, after, act));
    }

    private AuditAct ActOf(Tenant? before, Tenant after, ActRequest act)
    {
        var subject = new AuditParty("tenant", after.Id.Value);
        AuditChange[] changes =
        [
            AuditChange.Of("name", before?.Name, after.Name),
            AuditChange.Of("provider", before?.Provider.ToString(), after.Provider.ToString()),
            AuditChange.Of("dialect", before is null ? null : KebabCase.Of(before.Dialect), KebabCase.Of(after.Dialect)),
            AuditChange.Of("isActive", TextOf(before?.IsActive), TextOf(after.IsActive)),
            AuditChange.Of("showsAttestation", TextOf(before?.ShowsAttestation), TextOf(after.ShowsAttestation)),
            AuditChange.Of("enterprise", before is null ? null : KebabCase.Of(before.Enterprise), KebabCase.Of(after.Enterprise)),
        ];
        return act.ToAct(subject, after.Revision, _time.GetUtcNow(), before is null ? "tenant-created" : "tenant-changed", changes);
    }

    private static string? TextOf(bool? flag) => flag switch
    {
        true => "true",
        false => "false",
        null => null,
    };
}
