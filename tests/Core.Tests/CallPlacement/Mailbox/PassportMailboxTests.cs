using System.Text;
using System.Text.Json;
using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Mailbox;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.CallPlacement.Mailbox;

public sealed class PassportMailboxTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Store_Twice_IsStoringOnce()
    {
        var world = await MailboxWorld.NewAsync();
        var (one, two) = (world.NewMailbox(), world.NewMailbox());
        var passport = await world.NewPassportAsync();
        Assert.Equal(1, await one.StoreAsync(passport, passport));
        Assert.Equal(0, await two.StoreAsync(passport));
        Assert.Equal([passport.Compact], await one.TakeAsync());
        Assert.Empty(await two.TakeAsync("other"));
    }

    [Fact]
    public async Task Store_OfSeveral_GivesThemAllAtOnce()
    {
        var world = await MailboxWorld.NewAsync();
        var mailbox = world.NewMailbox();
        VerifiedPassport[] passports = [await world.NewPassportAsync(), await world.NewPassportAsync(), await world.NewPassportAsync()];
        Assert.Equal(1, await mailbox.StoreAsync(passports[0]));
        Assert.Equal(2, await mailbox.StoreAsync(passports));
        Assert.Equal(passports.Select(passport => passport.Compact).Order(StringComparer.Ordinal), (await mailbox.TakeAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Take_ByManyAtOnceOnTwoInstances_HandsEachPassportOutOnce()
    {
        var world = await MailboxWorld.NewAsync();
        PassportMailbox[] mailboxes = [world.NewMailbox(), world.NewMailbox()];
        VerifiedPassport[] passports = [await world.NewPassportAsync(), await world.NewPassportAsync(), await world.NewPassportAsync()];
        await mailboxes[0].StoreAsync(passports);
        using var gate = new Barrier(64);
        var takers = Enumerable.Range(0, 64).Select(number => Task.Factory.StartNew(
            () =>
            {
                gate.SignalAndWait(Token);
                return mailboxes[number % 2].TakeAsync($"request-{number}");
            },
            Token,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap());
        var taken = (await Task.WhenAll(takers)).SelectMany(tokens => tokens);
        Assert.Equal(passports.Select(passport => passport.Compact).Order(StringComparer.Ordinal), taken.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Store_OfATakenPassport_DoesNotBringItBack()
    {
        var world = await MailboxWorld.NewAsync();
        var mailbox = world.NewMailbox();
        var passport = await world.NewPassportAsync();
        await mailbox.StoreAsync(passport);
        Assert.Single(await mailbox.TakeAsync());
        world.Time.Advance(MailboxWorld.Freshness);

        // By a clock that is a minute ahead.
        await world.Records.RemoveExpiredAsync(PassportMailbox.Table, world.Time.GetUtcNow().AddMinutes(1), 100, Token);
        Assert.Equal(0, await mailbox.StoreAsync(passport));
        Assert.Empty(await mailbox.TakeAsync("other"));
        Assert.Empty(await mailbox.TakeAsync());
    }

    [Fact]
    public async Task Take_AtTheEndOfFreshness_GivesItAndASecondLaterNothing()
    {
        var world = await MailboxWorld.NewAsync();
        var mailbox = world.NewMailbox();
        await mailbox.StoreAsync(await world.NewPassportAsync());
        var late = await world.NewPassportAsync();
        world.Time.Advance(MailboxWorld.Freshness);
        Assert.Single(await mailbox.TakeAsync());
        await mailbox.StoreAsync(late);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(await mailbox.TakeAsync());
        Assert.Equal(1, await world.Records.RemoveExpiredAsync(PassportMailbox.Table, world.Time.GetUtcNow(), 100, Token));

        // What was taken is remembered a minute longer than what nobody took.
        Assert.Equal(0, await world.Records.RemoveExpiredAsync(PassportMailbox.Table, world.Time.GetUtcNow().AddSeconds(59), 100, Token));
        Assert.Equal(1, await world.Records.RemoveExpiredAsync(PassportMailbox.Table, world.Time.GetUtcNow().AddSeconds(60), 100, Token));
    }

    [Theory]
    [InlineData(10, 10, true)]
    [InlineData(10, 11, false)]
    [InlineData(3600, 60, true)]
    [InlineData(3600, 61, false)]
    public async Task Take_HonoursThePublishersDeletionTimeWithinFreshness(int deleteAfter, int takenAfter, bool isThere)
    {
        var world = await MailboxWorld.NewAsync();
        var mailbox = world.NewMailbox();
        var passport = await world.NewPassportAsync();
        Assert.Equal(1, (await mailbox.StoreAsync(MailboxWorld.Call, [passport], ["1234"], destinations: null, world.Time.GetUtcNow().AddSeconds(deleteAfter), Token)).Value);
        world.Time.Advance(TimeSpan.FromSeconds(takenAfter));
        Assert.Equal(isThere ? 1 : 0, (await mailbox.TakeAsync()).Count);
    }

    [Fact]
    public async Task Store_OfOneWhoseDeletionTimeHasPassed_StoresItAnew()
    {
        var world = await MailboxWorld.NewAsync();
        var mailbox = world.NewMailbox();
        var passport = await world.NewPassportAsync();
        await mailbox.StoreAsync(MailboxWorld.Call, [passport], ["1234"], destinations: null, world.Time.GetUtcNow().AddSeconds(5), Token);
        world.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.Empty(await mailbox.TakeAsync());
        Assert.Equal(1, await mailbox.StoreAsync(passport));
        Assert.Equal([passport.Compact], await mailbox.TakeAsync());
    }

    [Fact]
    public async Task Store_OfAFifthOfOneSigner_IsRefusedWholeAndAnotherSignersIsNot()
    {
        var world = await MailboxWorld.NewAsync();
        var mailbox = world.NewMailbox();
        for (var count = 0; count < Limits.MailboxPassportsPerSigner - 1; count++) await mailbox.StoreAsync(await world.NewPassportAsync());
        VerifiedPassport[] two = [await world.NewPassportAsync(), await world.NewPassportAsync()];
        Assert.Equal(CpsFailure.MailboxFull, (await mailbox.StoreAsync(MailboxWorld.Call, two, ["1234"], destinations: null, null, Token)).Failure.Reason);
        Assert.Equal(1, await mailbox.StoreAsync(two[0]));
        Assert.Equal(0, await mailbox.StoreAsync(two[0]));
        Assert.Equal(CpsFailure.MailboxFull, (await mailbox.StoreAsync(MailboxWorld.Call, [two[1]], ["1234"], destinations: null, null, Token)).Failure.Reason);
        Assert.Equal(1, await mailbox.StoreAsync(await world.NewPassportAsync(await world.NewSignerAsync("US/5678"))));
        Assert.Equal(5, (await mailbox.TakeAsync()).Count);
        Assert.Equal(1, await mailbox.StoreAsync(two[1]));
    }

    [Fact]
    public async Task Store_OfMoreThan32OfAllSigners_IsRefused()
    {
        var world = await MailboxWorld.NewAsync();
        var mailbox = world.NewMailbox();
        for (var signer = 0; signer < 8; signer++)
        {
            var others = await world.NewSignerAsync($"US/{5000 + signer}");
            for (var count = 0; count < 4; count++) Assert.Equal(1, await mailbox.StoreAsync(await world.NewPassportAsync(others)));
        }

        var passport = await world.NewPassportAsync();
        Assert.Equal(CpsFailure.MailboxFull, (await mailbox.StoreAsync(MailboxWorld.Call, [passport], ["1234"], destinations: null, null, Token)).Failure.Reason);
        var other = new CallNumbers(CallWorld.Called, CallWorld.Number("12155550199"));
        Assert.Equal(1, (await mailbox.StoreAsync(other, [passport], ["1234"], destinations: null, null, Token)).Value);
        Assert.Equal(32, (await mailbox.TakeAsync()).Count);
    }

    [Fact]
    public async Task Store_OfMoreThan128OfOneCallWithinItsFreshness_IsRefusedThoughAllWereTaken()
    {
        var world = await MailboxWorld.NewAsync();
        var mailbox = world.NewMailbox();
        for (var count = 0; count < Limits.MailboxRecordsPerCall; count++)
        {
            Assert.Equal(1, await mailbox.StoreAsync(await world.NewPassportAsync()));
            Assert.Single(await mailbox.TakeAsync($"request-{count}"));
        }

        var passport = await world.NewPassportAsync();
        Assert.Equal(CpsFailure.MailboxFull, (await mailbox.StoreAsync(MailboxWorld.Call, [passport], ["1234"], destinations: null, null, Token)).Failure.Reason);

        // Not the purge makes way but time: a purge that is late refuses nobody.
        world.Time.Advance(MailboxWorld.Freshness + TimeSpan.FromSeconds(1));
        Assert.Equal(1, await mailbox.StoreAsync(await world.NewPassportAsync()));
    }

    [Fact]
    public async Task Take_OfOnePublishersPassports_LeavesTheOthers()
    {
        var world = await MailboxWorld.NewAsync();
        var mailbox = world.NewMailbox();
        var (first, second) = (await world.NewPassportAsync(), await world.NewPassportAsync());
        await mailbox.StoreAsync(MailboxWorld.Call, [first], ["1234"], destinations: null, null, Token);
        await mailbox.StoreAsync(MailboxWorld.Call, [second], ["5678"], destinations: null, null, Token);
        Assert.True(ServiceProviderCode.TryParse("5678", out var code));
        Assert.Equal([second.Compact], (await mailbox.TakeAsync(MailboxWorld.Call, [MailboxWorld.Reader], code, "request", Token)).Passports);
        Assert.Equal([first.Compact], await mailbox.TakeAsync());
    }

    [Fact]
    public async Task Take_OfAnotherCall_GivesNothing()
    {
        var world = await MailboxWorld.NewAsync();
        var mailbox = world.NewMailbox();
        await mailbox.StoreAsync(await world.NewPassportAsync());
        Assert.Empty((await mailbox.TakeAsync(new CallNumbers(CallWorld.Caller, CallWorld.Called), [MailboxWorld.Reader], null, "request", Token)).Passports);
        Assert.Single(await mailbox.TakeAsync());
    }

    [Fact]
    public async Task Take_AfterTheSecretWasChanged_StillReadsWhatTheOldOneSealed()
    {
        var world = await MailboxWorld.NewAsync();
        var passport = await world.NewPassportAsync();
        await world.NewMailbox().StoreAsync(passport);
        var next = DeploymentSecret.New("two", SystemRandom.Instance);
        var rotated = world.NewMailbox(secrets: new DeploymentSecrets(next, world.Secret));
        var fresh = await world.NewPassportAsync();
        await rotated.StoreAsync(fresh);
        Assert.Empty(await world.NewMailbox(secrets: new DeploymentSecrets(DeploymentSecret.New("one", SystemRandom.Instance), null)).TakeAsync("stranger"));
        Assert.Equal([fresh.Compact, passport.Compact], await rotated.TakeAsync());
        Assert.Equal(0, await rotated.StoreAsync(passport));
        Assert.Empty(await world.NewMailbox().TakeAsync("other"));
    }

    [Fact]
    public async Task Records_OfAMailbox_ShowNothingOfTheCall()
    {
        var world = await MailboxWorld.NewAsync();
        var records = new WatchedRecords(world.Records);
        var mailbox = world.NewMailbox(records);
        var passport = await world.NewPassportAsync();
        await mailbox.StoreAsync(passport);
        await mailbox.TakeAsync();
        Assert.Equal(2, records.Written.Count);
        var parts = passport.Compact.Split('.');
        string[] secrets =
        [
            .. parts, .. parts.Take(2).Select(TestTokens.Decode), CallWorld.Caller.Value, CallWorld.Called.Value, "1234", passport.Identity, passport.Signer.Certificate.Fingerprint,
            passport.Claims.Shaken!.OrigId, world.Calls.X5u, "cr.example",
        ];
        foreach (var record in records.Written)
        {
            var text = Encoding.UTF8.GetString(record.Document.Span);
            using var document = JsonDocument.Parse(text);
            var isSealed = document.RootElement.TryGetProperty("sealed", out var content);
            var shown = $"{record.Key} {text} {(isSealed ? Encoding.Latin1.GetString(content.GetBytesFromBase64()) : "")}";

            // Four digits may stand in random text by chance; they are looked for as a word.
            Assert.All(secrets.Where(secret => secret.Length > 4), secret => Assert.DoesNotContain(secret, shown, StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotMatch(@"\b1234\b", $"{record.Key} {text}");
        }
    }

    [Fact]
    public async Task Records_OfTwoCallsOfOneSigner_ShareNothing()
    {
        var world = await MailboxWorld.NewAsync();
        var records = new WatchedRecords(world.Records);
        var mailbox = world.NewMailbox(records);
        var passport = await world.NewPassportAsync();
        await mailbox.StoreAsync(passport);
        await mailbox.StoreAsync(new CallNumbers(CallWorld.Number("12155550199"), CallWorld.Caller), [await world.NewPassportAsync()], ["1234"], destinations: null, null, Token);
        var signers = records.Written.Select(record => JsonDocument.Parse(record.Document).RootElement.GetProperty("signer").GetString()).ToList();
        Assert.Equal(2, signers.Distinct().Count());
        Assert.Equal(2, records.Written.Select(record => record.Key.Partition).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Take_WhenTheStoresAnswerWasLost_IsRecognisedByItsRequest()
    {
        var world = await MailboxWorld.NewAsync();
        var records = new WatchedRecords(world.Records) { LosesAnswers = true };
        var passport = await world.NewPassportAsync();
        await world.NewMailbox().StoreAsync(passport);
        Assert.Equal([passport.Compact], await world.NewMailbox(records).TakeAsync("mine"));
        Assert.Empty(await world.NewMailbox().TakeAsync("another"));
        Assert.Empty(await world.NewMailbox(records).TakeAsync("another"));
    }

    [Fact]
    public async Task Take_OfARecordMovedToAnotherCall_GivesNothing()
    {
        var world = await MailboxWorld.NewAsync();
        var records = new WatchedRecords(world.Records);
        var mailbox = world.NewMailbox(records);
        var other = new CallNumbers(CallWorld.Number("12155550199"), CallWorld.Caller);
        await mailbox.StoreAsync(other, [await world.NewPassportAsync()], ["1234"], destinations: null, null, Token);
        await mailbox.StoreAsync(await world.NewPassportAsync());
        var (moved, own) = (records.Written[0], records.Written[1]);
        await world.Records.TryInsertAsync(moved with { Key = new RecordKey(PassportMailbox.Table, own.Key.Partition, moved.Key.Row) }, Token);
        Assert.Single(await mailbox.TakeAsync());
    }
}
