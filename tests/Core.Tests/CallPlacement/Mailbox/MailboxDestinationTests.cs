using System.Text;
using Shaken.Core.CallPlacement.Mailbox;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Storage;

namespace Shaken.Core.Tests.CallPlacement.Mailbox;

/// <summary>One mailbox, several providers: who gets what was posted for one of them.</summary>
public sealed class MailboxDestinationTests
{
    private static readonly ProviderId One = MailboxWorld.Provider("US/1234");
    private static readonly ProviderId Two = MailboxWorld.Provider("US/818H");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("US/1234")]
    [InlineData("US/818")]
    [InlineData("US/818HH")]
    [InlineData("CA/818H")]
    public async Task Take_ByAnotherThanItWasPostedFor_GivesNothing_AndLeavesIt(string other)
    {
        var world = await MailboxWorld.NewAsync();
        var mailbox = world.NewMailbox();
        var passport = await world.NewPassportAsync();
        Assert.Equal(1, await StoreAsync(mailbox, passport, [Two]));
        Assert.Empty(await TakeAsync(mailbox, "other", MailboxWorld.Provider(other)));
        Assert.Empty(await TakeAsync(mailbox, "nobody"));
        Assert.Equal([passport.Compact], await TakeAsync(mailbox, "right", Two));
        Assert.Empty(await TakeAsync(mailbox, "again", Two));
    }

    [Fact]
    public async Task Take_GivesWhatIsForTheReader_OfAllThatWaits()
    {
        var world = await MailboxWorld.NewAsync();
        var mailbox = world.NewMailbox();
        var (forOne, forTwo, forAny) = (await world.NewPassportAsync(), await world.NewPassportAsync(), await world.NewPassportAsync());
        await StoreAsync(mailbox, forOne, [One]);
        await StoreAsync(mailbox, forTwo, [Two]);
        await StoreAsync(mailbox, forAny, destinations: null);
        Assert.Equal(Sorted(forOne, forAny), (await TakeAsync(mailbox, "one", One)).Order(StringComparer.Ordinal));
        Assert.Equal([forTwo.Compact], await TakeAsync(mailbox, "two", Two));
    }

    [Fact]
    public async Task Take_ByAReaderThatStandsForSeveral_GivesWhatIsForEach()
    {
        var world = await MailboxWorld.NewAsync();
        var mailbox = world.NewMailbox();
        var (forOne, forTwo) = (await world.NewPassportAsync(), await world.NewPassportAsync());
        await StoreAsync(mailbox, forOne, [One]);
        await StoreAsync(mailbox, forTwo, [Two]);
        Assert.Equal(Sorted(forOne, forTwo), (await TakeAsync(mailbox, "both", One, Two)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("US/818H")]
    [InlineData("CA/818H")]
    public async Task Take_OfACodeThatTwoCountriesHave_IsForEitherAndNobodyElse(string reader)
    {
        var world = await MailboxWorld.NewAsync();
        var mailbox = world.NewMailbox();
        var passport = await world.NewPassportAsync();
        await StoreAsync(mailbox, passport, [Two, MailboxWorld.Provider("CA/818H")]);
        Assert.Empty(await TakeAsync(mailbox, "other", One));
        Assert.Equal([passport.Compact], await TakeAsync(mailbox, "reader", MailboxWorld.Provider(reader)));
    }

    [Fact]
    public async Task Store_OnceMoreForAnother_IsSeen_AndTheFirstStands()
    {
        var world = await MailboxWorld.NewAsync();
        var mailbox = world.NewMailbox();
        var passport = await world.NewPassportAsync();
        Assert.Equal(1, await StoreAsync(mailbox, passport, [Two]));
        Assert.Equal(0, await StoreAsync(mailbox, passport, [One]));
        Assert.Equal(0, await StoreAsync(mailbox, passport, destinations: null));
        Assert.Empty(await TakeAsync(mailbox, "one", One));
        Assert.Equal([passport.Compact], await TakeAsync(mailbox, "two", Two));
    }

    [Fact]
    public async Task Take_UnderTwoSecrets_LooksForWhomUnderEither()
    {
        var world = await MailboxWorld.NewAsync();
        var passport = await world.NewPassportAsync();
        await StoreAsync(world.NewMailbox(), passport, [Two]);
        var changed = world.NewMailbox(secrets: new DeploymentSecrets(DeploymentSecret.New("two", SystemRandom.Instance), world.Secret));
        Assert.Empty(await TakeAsync(changed, "one", One));
        Assert.Equal([passport.Compact], await TakeAsync(changed, "two", Two));
    }

    [Fact]
    public async Task Take_OfAContentOfBefore_WhichNamesNobody_GivesItToAnyReader()
    {
        var world = await MailboxWorld.NewAsync();
        var records = new WatchedRecords(world.Records);
        var mailbox = world.NewMailbox(records);
        var passport = await world.NewPassportAsync();
        await StoreAsync(mailbox, passport, [Two]);

        // In its place, the content as it was written before it could name anybody.
        var stored = records.Written[0];
        var sealing = new Sealing(world.Secret, "cps-mailbox", SystemRandom.Instance);
        var before = Encoding.UTF8.GetBytes($$"""{"passport":"{{passport.Compact}}","publishers":["1234"]}""");
        Assert.True(MailboxDocument.TryRead(stored.Document, out var written));
        var document = written with { Sealed = sealing.Seal(before, $"{stored.Key.Partition}/{stored.Key.Row}") };
        var present = await world.Records.FindAsync(stored.Key, Token);
        Assert.NotNull(await world.Records.TryReplaceAsync(stored with { Document = document.Write() }, present!.ETag, Token));
        Assert.Equal([passport.Compact], await TakeAsync(mailbox, "one", One));
    }

    [Fact]
    public void Content_ThatNamesNobody_IsWrittenAsBefore() => Assert.Equal(
        """{"passport":"a.b.c","publishers":["1234"]}""", Encoding.UTF8.GetString(new MailboxContent("a.b.c", ["1234"]).Write()));

    private static IEnumerable<string> Sorted(params VerifiedPassport[] passports) => passports.Select(passport => passport.Compact).Order(StringComparer.Ordinal);

    private static async Task<int> StoreAsync(PassportMailbox mailbox, VerifiedPassport passport, IReadOnlyList<ProviderId>? destinations) =>
        (await mailbox.StoreAsync(MailboxWorld.Call, [passport], ["1234"], destinations, deleteAt: null, Token)).Value;

    private static async Task<IReadOnlyList<string>> TakeAsync(PassportMailbox mailbox, string requestId, params ProviderId[] readers) =>
        (await mailbox.TakeAsync(MailboxWorld.Call, readers, publisher: null, requestId, Token)).Passports;
}
