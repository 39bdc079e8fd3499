using System.Text;
using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Mailbox;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Numbering;
using Shaken.Core.Passports;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tests.CallPlacement.Mailbox;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.Tests.CallPlacement;

/// <summary>The dialect of RFC 9888: posted and read by called number.</summary>
public sealed class ByNumberTests
{
    private static readonly ProviderId Other = MailboxWorld.Provider("US/818H");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Retrieve_WithoutOrig_NamesParameterAndSetting()
    {
        var world = await CpsWorld.NewAsync();
        var refusal = (await world.RetrieveByNumber.RetrieveAsync(await AskedAsync(world, orig: null), Token)).Failure;
        Assert.Equal(CpsFailure.OrigMissing, refusal.Reason);
        Assert.Contains("?orig=", refusal.Detail, StringComparison.Ordinal);
        Assert.Contains("Cps:ReadByCalledNumber", refusal.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Retrieve_PostedByNumber_IsGivenOnceToTheServedProvider(bool namesOrig)
    {
        var world = await CpsWorld.NewAsync(options => options with { ReadsByCalledNumber = true });
        var token = await world.Calls.SignAsync();
        Assert.True((await PublishAsync(world, token)).IsSuccess);
        var asked = await AskedAsync(world, namesOrig ? CallWorld.Caller : null);
        Assert.Equal([token], (await world.RetrieveByNumber.RetrieveAsync(asked, Token)).Value.Passports);
        var again = await world.RetrieveByNumber.RetrieveAsync(asked with { RequestId = "again" }, Token);
        Assert.Equal(CpsFailure.NothingWaiting, again.Failure.Reason);
    }

    [Fact]
    public async Task Retrieve_ByCalledNumberAlone_GivesTheCallsOfEveryDialect_AndNotThoseToOthers()
    {
        var world = await CpsWorld.NewAsync(options => options with { ReadsByCalledNumber = true });
        var first = await world.Calls.SignAsync();
        var second = await world.Calls.SignAsync(ClaimsFrom(world, CallWorld.Number("12155550122"), CallWorld.Called));
        var elsewhere = await world.Calls.SignAsync(ClaimsFrom(world, CallWorld.Caller, CallWorld.Number("12155550132")));
        Assert.True((await PublishAsync(world, first)).IsSuccess);
        foreach (var token in (string[])[second, elsewhere])
            Assert.True((await world.Publish.PublishOpenAsync("5678", Encoding.ASCII.GetBytes(token), default, Token)).IsSuccess);
        var taken = (await world.RetrieveByNumber.RetrieveAsync(await AskedAsync(world, orig: null), Token)).Value;
        Assert.Equal(
            ((string[])[first, second]).Order(StringComparer.Ordinal), taken.Passports.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Store_ReadByCalledNumber_WritesThePairBeforeThePassport_WithoutANumberInIt()
    {
        var world = await CpsWorld.NewAsync(options => options with { ReadsByCalledNumber = true });
        Assert.True((await PublishAsync(world, await world.Calls.SignAsync())).IsSuccess);
        Assert.Equal(2, world.Records.Written.Count);
        Assert.True(CalledPair.TryRead(world.Records.Written[0].Document, out _));
        Assert.True(MailboxDocument.TryRead(world.Records.Written[1].Document, out _));
        Assert.All(world.Records.Written, record =>
        {
            var text = $"{record.Key} {Encoding.UTF8.GetString(record.Document.Span)}";
            Assert.DoesNotContain(CallWorld.Called.Value, text, StringComparison.Ordinal);
            Assert.DoesNotContain(CallWorld.Caller.Value, text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Store_WithoutTheSetting_WritesOneRecord()
    {
        var world = await CpsWorld.NewAsync();
        Assert.True((await PublishAsync(world, await world.Calls.SignAsync())).IsSuccess);
        Assert.Single(world.Records.Written);
    }

    [Fact]
    public async Task Store_ALaterPassportOfThePair_ProlongsIt()
    {
        var world = await CpsWorld.NewAsync(options => options with { ReadsByCalledNumber = true });
        await PublishAsync(world, await world.Calls.SignAsync());
        world.Calls.Time.Advance(TimeSpan.FromSeconds(50));
        var later = await world.Calls.SignAsync();
        await PublishAsync(world, later);
        world.Calls.Time.Advance(TimeSpan.FromSeconds(50));
        var taken = (await world.RetrieveByNumber.RetrieveAsync(await AskedAsync(world, orig: null), Token)).Value;
        Assert.Equal([later], taken.Passports);
    }

    [Fact]
    public async Task Publish_OfAnotherNumberThanThePaths_IsRefusedBeforeAFetch()
    {
        var world = await CpsWorld.NewAsync();
        var token = await world.Calls.SignAsync(ClaimsFrom(world, CallWorld.Caller, CallWorld.Number("12155550199")));
        var asked = world.Calls.Certificates.Asked;
        Assert.Equal(CpsFailure.NotThisCall, (await PublishAsync(world, token)).Failure.Reason);
        Assert.Equal(asked, world.Calls.Certificates.Asked);
    }

    [Fact]
    public async Task Publish_DemandedCertificate_IsNeededAndJudged()
    {
        var world = await CpsWorld.NewAsync(options => options with { DemandsClientCertificate = true });
        var token = await world.Calls.SignAsync();
        Assert.Equal(CpsFailure.ClientCertificateMissing, (await PublishAsync(world, token)).Failure.Reason);
        Assert.Equal(CpsFailure.ClientCertificateUntrusted, (await PublishAsync(world, token, [])).Failure.Reason);
        Assert.Equal(
            CpsFailure.ClientCertificateUntrusted,
            (await PublishAsync(world, token, [CertificateForm.Leaf().Sign(), CertificateForm.Intermediate().Sign()])).Failure.Reason);
        Assert.Equal(
            CpsFailure.ClientCertificateUntrusted,
            (await PublishAsync(world, token, [.. world.Calls.Provider.Chain.Reverse()])).Failure.Reason);
        Assert.True((await PublishAsync(world, token, world.Calls.Provider.Chain)).IsSuccess);
    }

    [Theory]
    [InlineData("US/5678", null)]
    [InlineData("US/818H", CpsFailure.NumberNotServed)]
    [InlineData("CA/5678", CpsFailure.NumberNotServed)]
    [InlineData(null, CpsFailure.NumberNotServed)]
    public async Task Publish_WithANumberTable_TakesNumbersOfServedProvidersOnly(string? owner, CpsFailure? expected)
    {
        var world = await CpsWorld.NewAsync(numbers: new Owned(owner));
        var outcome = await PublishAsync(world, await world.Calls.SignAsync());
        Assert.Equal(expected, outcome.IsSuccess ? null : outcome.Failure.Reason);
    }

    [Fact]
    public async Task Publish_WithANumberTable_WaitsForTheOwnerAlone()
    {
        var world = await CpsWorld.NewAsync(options => options with { Served = [MailboxWorld.Reader, Other] }, new Owned("US/5678"));
        var token = await world.Calls.SignAsync();
        Assert.True((await PublishAsync(world, token)).IsSuccess);
        var theirs = await world.RetrieveByNumber.RetrieveAsync(await AskedAsync(world, CallWorld.Caller, Other), Token);
        Assert.Equal(CpsFailure.ReaderNotServed, theirs.Failure.Reason);
        var ours = await world.RetrieveByNumber.RetrieveAsync(await AskedAsync(world, CallWorld.Caller), Token);
        Assert.Equal([token], ours.Value.Passports);
    }

    [Fact]
    public async Task Retrieve_ByAProviderThatIsNotServed_IsRefused_AndLeavesIt()
    {
        var world = await CpsWorld.NewAsync();
        var token = await world.Calls.SignAsync();
        await PublishAsync(world, token);
        var theirs = await world.RetrieveByNumber.RetrieveAsync(await AskedAsync(world, CallWorld.Caller, Other), Token);
        Assert.Equal(CpsFailure.ReaderNotServed, theirs.Failure.Reason);
        Assert.Equal([token], await world.Mailbox.TakeAsync());
    }

    [Theory]
    [InlineData("300FA20D160B3132313535353530313331", null)]
    [InlineData("300FA20D160B3132313535353530313332", CpsFailure.ReaderNotServed)]
    public async Task Retrieve_ByACertificateForTheNumberItself_IsGivenWhatWaits(string tnAuthList, CpsFailure? expected)
    {
        var world = await CpsWorld.NewAsync();
        await PublishAsync(world, await world.Calls.SignAsync());
        StiCertificate[] chain =
        [
            CertificateForm.Leaf().With(Oids.TnAuthList, tnAuthList).Sign(), CertificateForm.DelegateCa().Sign(),
        ];
        var time = new ManualTime(new DateTimeOffset(2025, 6, 1, 12, 0, 0, TimeSpan.Zero));
        Assert.True(TrustedRoot.TryCreate(CertificateForm.Root().Sign(), out var root, out var failure), failure);
        var clients = new ClientCertificateJudge(
            new CertificateVerdicts(new PublishedCertificates(time), TrustDomain.Of([root], time), time));
        var retrieve = new RetrieveByNumber(
            world.Options, clients, world.Bearers, new CalledNumbers(world.Options, numbers: null), world.Mailbox);
        var outcome = await retrieve.RetrieveAsync(
            new NumberRetrieval(CallWorld.Called, CallWorld.Caller, chain, Bearer: null, "delegate"), Token);
        Assert.Equal(expected, outcome.IsSuccess ? null : outcome.Failure.Reason);
    }

    [Fact]
    public async Task Retrieve_WithABearer_IsGivenTheCallThatItNames_Once()
    {
        var world = await CpsWorld.NewAsync(options => options with { ReadsByCalledNumber = true });
        var token = await world.Calls.SignAsync();
        await PublishAsync(world, token);
        var signer = await world.NewReaderAsync("US/5678");
        var bearer = await signer.ForRetrievingSharedAsync(MailboxWorld.Call, CpsWorld.Host, Token);
        var asked = new NumberRetrieval(CallWorld.Called, Orig: null, Chain: null, bearer, "one");
        Assert.Equal(CpsFailure.OrigMissing, (await world.RetrieveByNumber.RetrieveAsync(asked, Token)).Failure.Reason);
        asked = asked with { Orig = CallWorld.Caller };
        Assert.Equal([token], (await world.RetrieveByNumber.RetrieveAsync(asked, Token)).Value.Passports);
        var replayed = await world.RetrieveByNumber.RetrieveAsync(asked with { RequestId = "two" }, Token);
        Assert.Equal(CpsFailure.BearerReplayed, replayed.Failure.Reason);
    }

    [Fact]
    public async Task Retrieve_WithAReaderKey_IsGivenWhatIsForItsHolder()
    {
        var (key, hash) = ApiKey<ProviderId>.New(MailboxWorld.Reader, ApiKeyPrefixes.Reader, SystemRandom.Instance);
        Assert.True(ApiKeys<ProviderId>.TryCreate([hash], out var keys));
        var world = await CpsWorld.NewAsync(options => options with { ReaderKeys = keys });
        var token = await world.Calls.SignAsync();
        await PublishAsync(world, token);
        var asked = new NumberRetrieval(CallWorld.Called, CallWorld.Caller, Chain: null, $"{key[..^1]}?", "one");
        Assert.Equal(CpsFailure.ReaderKeyUnknown, (await world.RetrieveByNumber.RetrieveAsync(asked, Token)).Failure.Reason);
        Assert.Equal([token], (await world.RetrieveByNumber.RetrieveAsync(asked with { Bearer = key }, Token)).Value.Passports);
    }

    [Fact]
    public async Task Retrieve_WithNothingToShow_IsRefused()
    {
        var world = await CpsWorld.NewAsync();
        var asked = new NumberRetrieval(CallWorld.Called, CallWorld.Caller, Chain: null, Bearer: null, "one");
        Assert.Equal(
            CpsFailure.ClientCertificateMissing, (await world.RetrieveByNumber.RetrieveAsync(asked, Token)).Failure.Reason);
    }

    private static async Task<Outcome<PublishReceipt, CpsRefusal>> PublishAsync(
        CpsWorld world, string token, IReadOnlyList<StiCertificate>? chain = null) =>
        await world.Publish.PublishByNumberAsync(CallWorld.Called, chain, Encoding.ASCII.GetBytes(token), client: default, Token);

    private static PassportClaims ClaimsFrom(CpsWorld world, TelephoneNumber orig, TelephoneNumber dest) =>
        PassportClaims.ForCall(orig, dest, world.Calls.Time.GetUtcNow(), Attestation.A, SystemRandom.Instance.NewUuid());

    private static async Task<NumberRetrieval> AskedAsync(CpsWorld world, TelephoneNumber? orig, ProviderId? reader = null)
    {
        var issued = await world.Calls.Authority.IssueAsync(reader ?? MailboxWorld.Reader, "Reader", TimeSpan.FromDays(1), Token);
        return new NumberRetrieval(CallWorld.Called, orig, issued.Chain, Bearer: null, "request");
    }

    /// <summary>A number directory in which one provider, or nobody, has every number.</summary>
    private sealed class Owned(string? owner) : INumberDirectory
    {
        public ValueTask<NumberAssignment?> FindAsync(TelephoneNumber number, CancellationToken cancellationToken)
        {
            Assert.True(NumberPattern.TryParse(number.Value, out var pattern));
            return new(owner is null ? null : new NumberAssignment(MailboxWorld.Provider(owner), pattern));
        }
    }
}
