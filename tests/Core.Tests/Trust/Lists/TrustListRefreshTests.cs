using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Contracts;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Lists;
using Shaken.Local.Blobs;

namespace Shaken.Core.Tests.Trust.Lists;

public sealed class TrustListRefreshTests
{
    private static readonly BlobName Kept = new("trust-lists", "trusted-ca-list.json");

    private readonly MemoryBlobs _blobs = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Refresh_OfAGoodList_PutsItInForceUntilItExpires()
    {
        var (administrator, instance) = await NewAsync();
        instance.Serve(await administrator.SignAsync(sequence: 5));
        Assert.Null(instance.Domain.Roots);
        Assert.Equal(5, (await instance.RefreshAsync()).Value.Sequence);
        Assert.NotNull(instance.Domain.Roots);
        administrator.Time.Advance(TimeSpan.FromDays(1));
        Assert.Null(instance.Domain.Roots);
    }

    [Fact]
    public async Task Refresh_WhenTheNewListIsRefused_KeepsTheLastGoodOne()
    {
        var (administrator, instance) = await NewAsync();
        instance.Serve(await administrator.SignAsync(sequence: 5));
        await instance.RefreshAsync();
        var inForce = instance.Domain.Roots;
        (Outcome<string, TrustListRefusal> Served, TrustListFailure Reason)[] refused =
        [
            (await administrator.SignAsync(administrator.Payload(6, version: 2)), TrustListFailure.UnknownVersion),
            (await administrator.SignAsync(sequence: 4), TrustListFailure.SequenceWentBack),
            (await administrator.SignAsync(administrator.Payload(5, more: ",\"extensions\":\"\"")), TrustListFailure.SequenceReused),
            (await administrator.SignAsync(administrator.Payload(6, exp: 1)), TrustListFailure.Expired),
            (await administrator.SignAsync(administrator.Payload(6, entries: "MIIB_base64url_of_DER")), TrustListFailure.NoRootLeft),
            ("garbage", TrustListFailure.Malformed),
            (new TrustListRefusal(TrustListFailure.Unreachable, "no connection"), TrustListFailure.Unreachable),
        ];
        foreach (var (served, reason) in refused)
        {
            instance.Serve(served);
            Assert.Equal(reason, (await instance.RefreshAsync()).Failure.Reason);
            Assert.Same(inForce, instance.Domain.Roots);
        }

        Assert.Equal(5, (await KeptAsync(administrator)).Sequence);
    }

    [Fact]
    public async Task Refresh_OfTheSameListAgain_LeavesEveryVerdictStanding()
    {
        var (administrator, instance) = await NewAsync();
        instance.Serve(await administrator.SignAsync(sequence: 5));
        await instance.RefreshAsync();
        var inForce = instance.Domain.Roots;
        Assert.Equal(5, (await instance.RefreshAsync()).Value.Sequence);
        Assert.Same(inForce, instance.Domain.Roots);
        Assert.Equal(1, administrator.Certificates.Asked);
    }

    [Fact]
    public async Task Refresh_OfTheSameContentSignedAnew_IsGood()
    {
        var (administrator, instance) = await NewAsync();
        instance.Serve(await administrator.SignAsync(sequence: 5));
        await instance.RefreshAsync();
        instance.Serve(await administrator.SignAsync(sequence: 5) + "\n");
        Assert.Equal(5, (await instance.RefreshAsync()).Value.Sequence);
    }

    [Fact]
    public async Task Restore_AfterARestart_HasTheLastGoodListThoughTheOriginIsDown()
    {
        var (administrator, before) = await NewAsync();
        before.Serve(await administrator.SignAsync(sequence: 5));
        await before.RefreshAsync();

        // Neither the list nor its signer's certificate can be fetched.
        var after = NewInstance(administrator, new PublishedCertificates(administrator.Time));
        after.Serve(new TrustListRefusal(TrustListFailure.Unreachable, "no connection"));
        await after.Refresh.RestoreAsync(Token);
        Assert.Equal(5, after.Refresh.InForce!.Sequence);
        Assert.Single(after.Domain.Roots!.All);
        Assert.Equal(TrustListFailure.Unreachable, (await after.RefreshAsync()).Failure.Reason);
        Assert.Equal(5, after.Refresh.InForce!.Sequence);
    }

