using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Revocation;
using Shaken.Local.Blobs;

namespace Shaken.Core.Tests.Trust.Revocation;

/// <summary>
/// A foreign CRL that the country policy names as a copy, at the URL of the own STI-PA: it counts for certificates whose distribution point
/// is the one that the list names (RFC 5280 section 6.3.3).
/// </summary>
public sealed class CopiedCrlTests
{
    private const string Copy = "https://sti-pa.ca.example/download/v1/partner-crl/us/0.crl";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_CopyThatNamesThePoint_KnowsRevokedAndGood()
    {
        var test = await NewAsync();
        var (revoked, good) = (await test.Crl.LeafAsync(), await test.Crl.LeafAsync());
        await test.Crl.RevokeAsync(revoked);
        test.Fetcher.Set(Copy, (await test.Crl.PublishAsync()).Der.ToArray());
        await test.Lists.RefreshAsync(Token);
        Assert.Equal(StatusFailure.Revoked, test.StatusOf(revoked).Refusal?.Reason);
        var status = test.StatusOf(good);
        Assert.Null(status.Refusal);
        Assert.DoesNotContain(status.Findings, finding => finding.Kind == FindingKind.RevocationUnknown);

        // The URL in the certificates is not asked while the copy is good.
        await test.Lists.RefreshAsync(Token);
        Assert.Equal(1, test.Fetcher.Asked);
    }

    [Fact]
    public async Task Of_CopyOfAnotherPoint_SaysNothingOfAGoodOne()
    {
        var test = await NewAsync();
        test.Fetcher.Set(Copy, await test.Crl.SignAsync([], url: "https://pa.example/another"));
        await test.Lists.RefreshAsync(Token);
        Assert.NotNull(test.Lists.Find(test.Foreign, Copy));
        var status = test.StatusOf(await test.Crl.LeafAsync());
        Assert.Contains(status.Findings, finding => finding.Kind == FindingKind.RevocationUnknown);
    }

    [Fact]
    public async Task Of_LateCopy_TheListItselfIsAsked()
    {
        var test = await NewAsync();
        var leaf = await test.Crl.LeafAsync();
        test.Fetcher.Set(Copy, await test.Crl.SignAsync([], days: 1));
        await test.Lists.RefreshAsync(Token);
        test.Crl.Time.Advance(TimeSpan.FromDays(2));
        Assert.Contains(test.StatusOf(leaf).Findings, finding => finding.Kind == FindingKind.RevocationUnknown);
        test.Fetcher.Answer = await test.Crl.SignAsync([], number: 2);
        await test.Lists.RefreshAsync(Token);
        Assert.DoesNotContain(test.StatusOf(leaf).Findings, finding => finding.Kind == FindingKind.RevocationUnknown);
    }

    [Fact]
    public async Task Of_NewerListThatEndsSooner_Decides()
    {
        var test = await NewAsync();
        var leaf = await test.Crl.LeafAsync();
        test.Fetcher.Set(Copy, await test.Crl.SignAsync([], days: 1));
        await test.Lists.RefreshAsync(Token);
        test.Crl.Time.Advance(TimeSpan.FromDays(2));
        test.StatusOf(leaf);
        var regular = await test.Crl.SignAsync([], number: 2, days: 10);
        test.Fetcher.Set(Copy, regular);
        test.Fetcher.Answer = regular;
        await test.Lists.RefreshAsync(Token);

        // An emergency: the list itself revokes and ends sooner, and the copy is not made again yet.
        test.Crl.Time.Advance(TimeSpan.FromHours(1));
        test.Fetcher.Answer = await test.Crl.SignAsync([await test.Crl.RevokeAsync(leaf)], number: 3);
        await test.Lists.RefreshAsync([(test.Crl.Chain(leaf), test.Foreign)], Token);
        Assert.Equal(StatusFailure.Revoked, test.StatusOf(leaf).Refusal?.Reason);
    }

    // For the own country the URL that a list is fetched from must be one that it names.
    [Fact]
    public async Task Refresh_OwnListAtAnotherUrl_IsRefused()
    {
        var world = await CrlWorld.NewAsync();
        var fetcher = new ListsWorld.Answers();
        fetcher.Set(Copy, await world.SignAsync([]));
        var lists = new RevocationLists(
            new RevocationOptions { Signers = [world.Signer.Certificate], Urls = [Copy] }, world.Domain, fetcher,
            new PublishedCertificates(world.Time), new MemoryBlobs(), world.Time, new LogLines<RevocationLists>());
        await lists.RefreshAsync(Token);
        Assert.Null(lists.Find(Copy));
    }

    [Fact]
    public async Task Refresh_CopyAfterARestart_IsInForceFromStorage()
    {
        var test = await NewAsync();
        test.Fetcher.Set(Copy, await test.Crl.SignAsync([]));
        await test.Lists.RefreshAsync(Token);
        test.Fetcher.Set(Copy, list: null);
        var again = await NewAsync(test);
        await again.Lists.RefreshAsync(Token);
        Assert.NotNull(again.Lists.Find(again.Foreign, Copy));
    }

    private static async Task<Verifier> NewAsync(Verifier? before = null)
    {
        var crl = before?.Crl ?? await CrlWorld.NewAsync();
        var canada = await BorderWorld.AuthorityAsync(crl.Time, "CA");
        var domains = TrustDomains.Of(new TrustDomain([canada.PolicyAdministratorRoot], crl.Time), crl.Time);
        var (fetcher, blobs) = (before?.Fetcher ?? new ListsWorld.Answers(), before?.Blobs ?? new MemoryBlobs());
        var lists = new RevocationLists(
            new RevocationOptions { Signers = [crl.Signer.Certificate] }, domains, fetcher, new PublishedCertificates(crl.Time), blobs,
            crl.Time, new LogLines<RevocationLists>());
        var terms = new CountryTerms(CountryTrust.OfListed, [], [crl.AdministratorRoot], [Copy]);
        domains.Take(new Dictionary<CountryCode, CountryTerms> { [Hierarchy.UnitedStates] = terms });
        return new Verifier(crl, lists, domains.Find(Hierarchy.UnitedStates)!, fetcher, blobs);
    }

    /// <summary>A verifier in Canada, whose STI-PA keeps a copy of the CRL of the United States.</summary>
    private sealed record Verifier(
        CrlWorld Crl, RevocationLists Lists, TrustDomain Foreign, ListsWorld.Answers Fetcher, MemoryBlobs Blobs)
    {
        public RevocationStatus StatusOf(StiCertificate leaf) =>
            new RevocationChecker(Lists, new RevocationOptions()).Of(Crl.Chain(leaf), Foreign, Crl.Time.GetUtcNow());
    }
}
