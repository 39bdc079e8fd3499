using System.Net;
using System.Text.Json;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Delegation.Presentations;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Local.Authorities;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Delegation;

/// <summary>
/// A multi-homed PBX: provider B lends it numbers, and it calls by provider A, whose STI-AS signs for its tenant. Provider A takes
/// presentations for the PBX, and PASSporTs that delegates sign.
/// </summary>
public sealed class DelegateWorld : IAsyncLifetime
{
    public const string Audience = "https://stir.example";
    public const string Tenant = "homes";
    public const string Customer = "pbx";

    private const string Policy =
        """
        {"revision":1,"reason":"test","policy":{"takesDelegates":true,
        "customers":[{"name":"pbx","takesPresentations":true},{"name":"other"}]}}
        """;

    public StirWorld Stir { get; } = new()
    {
        More = new Dictionary<string, string?>
        {
            ["Shaken:Roles"] = "as,vs,delegation",
            ["Delegation:Presentations:Audiences"] = Audience,
        },
    };

    public LocalLender Lender { get; private set; } = null!;

    /// <summary>The PBX's certificate for 12155550100 to 12155550199.</summary>
    public LocalDelegate Pbx { get; private set; } = null!;

    public string X5uOfPbx { get; private set; } = "";

    /// <summary>The API key of the SBC that asks for the PBX's calls.</summary>
    public string Key { get; private set; } = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await Stir.InitializeAsync();
        Key = await Stir.AddTenantAsync(Tenant, "both");
        var put = await Stir.OperateAsync(HttpMethod.Put, $"tenants/{Tenant}/signing-policy", Policy);
        Assert.Equal(HttpStatusCode.OK, put.Status);
        Lender = await LocalLender.NewAsync(
            Stir.Country.Authority, Deployment.ProviderB, "Provider B", Stir.Country.Time, SystemRandom.Instance, Token);
        Pbx = await LendAsync("PBX", "12155550100-12155550199");
        X5uOfPbx = await Stir.Country.PublishAsync(Pbx.Chain);
    }

    public ValueTask DisposeAsync() => Stir.DisposeAsync();

    public Task<LocalDelegate> LendAsync(string organization, params string[] numbers)
    {
        Assert.True(NumberTexts.TryParse(numbers, out var set, out var failure), failure);
        return Lender.LendAsync(organization, set, TimeSpan.FromDays(30), Token);
    }

    public async Task<string> NonceAsync() =>
        (await Stir.SendAsync(HttpMethod.Get, "/delegation/v1/presentations/nonce", null, null)).Json.GetProperty("nonce").GetString()!;

    /// <summary>Presents a certificate for the PBX's calls.</summary>
    public async Task<StirReply> PresentAsync(
        LocalDelegate certificate, string customer = Customer, string audience = Audience, string? nonce = null)
    {
        var claims = new PresentationClaims(audience, nonce ?? await NonceAsync(), CustomerRef.Of(Tenant, customer)!, Numbers: null);
        var token = await PresentationSigner.SignAsync(claims, certificate.Chain, certificate.Key, Token);
        return await PostAsync(token);
    }

    public Task<StirReply> PostAsync(string token) =>
        Stir.PostAsync("/delegation/v1/presentations", JsonSerializer.Serialize(new { presentation = token }), key: null);

    /// <summary>Has a call signed by provider A's STI-AS.</summary>
    /// <param name="presented">The Identity header that came with the call; null: none.</param>
    public async Task<JsonElement> SignAsync(string orig, string? presented = null, string customer = Customer)
    {
        var call = new Dictionary<string, object>
        {
            ["orig"] = new { tn = orig },
            ["dest"] = new { tn = (string[])["12125550131"] },
            ["iat"] = Stir.Country.Time.GetUtcNow().ToUnixTimeSeconds(),
            ["customer"] = customer,
        };
        if (presented is not null) call["identity"] = presented;
        var reply = await Stir.SignAsync(JsonSerializer.Serialize(new { signingRequest = call }), Key);
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        return reply.Signing;
    }

    /// <summary>What the STI-VS says of a call with these Identity headers.</summary>
    public async Task<JsonElement> VerifyAsync(string orig, params string[] identity)
    {
        var reply = await Stir.VerifyAsync(
            JsonSerializer.Serialize(new
            {
                verificationRequest = new
                {
                    from = new { tn = orig },
                    to = new { tn = (string[])["12125550131"] },
                    time = Stir.Country.Time.GetUtcNow().ToUnixTimeSeconds(),
                    identity,
                },
            }));
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        return reply.Verification;
    }

    /// <summary>The PBX's own Identity header for a call.</summary>
    public async Task<string> IdentityAsync(string orig, ShakenClaims? shaken = null, LocalDelegate? signer = null, string? x5u = null)
    {
        var claims = new PassportClaims(
            new NumberParty(Number(orig)), [new NumberParty(Number("12125550131"))], Stir.Country.Time.GetUtcNow(), shaken);
        return await new PassportSigner((signer ?? Pbx).Key, x5u ?? X5uOfPbx).SignIdentityAsync(claims, Token);
    }

    private static TelephoneNumber Number(string text) =>
        TelephoneNumber.TryParse(text, out var number) ? number : throw new ArgumentException("No number.", nameof(text));
}