    [Fact]
    public async Task Restore_OfAnExpiredList_KnowsItsSequenceAndTrustsNothing()
    {
        var (administrator, before) = await NewAsync();
        var old = administrator.Payload(4, exp: administrator.Time.GetUtcNow().AddYears(2).ToUnixTimeSeconds());
        before.Serve(await administrator.SignAsync(sequence: 5));
        await before.RefreshAsync();
        administrator.Time.Advance(TimeSpan.FromDays(2));
        var after = NewInstance(administrator);
        await after.Refresh.RestoreAsync(Token);
        Assert.Null(after.Domain.Roots);
        Assert.Equal(5, after.Refresh.Latest!.Sequence);
        after.Serve(await administrator.SignAsync(old));
        Assert.Equal(TrustListFailure.SequenceWentBack, (await after.RefreshAsync()).Failure.Reason);
        after.Serve(await administrator.SignAsync(sequence: 6));
        Assert.Equal(6, (await after.RefreshAsync()).Value.Sequence);
    }

    [Fact]
    public async Task Restore_OfWhatNobodySigned_TrustsNothing()
    {
        var (administrator, instance) = await NewAsync();
        await instance.Refresh.RestoreAsync(Token);
        Assert.Null(instance.Refresh.Latest);
        var foreign = await TestAdministrator.NewAsync();
        string[] documents =
        [
            "", "null", "{}", "[]", """{"list":"a.b.c","takenAt":"2026-11-21T12:00:00Z","certificates":[]}""", """{"list":"a.b.c","takenAt":"2026-11-21T12:00:00Z","certificates":["AAAA"]}""",
            Encoding.UTF8.GetString(
                new KeptList(
                    await foreign.SignAsync(sequence: 9), [foreign.Signer, foreign.Root.Certificate],
                    administrator.Time.GetUtcNow()).Write()),
            Encoding.UTF8.GetString(
                new KeptList(await foreign.SignAsync(sequence: 9), [administrator.Signer], administrator.Time.GetUtcNow()).Write()),
        ];
        foreach (var document in documents)
        {
            await PutAsync(Encoding.UTF8.GetBytes(document));
            await instance.Refresh.RestoreAsync(Token);
            Assert.Null(instance.Refresh.Latest);
        }

        // What lies there does not keep a good list from being kept.
        instance.Serve(await administrator.SignAsync(sequence: 1));
        await instance.RefreshAsync();
        Assert.Equal(1, (await KeptAsync(administrator)).Sequence);
    }

    [Fact]
    public async Task UntilNext_IsWellBeforeTheListExpires()
    {
        var (administrator, instance) = await NewAsync();
        Assert.Equal(TimeSpan.FromSeconds(30), instance.Refresh.UntilNext());
        instance.Serve(await administrator.SignAsync(sequence: 5));
        var expiresAt = (await instance.RefreshAsync()).Value.ExpiresAt;
        Assert.Equal(TimeSpan.FromHours(1), instance.Refresh.UntilNext());
        var asked = 0;
        while (instance.Refresh.InForce is not null)
        {
            var wait = instance.Refresh.UntilNext();
            Assert.InRange(wait, TimeSpan.FromSeconds(30), TimeSpan.FromHours(1));
            administrator.Time.Advance(wait);
            if (administrator.Time.GetUtcNow() < expiresAt) asked++;
        }

        Assert.InRange(asked, 24, 200);
    }

    [Theory]
    [InlineData(6, 7)]
    [InlineData(7, 6)]
    public async Task Refresh_ByTwoInstances_KeepsTheHigherSequence(long first, long second)
    {
        var (administrator, one) = await NewAsync();
        var two = NewInstance(administrator);
        one.Serve(await administrator.SignAsync(first));
        two.Serve(await administrator.SignAsync(second));
        await Task.WhenAll(Task.Run(one.RefreshAsync, Token), Task.Run(two.RefreshAsync, Token));
        Assert.Equal(7, (await KeptAsync(administrator)).Sequence);
    }

