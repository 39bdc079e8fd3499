using System.Text;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Delegation.Customers;

/// <summary>The customers to whom numbers are lent. Every change stands in the audit log. Safe on any number of instances.</summary>
public sealed class DelegationCustomers
{
    private const string Table = "delegation-customers";
    private const string Partition = "customers";

    private readonly AuditedRows<CustomerDocument> _rows;
    private readonly TimeProvider _time;

    public DelegationCustomers(AuditLog audit, IRecords records, TimeProvider time, IRandom random)
    {
        _time = time;
        _rows = new AuditedRows<CustomerDocument>(audit, records, Table, CustomerJson.Default.Customer, carryOut: null, time, random);
    }

    /// <summary>The customer as it is now; null: no customer has this id.</summary>
    public async ValueTask<DelegationCustomer?> FindAsync(CustomerId id, CancellationToken cancellationToken) =>
        (await _rows.FindAsync(Partition, id.Value, cancellationToken))?.ToCustomer();

    /// <summary>Customers in the order of their ids.</summary>
    /// <param name="continuation">Null, or what the page before gave.</param>
    /// <param name="maxCustomers">1 to <see cref="StorageLimits.Page"/>.</param>
    public async ValueTask<CustomerPage> ListAsync(string? continuation, int maxCustomers, CancellationToken cancellationToken)
    {
        var page = await _rows.ListPageAsync(Partition, continuation, maxCustomers, cancellationToken);
        return new CustomerPage([.. page.Values.Select(row => row.ToCustomer())], page.Continuation);
    }

    /// <summary>Makes a customer, or replaces what is known of it. The same request again changes nothing and succeeds.</summary>
    /// <param name="revision">The revision that the caller read; 0: there was no customer.</param>
    public async ValueTask<Outcome<DelegationCustomer, CustomerRefusal>> ChangeAsync(
        CustomerId id, long revision, CustomerTerms terms, ActRequest act, CancellationToken cancellationToken)
    {
        var mark = act.MarkOf(Encoding.UTF8.GetBytes($"put {terms.IsActive} {terms.Name}"));
        var outcome = await _rows.ChangeAsync<CustomerRefusal>(
            Partition, id.Value, mark,
            row => new(Change(row?.ToCustomer(), id, revision, terms, act)),
            cancellationToken);
        return outcome.TryGet(out var stored, out var refusal) ? stored.ToCustomer() : refusal;
    }

    /// <summary>Tells the audit log of changes that an instance left untold. Safe on many instances at once, and to be repeated.</summary>
    public ValueTask SweepAsync(CancellationToken cancellationToken) => _rows.SweepAsync(cancellationToken);

    private Outcome<AuditedChange<CustomerDocument>, CustomerRefusal> Change(
        DelegationCustomer? before, CustomerId id, long revision, CustomerTerms terms, ActRequest act)
    {
        var present = before?.Revision ?? 0;
        if (present != revision)
        {
            return new CustomerRefusal(CustomerFailure.RevisionDiffers, before is null
                ? $"there is no customer {id}; to make one, revision must be 0"
                : $"the customer has revision {present}; read it again");
        }

        var after = new DelegationCustomer(id, terms.Name, terms.IsActive, present + 1);
        AuditChange[] changes =
        [
            AuditChange.Of("name", before?.Name, after.Name),
            AuditChange.Of("isActive", TextOf(before?.IsActive), TextOf(after.IsActive)),
        ];
        var action = before is null ? "delegation-customer-created" : "delegation-customer-changed";
        var subject = new AuditParty("delegation-customer", after.Id.Value);
        return new AuditedChange<CustomerDocument>(
            CustomerDocument.Of(after), act.ToAct(subject, after.Revision, _time.GetUtcNow(), action, changes));
    }

    private static string? TextOf(bool? flag) => flag switch
    {
        true => "true",
        false => "false",
        null => null,
    };
}
