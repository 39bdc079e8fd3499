using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Der;
using Shaken.Core.ServiceProvider.AcmeClient;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tokens;
using Shaken.Core.Trust;
using Shaken.Local.Authorities;

namespace Shaken.Core.Tests.ServiceProvider.AcmeClient;

/// <summary>A scripted CA, an account there, and what an order takes.</summary>
internal sealed class AcmeWorld
{
    private AcmeWorld(LocalAuthority authority, SkippingTime time, string? terms)
    {
        Authority = authority;
        Time = time;
        Ca = new ScriptedCa(authority, time) { Terms = terms };
        Http = new HttpMessageInvoker(Ca);
        TokenIssuer = new SpcTokenIssuer(SoftwareKey.New(), "https://sti-pa.example/token-signer.pem", TkvalueForm.Base64, time, SystemRandom.Instance);
        Tokens = new ScriptedTokens(TokenIssuer);
    }

    public static TnAuthList Authorities { get; } = TnAuthList.Of(new SpcEntry(Hierarchy.Provider.Code));

    public LocalAuthority Authority { get; }

    public SkippingTime Time { get; }

    public ScriptedCa Ca { get; }

    public HttpMessageInvoker Http { get; }

    public SpcTokenIssuer TokenIssuer { get; }

    public ScriptedTokens Tokens { get; }

    public SoftwareKey AccountKey { get; } = SoftwareKey.New();

    public TrustedRoots Roots => new([Authority.Root]);

    public static async Task<AcmeWorld> NewAsync(string? terms = null)
    {
        var time = new SkippingTime();
        return new AcmeWorld(await LocalAuthority.NewAsync(Hierarchy.UnitedStates, "Example", time, SystemRandom.Instance, TestContext.Current.CancellationToken), time, terms);
    }

    public async Task<AcmeConnection> ConnectAsync() =>
        (await AcmeConnection.OpenAsync(Http, ScriptedCa.Directory, Time, TestContext.Current.CancellationToken)).Value;

    public async Task<AcmeSession> RegisterAsync() =>
        (await AcmeSession.RegisterAsync(await ConnectAsync(), AccountKey, new AcmeRegistration([], AgreesToTerms: true), TestContext.Current.CancellationToken)).Value;

    public CertificateOrder Order(AcmeSession session, IAuthorityTokens? tokens = null, FingerprintForm form = FingerprintForm.Jwk) =>
        new(session, tokens ?? Tokens, form, new OrderPatience(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5)), Time);

    public CertificateWish Wish(SoftwareKey? key = null) => new(Authorities, key ?? SoftwareKey.New(), roots: Roots);

    /// <summary>Places an order and completes it.</summary>
    public async Task<Outcome<OrderedCertificate, AcmeFailure>> OrderAsync(CertificateWish? wish = null, IAuthorityTokens? tokens = null)
    {
        var order = Order(await RegisterAsync(), tokens);
        var placed = await order.PlaceAsync(Authorities, TestContext.Current.CancellationToken);
        return placed.TryGet(out var url, out var failure) ? await order.CompleteAsync(url, wish ?? Wish(), TestContext.Current.CancellationToken) : failure;
    }
}
