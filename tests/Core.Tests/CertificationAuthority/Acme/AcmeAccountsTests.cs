using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.CertificationAuthority.Acme;

/// <summary>A key has one account, whatever two instances do with it at once: one works while the other is between any two operations of the store.</summary>
public sealed class AcmeAccountsTests
{
    private const int MostOperations = 30;
    private const string Mine = "AAAAAAAAAAAAAAAAAAAAAA";
    private const string Other = "BBBBBBBBBBBBBBBBBBBBBB";
    private const string New = "CCCCCCCCCCCCCCCCCCCCCC";

    private static readonly DateTimeOffset Past = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task TwoAccountsThatChangeToOneKey_LeaveItWithOne() => AtEveryStepAsync(async world =>
    {
        var shared = Key();
        var (mine, other) = (await world.RegisterAsync(Mine, Key()), await world.RegisterAsync(Other, Key()));
        string? otherSaid = null;
        var instance = world.Instance(async () => otherSaid = await world.Accounts.TryChangeKeyAsync(other, shared, Token));
        var mineSaid = await instance.TryChangeKeyAsync(mine, shared, Token);
        if (world.IsOver) return;
        Assert.True(mineSaid is null != otherSaid is null, $"{mineSaid ?? "done"} and {otherSaid ?? "done"}");
        await world.HasOneHolderAsync(shared, Mine, Other);
    });

    [Fact]
    public Task AKeyChangedToAndRegisteredAtOnce_HasOneAccount() => AtEveryStepAsync(async world =>
    {
        var shared = Key();
        var mine = await world.RegisterAsync(Mine, Key());
        var instance = world.Instance(() => world.RegisterAsync(New, shared));
        await instance.TryChangeKeyAsync(mine, shared, Token);
        if (!world.IsOver) await world.HasOneHolderAsync(shared, Mine, New);
    });

    [Fact]
    public Task AKeyRegisteredAndChangedToAtOnce_HasOneAccount() => AtEveryStepAsync(async world =>
    {
        var shared = Key();
        var mine = await world.RegisterAsync(Mine, Key());
        var instance = world.Instance(async () => await world.Accounts.TryChangeKeyAsync(mine, shared, Token));
        await AddAsync(instance, New, shared);
        if (!world.IsOver) await world.HasOneHolderAsync(shared, Mine, New);
    });

    [Fact]
    public Task AnOldKeyRegisteredAgainDuringItsChange_StaysFindable() => AtEveryStepAsync(async world =>
    {
        var (old, next) = (Key(), Key());
        var mine = await world.RegisterAsync(Mine, old);
        var instance = world.Instance(() => world.RegisterAsync(New, old));
        await instance.TryChangeKeyAsync(mine, next, Token);

        // Registered early enough, it still was the account's own and made no new one.
        if (!world.IsOver && await world.Accounts.FindAsync(New, Token) is not null) await world.HasOneHolderAsync(old, Mine, New);
    });

    [Fact]
    public Task AKeyChangedAndChangedBackAtOnce_StaysFindable() => AtEveryStepAsync(async world =>
    {
        var (first, second) = (Key(), Key());
        var mine = await world.RegisterAsync(Mine, first);
        var instance = world.Instance(async () =>
        {
            if (await world.Accounts.FindAsync(Mine, Token) is { } now && now.Account.Key == second) await world.Accounts.TryChangeKeyAsync(now, first, Token);
        });
        await instance.TryChangeKeyAsync(mine, second, Token);
        if (!world.IsOver) await world.HasOneHolderAsync((await world.Accounts.FindAsync(Mine, Token))!.Account.Key, Mine);
    });

    [Fact]
    public Task AChangeCutOffAnywhere_IsMadeByItsRetry_OrTheKeyIsFreeForOthers() => AtEveryStepAsync(async world =>
    {
        var (first, second) = (Key(), Key());
        var mine = await world.RegisterAsync(Mine, Key());
        var other = await world.RegisterAsync(Other, Key());
        foreach (var key in new[] { first, second })
        {
            try
            {
                await world.Instance(() => throw new StorageException("an outage")).TryChangeKeyAsync(mine, key, Token);
                return;
            }
            catch (StorageException)
            {
                mine = (await world.Accounts.FindAsync(Mine, Token))!;
            }
        }

        if (mine.Account.Key != second) Assert.Null(await world.Accounts.TryChangeKeyAsync(mine, second, Token));
        await world.HasOneHolderAsync(second, Mine, Other);
        Assert.Null(await world.Accounts.TryChangeKeyAsync(other, first, Token));
        await world.HasOneHolderAsync(first, Mine, Other);
    });

