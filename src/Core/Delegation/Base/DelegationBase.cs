using System.Runtime.CompilerServices;
using Shaken.Core.Delegation.Customers;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Delegation.Base;

/// <summary>What happened to the numbers of a row since the reader's copy.</summary>
public enum DelegationChange
{
    /// <summary>They are lent.</summary>
    Created,

    /// <summary>They are lent no more.</summary>
    Removed,
}

/// <summary>A row of the delegation base.</summary>
/// <param name="Numbers">A number, or the first and the last of a block with a hyphen between.</param>
/// <param name="Originator">The provider through which calls from them may come.</param>
/// <param name="Change">Null: the row belongs to a full copy, and the numbers are lent.</param>
public sealed record DelegationRow(string Numbers, ServiceProviderCode Originator, DelegationChange? Change)
{
    /// <summary>
    /// The row as <c>TN;SPC</c> or <c>TN-TN;SPC</c>, with <c>;CREATED</c> or <c>;REMOVED</c> where it tells of a change; without a line's
    /// end.
    /// </summary>
    public string ToCsv() => Change is { } change ? $"{Numbers};{Originator};{WordOf(change)}" : $"{Numbers};{Originator}";

    /// <summary>The code only: numbers do not belong into a log.</summary>
    public override string ToString() => $"a row of {Originator}";

    private static string WordOf(DelegationChange change) => change switch
    {
        DelegationChange.Created => "CREATED",
        DelegationChange.Removed => "REMOVED",
    };
}

/// <summary>
/// Through which providers calls from lent numbers may come, for other providers: asked about one number, or copied, whole and then by what
/// changed. Of any size, a copy takes the memory of a page of grants.
/// </summary>
/// <remarks>
/// A cursor is a number of the log of grants. What a copy tells is true when it is written, and what changes after the cursor comes again
/// with the next: a reader who applies the copies in their order has the base. Rows may repeat what the reader has.
/// </remarks>
public sealed class DelegationBase
{
    private const int PageOfGrants = 200;
    private const int PageOfEvents = 100;

    private readonly DelegationCustomers _customers;
    private readonly NumberGrants _grants;
    private readonly DelegationLog _log;
    private readonly TimeProvider _time;

    public DelegationBase(DelegationCustomers customers, NumberGrants grants, IRecords records, TimeProvider time) =>
        (_customers, _grants, _log, _time) = (customers, grants, new DelegationLog(records, time), time);

    /// <summary>Whether calls from a number may come through a provider, because the number is lent.</summary>
    public async ValueTask<bool> IsLentAsync(
        ServiceProviderCode originator, TelephoneNumber number, CancellationToken cancellationToken) =>
        (await _grants.ListOfAsync(number, cancellationToken)).Any(grant => Names(grant, originator));

    /// <summary>The cursor of a copy that begins now; 0 before the first grant.</summary>
    public ValueTask<long> FindCursorAsync(CancellationToken cancellationToken) => _log.FindLastAsync(cancellationToken);

    /// <summary>The whole base: the numbers that are lent now.</summary>
    public async IAsyncEnumerable<DelegationRow> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? customers = null;
        do
        {
            var page = await _customers.ListAsync(customers, StorageLimits.Page, cancellationToken);
            foreach (var customer in page.Customers)
            {
                await foreach (var row in ListAsync(customer.Id, cancellationToken)) yield return row;
            }

            customers = page.Continuation;
        }
        while (customers is not null);
    }

    /// <summary>What changed after a cursor, up to another.</summary>
    /// <param name="since">As a copy before gave it.</param>
    /// <param name="until">As <see cref="FindCursorAsync"/> gave it.</param>
    public async IAsyncEnumerable<DelegationRow> ListChangesAsync(
        long since, long until, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var next = since + 1; next <= until;)
        {
            var events = await _log.ReadAsync(next, (int)Math.Min(PageOfEvents, until - next + 1), cancellationToken);
            if (events.Count == 0) throw new StorageException("Entries of the delegation base are missing.");
            foreach (var one in events)
            {
                foreach (var row in await RowsOfAsync(one, cancellationToken)) yield return row;
            }

            next += events.Count;
        }
    }

    private async IAsyncEnumerable<DelegationRow> ListAsync(
        CustomerId customer, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var page = await _grants.ListAsync(customer, continuation, PageOfGrants, cancellationToken);
            foreach (var grant in page.Grants)
            {
                if (!grant.IsInForceAt(_time.GetUtcNow())) continue;
                foreach (var row in RowsOf(NumberTexts.Of(grant.Numbers), grant.Originators, change: null)) yield return row;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    private async ValueTask<IEnumerable<DelegationRow>> RowsOfAsync(DelegationLogDocument one, CancellationToken cancellationToken)
    {
        var originators = one.Originators.Select(ReadProvider).ToList();
        if (one.Event == DelegationEvent.Begun) return RowsOf(one.Numbers, originators, DelegationChange.Created);

        // Numbers that another grant lends through the same provider stay in the base.
        var ended = NumberTexts.TryParse(one.Numbers, out var numbers, out _) ? numbers : throw Unreadable();
        var others = await _grants.ListOverlappingAsync(ended, cancellationToken);
        return originators.SelectMany(originator =>
        {
            var gone = others.Where(grant => Names(grant, originator.Code))
                .Aggregate(ended, (rest, grant) => rest.Except(grant.Numbers));
            return RowsOf(NumberTexts.Of(gone), [originator], DelegationChange.Removed);
        });
    }

    private static IEnumerable<DelegationRow> RowsOf(
        IReadOnlyList<string> numbers, IReadOnlyList<ProviderId> originators, DelegationChange? change) =>
        originators.SelectMany(originator => numbers.Select(text => new DelegationRow(text, originator.Code, change)));

    private static bool Names(NumberGrant grant, ServiceProviderCode originator) =>
        grant.Originators.Any(provider => provider.Code == originator);

    private static ProviderId ReadProvider(string text) => ProviderId.TryParse(text, out var provider) ? provider : throw Unreadable();

    private static StorageException Unreadable() => new("An entry of the delegation base cannot be read.");
}
