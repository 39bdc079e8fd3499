using System.Formats.Asn1;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Countries;
using Shaken.Core.Trust.Revocation;
using Shaken.Local.Blobs;

namespace Shaken.Core.Tests.Trust.Revocation;

/// <summary>A CRL counts for the certificates of its own country alone, in the form that the country has.</summary>
public sealed class CountryCrlTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_PathOfAnotherCountry_IsNotJudgedByOurList()
    {
        var world = await CrlWorld.NewAsync();
        var leaf = await world.LeafAsync();
        await world.RevokeAsync(leaf);
        var (fetcher, foreign) = (new ListsWorld.Answers(), await ForeignAsync(world));
        fetcher.Answer = (await world.PublishAsync()).Der.ToArray();
        var own = world.Domain;
        var lists = NewLists(world, new TrustDomains(own, [foreign], world.Time), fetcher);
        var checker = new RevocationChecker(lists, new RevocationOptions());

        // The other country asks first, for the URL of our list: it must not keep our list from our certificates.
        Assert.Null(checker.Of(world.Chain(leaf), foreign, Now(world)).Refusal);
        await lists.RefreshAsync(Token);
        Assert.Null(lists.Find(foreign, CrlWorld.Url));
        var status = checker.Of(world.Chain(leaf), foreign, Now(world));
        Assert.Null(status.Refusal);
        Assert.Contains(status.Findings, finding => finding.Kind == FindingKind.RevocationUnknown);

        checker.Of(world.Chain(leaf), own, Now(world));
        await lists.RefreshAsync(Token);
        Assert.Equal(StatusFailure.Revoked, checker.Of(world.Chain(leaf), own, Now(world)).Refusal?.Reason);
        Assert.Null(checker.Of(world.Chain(leaf), foreign, Now(world)).Refusal);
    }

    [Fact]
    public async Task Refresh_ListThatPolicyNames_CountsForThatCountry()
    {
        var world = await CrlWorld.NewAsync();
        var leaf = await world.LeafAsync();
        await world.RevokeAsync(leaf);
        var fetcher = new ListsWorld.Answers { Answer = (await world.PublishAsync()).Der.ToArray() };
        var time = world.Time;
        var canada = await BorderWorld.AuthorityAsync(time, "CA");
        var domains = TrustDomains.Of(new TrustDomain([canada.PolicyAdministratorRoot], time), time);
        var lists = NewLists(world, domains, fetcher);
        var terms = new CountryTerms(CountryTrust.OfListed, [], [world.AdministratorRoot], [CrlWorld.Url]);
        domains.Take(new Dictionary<CountryCode, CountryTerms> { [Hierarchy.UnitedStates] = terms });
        var foreign = domains.Find(Hierarchy.UnitedStates)!;
        await lists.RefreshAsync(Token);
        Assert.NotNull(lists.Find(foreign, CrlWorld.Url));
        Assert.Single(lists.ConfiguredFor(foreign));
        Assert.Empty(lists.ConfiguredFor(domains.Own));
        var checker = new RevocationChecker(lists, new RevocationOptions());
        Assert.Equal(StatusFailure.Revoked, checker.Of(world.Chain(leaf), foreign, Now(world)).Refusal?.Reason);
    }

    [Fact]
    public async Task Want_ManyUrlsOfOneCountry_LeavesRoomForOurs()
    {
        var world = await CrlWorld.NewAsync();
        var foreign = await ForeignAsync(world);
        var fetcher = new ListsWorld.Answers();
        var lists = NewLists(world, new TrustDomains(world.Domain, [foreign], world.Time), fetcher);
        var chain = world.Chain(await world.LeafAsync());
        for (var number = 0; number < Limits.CrlUrls; number++) lists.Want(foreign, $"https://ca.example/{number}.crl", chain);
        await lists.RefreshAsync(Token);
        Assert.Equal(Limits.CrlUrlsOfOtherCountry, fetcher.Asked);
        fetcher.Answer = (await world.PublishAsync()).Der.ToArray();
        lists.Want(CrlWorld.Url, chain);
        await lists.RefreshAsync(Token);
        Assert.NotNull(lists.Find(CrlWorld.Url));
    }

    // France: the list names serial numbers alone, has no issuingDistributionPoint, and another name than cRLIssuer.
    [Theory]
    [InlineData("fr", true)]
    [InlineData("us", false)]
    public async Task Of_ListWithoutDistributionPoint_CountsUnderTheFrenchProfile(string profile, bool counts)
    {
        var world = await CrlWorld.NewAsync();
        var (revoked, good) = (await FrenchLeafAsync(world), await FrenchLeafAsync(world));
        var fetcher = new ListsWorld.Answers { Answer = await world.SignRawAsync(ListWithoutPoint(world, revoked.SerialNumber)) };
        var domain = new TrustDomain([world.AdministratorRoot], world.Time, profile: CountryProfileFile.FindShipped(profile));
        var lists = NewLists(world, TrustDomains.Of(domain, world.Time), fetcher);
        var checker = new RevocationChecker(lists, new RevocationOptions());
        checker.Of(world.Chain(revoked), Now(world));
        await lists.RefreshAsync(Token);
        Assert.NotNull(lists.Find(CrlWorld.Url));
        Assert.Equal(counts ? StatusFailure.Revoked : null, checker.Of(world.Chain(revoked), Now(world)).Refusal?.Reason);
        Assert.Equal(counts, checker.Of(world.Chain(good), Now(world)).Findings.Count == 0);
    }

    private static DateTimeOffset Now(CrlWorld world) => world.Time.GetUtcNow();

    private static async Task<TrustDomain> ForeignAsync(CrlWorld world) => TrustDomain.OfCountry(
        BorderWorld.Canada, [(await BorderWorld.AuthorityAsync(world.Time, "CA")).PolicyAdministratorRoot], [], policy: null, world.Time);

    private static RevocationLists NewLists(CrlWorld world, TrustDomains domains, ListsWorld.Answers fetcher) => new(
        new RevocationOptions { Signers = [world.Signer.Certificate] }, domains, fetcher, new PublishedCertificates(world.Time),
        new MemoryBlobs(), world.Time, new LogLines<RevocationLists>());

    private static async Task<StiCertificate> FrenchLeafAsync(CrlWorld world)
    {
        var named = DistinguishedName.Of((Oids.Country, "US"), (Oids.CommonName, "another order of the same name"));
        var draft = CertificateDraft.ProviderLeaf(
            world.Hierarchy.Intermediate.Certificate, world.Policy with { Crl = new CrlReference(CrlWorld.Url, named) }, Hierarchy.Provider,
            "Example Telephone", Hierarchy.Terms(), SoftwareKey.New().PublicKey);
        return (await world.Hierarchy.Intermediate.IssueAsync(Hierarchy.Linted(draft), Token)).Value;
    }

    private static byte[] ListWithoutPoint(CrlWorld world, ReadOnlyMemory<byte> serial)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(Now(world).ToUnixTimeSeconds());
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            using (writer.PushSequence()) writer.WriteObjectIdentifier(Oids.EcdsaWithSha256);
            writer.WriteEncodedValue(world.Signer.Certificate.Subject.Der.Span);
            writer.WriteUtcTime(now);
            writer.WriteUtcTime(now.AddDays(1));
            using (writer.PushSequence())
            using (writer.PushSequence())
            {
                writer.WriteInteger(serial.Span);
                writer.WriteUtcTime(now);
            }

            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true)))
            using (writer.PushSequence())
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(CrlOids.CrlNumber);
                writer.WriteOctetString([0x02, 0x01, 0x01]);
            }
        }

        return writer.Encode();
    }
}
