using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Shaken.Core.Auditing;
using Shaken.Core.Delegation.Customers;
using Shaken.Core.Storage;

namespace Shaken.Core.Delegation.Grants;

/// <summary>
/// Compares grants with what their providers hold, some at a time, round after round, and takes numbers that were ported away out of their
/// grants. The progress of a round is one record, so that instances share the work.
/// </summary>
public sealed partial class CompareGrants
{
    // A faulty import of the number table takes back so much in a run and no more: an operator has time to see it.
    private const int MostNarrowedInARun = 100;
    private const int PageSize = 200;

    private const string NotHeld = "its provider does not hold all of its numbers any more";
    private const string OriginWithdrawn = "the grant was withdrawn of whose numbers it has the rest";

    private static readonly RecordKey PlaceKey = new("delegation-comparison", "place", "place");
    private static readonly AuditParty Actor = new("timer", "DelegationCompare");

    private readonly DelegationCustomers _customers;
    private readonly NumberGrants _grants;
    private readonly LendingProviders _providers;
    private readonly IRecords _records;
    private readonly TimeProvider _time;
    private readonly ILogger<CompareGrants> _logger;

    public CompareGrants(
        DelegationCustomers customers, NumberGrants grants, LendingProviders providers, IRecords records, TimeProvider time,
        ILogger<CompareGrants> logger) =>
        (_customers, _grants, _providers, _records, _time, _logger) = (customers, grants, providers, records, time, logger);

    /// <summary>Goes on with the round.</summary>
    /// <param name="most">Grants to look at.</param>
    /// <returns>How many were looked at.</returns>
    public async ValueTask<int> RunAsync(int most, CancellationToken cancellationToken)
    {
        var record = await _records.FindAsync(PlaceKey, cancellationToken);
        var place = record is null ? ComparisonPlace.Start : Read(record);
        var (looked, narrowed) = (0, 0);
        while (looked < most && narrowed < MostNarrowedInARun)
        {
            if (place.Customer is null)
            {
                if (await NextCustomerAsync(place, cancellationToken) is not { } next)
                {
                    place = ComparisonPlace.Start;
                    break;
                }

                place = next;
            }

            var (page, taken) = await ComparePageAsync(place, Math.Min(PageSize, most - looked), cancellationToken);
            (looked, narrowed) = (looked + Math.Max(page.Grants.Count, 1), narrowed + taken);
            place = page.Continuation is null ? place.AfterCustomer() : place with { Grants = page.Continuation };
        }

        // A lost race is another instance's step: both looked at the same grants, and the round goes on from either place.
        var written = new NewRecord(PlaceKey, JsonSerializer.SerializeToUtf8Bytes(place, ComparisonJson.Default.ComparisonPlace));
        if (record is null) await _records.TryInsertAsync(written, cancellationToken);
        else await _records.TryReplaceAsync(written, record.ETag, cancellationToken);
        return looked;
    }

    // Null: the round is over.
    private async ValueTask<ComparisonPlace?> NextCustomerAsync(ComparisonPlace place, CancellationToken cancellationToken)
    {
        if (place.IsLastCustomer) return null;
        var page = await _customers.ListAsync(place.Customers, maxCustomers: 1, cancellationToken);
        return page.Customers is [var customer]
            ? new ComparisonPlace(page.Continuation, page.Continuation is null, customer.Id.Value, Grants: null)
            : page.Continuation is null ? null : place with { Customers = page.Continuation };
    }

    private async ValueTask<(GrantPage Page, int Narrowed)> ComparePageAsync(
        ComparisonPlace place, int most, CancellationToken cancellationToken)
    {
        if (!CustomerId.TryParse(place.Customer, out var customer)) return (new GrantPage([], null), 0);
        var narrowed = 0;
        var page = await _grants.ListAsync(customer, place.Grants, most, cancellationToken);
        foreach (var grant in page.Grants)
        {
            if (grant.State != GrantState.InForce || grant.Until <= _time.GetUtcNow()) continue;
            if (await TryWithdrawRestAsync(grant, cancellationToken) || await TryNarrowAsync(grant, cancellationToken)) narrowed++;
        }

        return (page, narrowed);
    }

    // An instance ended after it granted the rest of a grant, and before it withdrew that; then an operator withdrew it.
    private async ValueTask<bool> TryWithdrawRestAsync(NumberGrant grant, CancellationToken cancellationToken)
    {
        if (grant.RestOf is not { } origin) return false;
        if (await _grants.FindAsync(origin, cancellationToken) is not { State: GrantState.Withdrawn } withdrawn) return false;
        if (withdrawn.WithdrawnFor is NotHeld or OriginWithdrawn) return false;
        return (await _grants.WithdrawAsync(grant.Id, ActOf(grant, OriginWithdrawn), cancellationToken)).IsSuccess;
    }

    private async ValueTask<bool> TryNarrowAsync(NumberGrant grant, CancellationToken cancellationToken)
    {
        // A provider that was taken out of the settings, and a number table that is gone, are for an operator to judge.
        var held = await _providers.FindNotHeldAsync(grant.Provider, grant.Numbers, cancellationToken);
        if (!held.TryGet(out var lost, out var refusal))
        {
            LogNotCompared(grant.Id, refusal.Failure);
            return false;
        }

        if (lost.IsEmpty) return false;
        if (await _grants.NarrowAsync(grant, lost, ActOf(grant, NotHeld), cancellationToken) is { } notNarrowed)
        {
            LogNotNarrowed(grant.Id, notNarrowed.Failure);
            return false;
        }

        LogNarrowed(grant.Id, lost.Count);
        return true;
    }

    private static ActRequest ActOf(NumberGrant grant, string reason) =>
        ActRequest.TryCreate(Actor, address: null, reason, $"compare:{grant.Id}", out var act, out var failure)
            ? act
            : throw new InvalidOperationException($"A comparison makes no act: {failure}");

    private static ComparisonPlace Read(StoredRecord record) =>
        JsonSerializer.Deserialize(record.Document.Span, ComparisonJson.Default.ComparisonPlace) ?? ComparisonPlace.Start;

    [LoggerMessage(EventId = 4312, Level = LogLevel.Warning,
        Message = "The grant {Grant} had {Count} numbers that its provider holds no more: it was withdrawn, and the rest granted anew")]
    private partial void LogNarrowed(GrantId grant, long count);

    [LoggerMessage(EventId = 4313, Level = LogLevel.Warning,
        Message = "The grant {Grant} could not be compared with what its provider holds: {Reason}")]
    private partial void LogNotCompared(GrantId grant, GrantFailure reason);

    [LoggerMessage(EventId = 4314, Level = LogLevel.Error,
        Message = "The grant {Grant} has numbers that its provider holds no more, and could not be withdrawn: {Reason}")]
    private partial void LogNotNarrowed(GrantId grant, GrantFailure reason);
}

/// <summary>The progress of a round, as it is stored.</summary>
/// <param name="Customers">Where to go on with customers.</param>
/// <param name="IsLastCustomer">Whether the customer in hand, or the one before, was the last.</param>
/// <param name="Customer">The customer in hand; null: the next is to be taken.</param>
/// <param name="Grants">Where to go on with its grants.</param>
internal sealed record ComparisonPlace(string? Customers, bool IsLastCustomer, string? Customer, string? Grants)
{
    public static ComparisonPlace Start { get; } = new(null, false, null, null);

    public ComparisonPlace AfterCustomer() => this with { Customer = null, Grants = null };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ComparisonPlace))]
internal sealed partial class ComparisonJson : JsonSerializerContext;