    // Both records of an account expire, the key's a day later. Kept at any step of a purge, the account is whole, or gone and the key is
    // free.
    [Fact]
    public Task Keep_PurgedAtEveryStep_IsWholeOrGone() => AtEveryStepAsync(async world =>
    {
        var key = Key();
        await AddAsync(world.Accounts, Mine, key, keptUntil: Past);
        var kept = await world.Instance(world.PurgeAsync).KeepAsync(Mine, Token);
        await world.PurgeAsync();
        Assert.Equal(kept is not null, await world.Accounts.FindAsync(Mine, Token) is not null);
        Assert.Equal(kept?.Account.Id, (await world.Accounts.FindByKeyAsync(key, Token))?.Account.Id);
        Assert.Null(kept?.Account.KeptUntil);
        if (kept is not null) return;
        await AddAsync(world.Accounts, New, key);
        await world.HasOneHolderAsync(key, Mine, New);
    });

    [Fact]
    public async Task Reserve_KeyOfAPurgedAccount_LastsAsLongAsTheNewOne()
    {
        var (world, key) = (new World(MostOperations), Key());
        await AddAsync(world.Accounts, Mine, key, keptUntil: Past.AddDays(-1).AddHours(1));
        await world.PurgeAsync(AcmeAccounts.AccountTable);
        Assert.Null(await world.Accounts.FindAsync(Mine, Token));

        // The record of the key is there still, and is about to expire.
        var id = await AddAsync(world.Accounts, New, key, keptUntil: Past.AddDays(30));
        await world.PurgeAsync();
        Assert.Equal(id, (await world.Accounts.FindByKeyAsync(key, Token))?.Account.Id);
    }

    [Fact]
    public async Task ChangeKey_OfAnAccountThatExpires_LeavesNothingBehind()
    {
        var (world, next) = (new World(MostOperations), Key());
        await AddAsync(world.Accounts, Mine, Key(), keptUntil: Past);
        Assert.Null(await world.Accounts.TryChangeKeyAsync((await world.Accounts.FindAsync(Mine, Token))!, next, Token));
        await world.PurgeAsync();
        Assert.Null(await world.Accounts.FindAsync(Mine, Token));
        Assert.Equal(New, await world.Accounts.ReserveAsync(next, New, keptUntil: null, Token));
    }

    private static async Task AtEveryStepAsync(Func<World, Task> scenario)
    {
        for (var step = 1; step <= MostOperations; step++)
        {
            var world = new World(step);
            await scenario(world);
            if (!world.IsOver) continue;
            Assert.InRange(step, 3, MostOperations);
            return;
        }

        Assert.Fail("the scenario has no end");
    }

    private static JsonWebKey Key() => JsonWebKey.From(SoftwareKey.New().PublicKey);

    // As a registration does it.
    private static async Task<string> AddAsync(AcmeAccounts accounts, string newId, JsonWebKey key, DateTimeOffset? keptUntil = null)
    {
        var id = await accounts.ReserveAsync(key, newId, keptUntil, Token);
        await accounts.TryAddAsync(new AcmeAccount(id, key, AcmeAccountStatus.Valid, [], true, null, null, null, default, keptUntil),
            Token);
        return id;
    }

    private sealed class World(int step)
    {
        private readonly MemoryRecords _records = new();
        private SteppedRecords? _stepped;

        public AcmeAccounts Accounts => new(_records);

        /// <summary>Whether the steps have come past the last operation.</summary>
        public bool IsOver => _stepped is { IsReached: false };

        /// <summary>Purges two days after <see cref="Past"/>, when the record of a key has expired too.</summary>
        public async Task PurgeAsync()
        {
            await PurgeAsync(AcmeAccounts.AccountTable);
            await PurgeAsync(AcmeAccounts.KeyTable);
        }

        public async Task PurgeAsync(string table) => await _records.RemoveExpiredAsync(table, Past.AddDays(2), 100, Token);

        public AcmeAccounts Instance(Func<Task> meanwhile) => new(_stepped = new SteppedRecords(_records, step, meanwhile));

        public async Task<StoredAccount> RegisterAsync(string id, JsonWebKey key)
        {
            return (await Accounts.FindAsync(await AddAsync(Accounts, id, key), Token))!;
        }

        public async Task HasOneHolderAsync(JsonWebKey key, params string[] ids)
        {
            var holders = new List<string>();
            foreach (var id in ids)
            {
                if (await Accounts.FindAsync(id, Token) is { } stored && stored.Account.Key == key) holders.Add(id);
            }

            Assert.Equal(Assert.Single(holders), (await Accounts.FindByKeyAsync(key, Token))?.Account.Id);
        }
    }
}
