using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Auditing;
using Shaken.Core.Delegation.Base;
using Shaken.Core.Delegation.Customers;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.Delegation;

/// <summary>
/// A deployment that lends numbers of two providers: US/1234 holds 14155550000 to 14155559999 and some odd ones, US/5678 the thousand after
/// them. Customers a, b and c are there.
/// </summary>
internal sealed class GrantWorld
{
    private int _requests;

    public static ProviderId Lender { get; } = Provider("US/1234");

    public static ProviderId OtherLender { get; } = Provider("US/5678");

    public ManualTime Time { get; } = new();

    public MemoryRecords Memory { get; } = new();

    public HeldNumbers Held { get; } = new(
        (Lender, Numbers("14155550000-14155559999", "0100-0199", "00100", "900-999", "*21#", "#")),
        (OtherLender, Numbers("14155560000-14155560999")));

    public List<IWithdrawnGrants> Issued { get; } = [];

    public DateTimeOffset Now => Time.GetUtcNow();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<GrantWorld> StartAsync()
    {
        var world = new GrantWorld();
        foreach (var id in (string[])["a", "b", "c"]) await world.AddCustomerAsync(id);
        return world;
    }

    public static NumberSet Numbers(params string[] texts) =>
        NumberTexts.TryParse(texts, out var numbers, out var failure) ? numbers : throw new ArgumentException(failure, nameof(texts));

    public static CustomerId Customer(string text) =>
        CustomerId.TryParse(text, out var id) ? id : throw new ArgumentException("No id.", nameof(text));

    public static ProviderId Provider(string text) =>
        ProviderId.TryParse(text, out var provider) ? provider : throw new ArgumentException("No provider.", nameof(text));

    /// <summary>An instance of the program.</summary>
    /// <param name="records">Its way to the store; null: the store itself.</param>
    public GrantInstance NewInstance(IRecords? records = null) => new(this, records ?? Memory);

    public ActRequest Act(string? requestId = null) => ActRequest.TryCreate(
        new AuditParty("operator", "root"), "192.0.2.99", "as agreed", requestId ?? $"request-{++_requests}", out var act, out var failure)
        ? act
        : throw new InvalidOperationException(failure);

    public async Task AddCustomerAsync(string id) => Assert.True((await NewInstance().Customers.ChangeAsync(
        Customer(id), 0, CustomerTerms.Create($"Customer {id}", isActive: true).Value, Act(), Token)).IsSuccess);

    /// <summary>The terms of a grant of US/1234 for thirty days.</summary>
    public GrantTerms Terms(
        string customer, NumberSet numbers, bool isShared = false, TimeSpan? from = null, TimeSpan? until = null,
        ProviderId? provider = null, params string[] originators) =>
        GrantTerms.Create(
            Customer(customer), provider ?? Lender, numbers, from is { } later ? Now + later : null, Now + (until ?? TimeSpan.FromDays(30)),
            isShared, [.. originators.Select(Provider)]).Value;
}

/// <summary>One of the instances that share a store.</summary>
internal sealed class GrantInstance
{
    public GrantInstance(GrantWorld world, IRecords records)
    {
        var audit = new AuditLog(records, world.Time);
        var providers = new LendingProviders(
            [new(GrantWorld.Lender, Listed: null), new(GrantWorld.OtherLender, Listed: null)], world.Held);
        Customers = new DelegationCustomers(audit, records, world.Time, SystemRandom.Instance);
        Grants = new NumberGrants(
            Customers, providers, new GrantRules(TimeSpan.FromDays(366)), audit, records, world.Time, SystemRandom.Instance);
        Follow = new FollowGrants(audit, records, world.Time, SystemRandom.Instance);
        Settle = new SettleWithdrawn(
            world.Issued, audit, records, world.Time, SystemRandom.Instance, NullLogger<SettleWithdrawn>.Instance);
        Compare = new CompareGrants(Customers, Grants, providers, records, world.Time, NullLogger<CompareGrants>.Instance);
        Base = new DelegationBase(Customers, Grants, records, world.Time);
    }

    public DelegationCustomers Customers { get; }

    public NumberGrants Grants { get; }

    public FollowGrants Follow { get; }

    public SettleWithdrawn Settle { get; }

    public CompareGrants Compare { get; }

    public DelegationBase Base { get; }
}

/// <summary>A directory of whole blocks, which can be changed as a port does.</summary>
internal sealed class HeldNumbers(params (ProviderId Provider, NumberSet Numbers)[] held) : INumberDirectory
{
    private readonly List<(ProviderId Provider, NumberSet Numbers)> _held = [.. held];

    public bool IsEmpty { get; set; }

    public ValueTask<NumberAssignment?> FindAsync(TelephoneNumber number, CancellationToken cancellationToken)
    {
        foreach (var (provider, numbers) in _held)
        {
            if (numbers.Contains(number) && NumberPattern.TryParse("1*", out var pattern))
                return ValueTask.FromResult<NumberAssignment?>(new NumberAssignment(provider, pattern));
        }

        return ValueTask.FromResult<NumberAssignment?>(null);
    }

    public ValueTask<bool> HasNumbersAsync(CancellationToken cancellationToken) => ValueTask.FromResult(!IsEmpty);

    public void Port(NumberSet numbers, ProviderId to)
    {
        for (var at = 0; at < _held.Count; at++) _held[at] = (_held[at].Provider, _held[at].Numbers.Except(numbers));
        _held.Add((to, numbers));
    }
}

/// <summary>What was issued for grants: it notes what is to be revoked, and may fail.</summary>
internal sealed class IssuedForGrants : IWithdrawnGrants
{
    public bool IsDown { get; set; }

    /// <summary>An order is at work still.</summary>
    public bool IsAtWork { get; set; }

    public List<GrantId> Revoked { get; } = [];

    public ValueTask<bool> RevokeAsync(NumberGrant grant, string reason, CancellationToken cancellationToken)
    {
        if (IsDown) throw new StorageException("down");
        if (IsAtWork) return ValueTask.FromResult(false);
        Revoked.Add(grant.Id);
        return ValueTask.FromResult(true);
    }
}
