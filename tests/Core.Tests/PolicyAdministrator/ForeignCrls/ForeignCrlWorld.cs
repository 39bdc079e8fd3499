using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.PolicyAdministrator.ForeignCrls;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.Storage;
using Shaken.Core.Tests.PolicyAdministrator.Partners;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tests.Trust.Revocation;
using Shaken.Local.Authorities;

namespace Shaken.Core.Tests.PolicyAdministrator.ForeignCrls;

/// <summary>A policy administrator that keeps copies of the CRL of Canada's, which lies where tests put it.</summary>
internal sealed class ForeignCrlWorld
{
    public const string Url = "https://sti-pa.ca.example/download/v1/crl";

    private const string SignerUrl = "https://sti-pa.ca.example/crl-signer.crt";

    private ForeignCrlWorld(PartnerWorld partners) => Partners = partners;

    public PartnerWorld Partners { get; }

    public ManualTime Time => Partners.Time;

    public ListsWorld.Answers Fetcher { get; } = new();

    public LogLines<RefreshForeignCrls> Log { get; } = new();

    public ForeignCrlStates States => new(Partners.Accounts.Records, Partners.Blobs);

    public static ForeignCrlKey Key { get; } = new(PartnerWorld.Id("canada"), Url);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<ForeignCrlWorld> NewAsync(IRecords? records = null)
    {
        var world = new ForeignCrlWorld(await PartnerWorld.NewAsync(records));
        world.Publish(world.Partners.Canada);
        return world;
    }

    /// <summary>A partner whose CRL an operator named.</summary>
    public Task<Partner> AddAsync() => Partners.AddAsync(terms: Partners.Terms() with { CrlUrls = [Url] });

    public Task RunAsync() => RunAsync(Fetcher);

    public Task RunAsync(IUrlFetcher fetcher) => new RefreshForeignCrls(
        Partners.Partners, Partners.States, States, fetcher, Partners.Certificates, Time, SystemRandom.Instance, Log).RunAsync(Token);

    public async Task<ForeignCrlStatus> StatusAsync() => (await States.FindAsync(Key, Token))!;

    public async Task<byte[]?> CopyAsync() => (await States.FindCopyAsync(Key.Partner, Key.Name, Token))?.ToArray();

    /// <summary>Puts the certificate of an authority's CRL signer where its CRL says.</summary>
    public void Publish(LocalAuthority authority) =>
        Partners.Certificates.Publish(SignerUrl, authority.Administrator.SignerOf(SignedDocumentKind.Crl).Chain);

    /// <summary>A list of an authority, Canada's if no other is given, put where ours is fetched from.</summary>
    public async Task<byte[]> ServeAsync(long number = 1, int days = 1, LocalAuthority? by = null, string url = Url)
    {
        var list = await SignAsync(number, days, by, url);
        Fetcher.Set(Url, list);
        return list;
    }

    public async Task<byte[]> SignAsync(long number = 1, int days = 1, LocalAuthority? by = null, string url = Url)
    {
        var signer = (by ?? Partners.Canada).Administrator.SignerOf(SignedDocumentKind.Crl);
        var now = DateTimeOffset.FromUnixTimeSeconds(Time.GetUtcNow().ToUnixTimeSeconds());
        var terms = new CrlTerms(signer.Certificate, CrlScope.ManyIssuers, number, now, now.AddDays(days), url) { SignerUrl = SignerUrl };
        Assert.True(new CrlDraft(terms, 16).Lint().TryGet(out var linted, out _));
        return await new CrlSigner(signer.Certificate, signer.Key).SignAsync(linted, Token);
    }
}
