using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Mailbox;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.CallPlacement.Mailbox;

/// <summary>Who parks all that a mailbox takes, and who is not harmed by it.</summary>
public sealed class MailboxBoundsTests
{
    // Some ten waiting PASSporTs.
    private const long Ten = 20_000;

    private static readonly MailboxBounds Unbounded = new() { InAll = 1L << 40, PerSigner = 1L << 40, PerProvider = 1L << 40 };

    private int _calls;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Store_SignerBeyondItsBound_RejectsItAndNoOther()
    {
        var world = await MailboxWorld.NewAsync();
        var mailbox = world.NewMailbox(bounds: Unbounded with { PerSigner = Ten });
        Assert.InRange(await FillAsync(world, mailbox, world.Calls.Signer), 5, 20);
        var other = await world.NewSignerAsync("US/5678");
        Assert.InRange(await FillAsync(world, mailbox, other), 5, 20);
    }

    [Fact]
    public async Task Store_AfterTakingOne_HasRoomForOne()
    {
        var world = await MailboxWorld.NewAsync();
        var mailbox = world.NewMailbox(bounds: Unbounded with { PerSigner = Ten });
        await FillAsync(world, mailbox, world.Calls.Signer);
        Assert.False(await TryStoreAsync(world, mailbox, world.Calls.Signer));
        Assert.Single((await mailbox.TakeAsync(CallOf(0), [MailboxWorld.Reader], publisher: null, "request", Token)).Passports);
        Assert.True(await TryStoreAsync(world, mailbox, world.Calls.Signer));
        Assert.False(await TryStoreAsync(world, mailbox, world.Calls.Signer));
    }

    [Fact]
    public async Task Store_AfterThoseHaveExpired_HasRoomForAll()
    {
        var world = await MailboxWorld.NewAsync();
        var mailbox = world.NewMailbox(bounds: Unbounded with { PerSigner = Ten });
        var first = await FillAsync(world, mailbox, world.Calls.Signer);
        world.Time.Advance(MailboxWorld.Freshness);
        Assert.False(await TryStoreAsync(world, mailbox, world.Calls.Signer));
        world.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(first, await FillAsync(world, mailbox, world.Calls.Signer));
    }

    [Fact]
    public async Task Store_FourSignersTakeAllTheyCan_LeavesRoomForAFifth()
    {
        var world = await MailboxWorld.NewAsync();
        var mailbox = world.NewMailbox(bounds: Unbounded with { InAll = 10 * Ten });
        var attackers = new List<PassportSigner>();
        for (var number = 0; number < 4; number++) attackers.Add(await world.NewSignerAsync($"US/{6000 + number}"));

        // Each takes what it can, in turn and again.
        var parked = 0;
        for (var round = 0; round < 2; round++)
            foreach (var attacker in attackers) parked += await FillAsync(world, mailbox, attacker);
        var victims = await FillAsync(world, mailbox, world.Calls.Signer);
        Assert.InRange(victims, 5, 20);
        Assert.InRange(parked + victims, 40, 130);
    }

    [Fact]
    public async Task Store_OneProvidersShareTaken_StoresForTheOthers()
    {
        var world = await MailboxWorld.NewAsync();
        var mailbox = world.NewMailbox(bounds: Unbounded with { PerProvider = Ten });
        ProviderId[] flooded = [MailboxWorld.Provider("US/5678")], other = [MailboxWorld.Provider("US/818H")];
        Assert.InRange(await FillAsync(world, mailbox, world.Calls.Signer, flooded), 2, 20);
        Assert.True(await TryStoreAsync(world, mailbox, world.Calls.Signer, other));
        Assert.True(await TryStoreAsync(world, mailbox, world.Calls.Signer));
    }

    [Fact]
    public async Task Store_Overflow_IsMailboxFullAndWritesNothing()
    {
        var world = await MailboxWorld.NewAsync();
        var records = new WatchedRecords(world.Records);
        var mailbox = world.NewMailbox(records, bounds: Unbounded with { PerSigner = 100 });
        var outcome = await mailbox.StoreAsync(MailboxWorld.Call, [await world.NewPassportAsync()], ["1234"], destinations: null,
            deleteAt: null, Token);
        Assert.Equal(CpsFailure.MailboxFull, outcome.Failure.Reason);
        Assert.Empty(records.Written);
    }

    [Fact]
    public async Task Store_ThatFailedOrWasThereAlready_CountsNothing()
    {
        var world = await MailboxWorld.NewAsync();
        var bounds = Unbounded with { PerSigner = 5000 };
        var passport = await world.NewPassportAsync();
        var isDown = true;
        var failing = new FaultyInserts(world.Records, () => isDown);
        var mailbox = world.NewMailbox(failing, bounds: bounds);
        for (var attempt = 0; attempt < 10; attempt++) await Assert.ThrowsAsync<StorageException>(() => mailbox.StoreAsync(passport));
        isDown = false;
        Assert.Equal(1, await mailbox.StoreAsync(passport));
        for (var attempt = 0; attempt < 10; attempt++) Assert.Equal(0, await mailbox.StoreAsync(passport));
        Assert.Equal(1, await mailbox.StoreAsync(await world.NewPassportAsync()));
    }

    private static CallNumbers CallOf(int number) => new(CallWorld.Called, CallWorld.Number($"1215556{number:D4}"));

    private async Task<int> FillAsync(MailboxWorld world, PassportMailbox mailbox, PassportSigner signer,
        IReadOnlyList<ProviderId>? destinations = null)
    {
        var stored = 0;
        while (await TryStoreAsync(world, mailbox, signer, destinations)) stored++;
        return stored;
    }

    // Each for a call of its own, so that the limits of one call do not show.
    private async Task<bool> TryStoreAsync(MailboxWorld world, PassportMailbox mailbox, PassportSigner signer,
        IReadOnlyList<ProviderId>? destinations = null)
    {
        var outcome = await mailbox.StoreAsync(CallOf(_calls++), [await world.NewPassportAsync(signer)], ["1234"], destinations,
            deleteAt: null, Token);
        if (!outcome.TryGet(out _, out var refusal)) Assert.Equal(CpsFailure.MailboxFull, refusal.Reason);
        return outcome.IsSuccess;
    }
}