    [Fact]
    public async Task Refresh_WhenAnotherInstanceWritesInBetween_KeepsTheHigherSequence()
    {
        var (administrator, one) = await NewAsync();
        one.Serve(await administrator.SignAsync(sequence: 1));
        await one.RefreshAsync();
        var contested = new InterceptedBlobs(_blobs);
        var two = NewInstance(administrator, blobs: contested);
        two.Serve(await administrator.SignAsync(sequence: 6));
        one.Serve(await administrator.SignAsync(sequence: 7));
        contested.Hook = StoreHooks.OnceBefore(
            call => call.Operation == StoreOperation.Replace, async () => Assert.Equal(7, (await one.RefreshAsync()).Value.Sequence));
        await two.RefreshAsync();
        Assert.Equal(7, (await KeptAsync(administrator)).Sequence);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refresh_NoListFromBefore_SaysThatNothingWasCompared(bool isKept)
    {
        var (administrator, before) = await NewAsync();
        before.Serve(await administrator.SignAsync(sequence: 5));
        await before.RefreshAsync();
        var log = new LogLines<TrustListRefresh>();
        var after = NewInstance(administrator, blobs: isKept ? null : new MemoryBlobs(), logger: log);
        await after.Refresh.RestoreAsync(Token);
        after.Serve(await administrator.SignAsync(sequence: 6));
        Assert.True((await after.RefreshAsync()).IsSuccess);
        Assert.Equal(isKept ? [] : [2312], log.All.Select(line => line.Id).Where(id => id == 2312));

        // Once: the next list is compared.
        after.Serve(await administrator.SignAsync(sequence: 7));
        Assert.True((await after.RefreshAsync()).IsSuccess);
        Assert.Equal(isKept ? 0 : 1, log.All.Count(line => line.Id == 2312));
    }

    private async Task<(TestAdministrator Administrator, Instance Instance)> NewAsync()
    {
        var administrator = await TestAdministrator.NewAsync();
        return (administrator, NewInstance(administrator));
    }

    private Instance NewInstance(TestAdministrator administrator, PublishedCertificates? certificates = null, IBlobs? blobs = null,
        ILogger<TrustListRefresh>? logger = null)
    {
        var (origin, domain) = (new ScriptedOrigin(), new TrustDomain([], administrator.Time));
        var reader = administrator.NewReader(certificates ?? administrator.Certificates);
        return new Instance(origin, domain,
            new TrustListRefresh(origin, reader, domain, blobs ?? _blobs, administrator.Time,
                logger ?? NullLogger<TrustListRefresh>.Instance));
    }

    private async Task<TrustList> KeptAsync(TestAdministrator administrator)
    {
        Assert.True(KeptList.TryRead((await _blobs.FindAsync(Kept, Token))!.Content.Octets, out var kept));
        return administrator.Reader.Restore(kept).Value;
    }

    private async Task PutAsync(byte[] octets)
    {
        var content = new BlobContent(octets, "application/json");
        var present = await _blobs.FindAsync(Kept, Token);
        Assert.NotNull(present is null ? await _blobs.TryPutNewAsync(Kept, content, Token) : await _blobs.TryReplaceAsync(Kept, content, present.ETag, Token));
    }

    private sealed record Instance(ScriptedOrigin Origin, TrustDomain Domain, TrustListRefresh Refresh)
    {
        public void Serve(Outcome<string, TrustListRefusal> answer) => Origin.Answer = answer;

        public Task<Outcome<TrustList, TrustListRefusal>> RefreshAsync() => Refresh.RefreshAsync(Token);
    }

    private sealed class ScriptedOrigin : ITrustListOrigin
    {
        public Outcome<string, TrustListRefusal> Answer { get; set; }

        public ValueTask<Outcome<string, TrustListRefusal>> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Answer);
    }
}
