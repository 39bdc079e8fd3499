using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Sources;

namespace Shaken.Core.Tests.Trust.Sources;

/// <summary>TNAuthLists by reference: fetched as lists are, kept, and old ones used while their host is away.</summary>
public sealed class TnAuthListSourceTests
{
    private const string Url = "https://lists.example/1";

    private readonly ManualTime _time = new(new DateTimeOffset(2025, 6, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly LogLines<TnAuthListSource> _log = new();
    private readonly OneDocument _fetcher = new();
    private readonly TnAuthListSource _source;

    public TnAuthListSourceTests() => _source = new TnAuthListSource(_fetcher, _time, _log);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_ListInDer_IsFetchedOnceUnderItsProfile()
    {
        _fetcher.Answer = Document("spc:1234 12155550100+100");
        Assert.False(_source.TryFind(Url, default, out _));
        Assert.Equal(2, (await GetAsync()).Value.List.Entries.Count);
        Assert.True((await GetAsync()).IsSuccess);
        Assert.True(_source.TryFind(Url, default, out _));
        Assert.Equal((1, "tn-auth-list"), (_fetcher.Asked, _fetcher.Profile?.Name));
    }

    [Theory]
    [InlineData("3000")]
    [InlineData("")]
    [InlineData("3008A00616043132333400")]
    public async Task Get_OctetsOfAnotherForm_IsRefusedAndNotKept(string hex)
    {
        _fetcher.Answer = new FetchedDocument(Convert.FromHexString(hex), "application/tnauthlist", MaxAge: null);
        Assert.Equal(SourceFailure.NotACertificate, (await GetAsync()).Failure.Reason);
        Assert.False(_source.TryFind(Url, default, out _));
    }

    [Fact]
    public async Task Get_MoreEntriesThanACertificateMayHave_IsReadUpToABoundOfItsOwn()
    {
        _fetcher.Answer = Document(string.Join(' ', Enumerable.Repeat("1", Limits.ReferencedTnAuthListEntries)));
        Assert.Equal(Limits.ReferencedTnAuthListEntries, (await GetAsync()).Value.List.Entries.Count);
        _time.Advance(TimeSpan.FromDays(1));
        _fetcher.Answer = Document(string.Join(' ', Enumerable.Repeat("1", Limits.ReferencedTnAuthListEntries + 1)));
        Assert.Equal(SourceFailure.NotACertificate, (await GetAsync()).Failure.Reason);
    }

    [Fact]
    public async Task TryFind_WhileTheHostIsAway_GivesTheOldCopyForSixHours()
    {
        _fetcher.Answer = Document("12155550100+100");
        Assert.True((await GetAsync()).IsSuccess);
        _fetcher.Answer = new FetchRefusal(FetchFailure.ConnectFailed, "no connection");
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.True(_source.TryFind(Url, default, out _));
        Assert.True(_source.TryFind(Url, default, out var old));
        Assert.True(old.IsStale);
        Assert.Contains(_log.All, line => line.Id == 4301);
        _time.Advance(TimeSpan.FromHours(6));
        Assert.False(_source.TryFind(Url, default, out _));
        Assert.Equal(SourceFailure.Unreachable, (await GetAsync()).Failure.Reason);
    }

    [Fact]
    public void Ask_UnknownUrl_FetchesInTheBackground()
    {
        _fetcher.Answer = Document("12155550100+100");
        _source.Ask(Url, default);
        Assert.True(_source.TryFind(Url, default, out var list));
        Assert.Single(list.List.Entries);
    }

    private static FetchedDocument Document(string list) =>
        new(Convert.FromHexString(DelegateForms.ListHex(list)), "application/tnauthlist", MaxAge: null);

    private async Task<Outcome<SourcedTnAuthList, SourceRefusal>> GetAsync() => await _source.GetAsync(Url, default, Token);

    private sealed class OneDocument : IUrlFetcher
    {
        public Outcome<FetchedDocument, FetchRefusal> Answer { get; set; }

        public int Asked { get; private set; }

        public FetchProfile? Profile { get; private set; }

        public Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(
            string url, FetchProfile profile, CancellationToken cancellationToken)
        {
            (Asked, Profile) = (Asked + 1, profile);
            return Task.FromResult(Answer);
        }
    }
}
