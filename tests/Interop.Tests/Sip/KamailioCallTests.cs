using System.Reflection;
using Shaken.Web.Tests.Support;

namespace Shaken.Interop.Tests.Sip;

/// <summary>
/// The configuration of docs/guides/kamailio, run by Kamailio against the service, with calls of SIPp: from its inner socket a call is
/// signed, at its outer socket one is verified.
/// </summary>
public sealed class KamailioCallTests(SigningCountry country) : IClassFixture<SigningCountry>, IAsyncDisposable
{
    private const string Caller = $"+{SigningCountry.Caller}";
    private const string Called = $"+{SigningCountry.Called}";
    private const string Another = "+12155550188";
    private const string Loopback = "sip:127.0.0.1:";

    private readonly Sipp _sipp = new();
    private readonly int _inner = SipExchange.FreePort();
    private readonly int _outer = SipExchange.FreePort();
    private KamailioProcess? _kamailio;

    private static string Configuration => typeof(KamailioCallTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "KamailioConfiguration").Value!;

    // A skipped test has started nothing.
    public async ValueTask DisposeAsync()
    {
        _sipp.Dispose();
        if (_kamailio is not null) await _kamailio.DisposeAsync();
    }

    [Fact]
    public async Task Call_SignedAtTheInnerSocket_PassesAtTheOuterOne()
    {
        await StartAsync();
        var invite = await _sipp.CompleteAsync(_inner, new SippCall(Caller, Called));
        Assert.Contains("ppt=shaken", Assert.Single(HeadersOf(invite, "Identity")), StringComparison.Ordinal);
        HasCaller(invite, "TN-Validation-Passed");
        Assert.Single(HeadersOf(invite, "P-Attestation-Indicator"));
        Assert.Single(HeadersOf(invite, "P-Origination-ID"));
    }

    [Fact]
    public async Task Call_WithTheHeaderOfAnotherCall_Ends438()
    {
        await StartAsync(profile: "cut");
        var identity = await country.SignAsync(SigningCountry.Caller, SigningCountry.Called);
        await _sipp.RefusedAsync(_outer, new SippCall(Another, Called) { Headers = [$"Identity: {identity}"] }, 438);
    }

    [Fact]
    public async Task Call_WithATamperedHeader_Ends438()
    {
        await StartAsync(profile: "cut");
        await _sipp.RefusedAsync(_outer, new SippCall(Caller, Called) { Headers = [$"Identity: {await TamperedAsync()}"] }, 438);
    }

    [Fact]
    public async Task Call_WithATamperedHeader_IsDeliveredAsFailedWherePolicySaysSo()
    {
        await StartAsync(profile: "deliver");
        var invite = await _sipp.CompleteAsync(_outer, new SippCall(Caller, Called) { Headers = [$"Identity: {await TamperedAsync()}"] });
        HasCaller(invite, "TN-Validation-Failed");
        Assert.Empty(HeadersOf(invite, "P-Attestation-Indicator"));
    }

    [Fact]
    public async Task Call_SignedByARevokedCertificate_Ends437()
    {
        await StartAsync(profile: "cut");
        var identity = await country.SignAsync(SigningCountry.Caller, SigningCountry.Called, isRevoked: true);
        await _sipp.RefusedAsync(_outer, new SippCall(Caller, Called) { Headers = [$"Identity: {identity}"] }, 437);
    }

    [Fact]
    public async Task Call_WhosePAssertedIdentityDiffersFromFrom_IsJudgedByTheFormer()
    {
        await StartAsync(profile: "cut");
        var identity = await country.SignAsync(SigningCountry.Caller, SigningCountry.Called);
        string[] headers = [$"P-Asserted-Identity: <sip:{Caller}@127.0.0.1>", "P-Attestation-Indicator: C", $"Identity: {identity}"];
        var invite = await _sipp.CompleteAsync(_outer, new SippCall(Another, Called) { Headers = headers });
        HasCaller(invite, "TN-Validation-Passed");
        Assert.Equal("A", Assert.Single(HeadersOf(invite, "P-Attestation-Indicator")));
        headers = [$"P-Asserted-Identity: <sip:{Another}@127.0.0.1>", $"Identity: {identity}"];
        await _sipp.RefusedAsync(_outer, new SippCall(Caller, Called) { Headers = headers }, 438);
    }

    [Fact]
    public async Task Call_WhenTheServiceDoesNotAnswer_GoesOnUnsignedAndUnverified()
    {
        await StartAsync(service: "http://127.0.0.1:9");
        var invite = await _sipp.CompleteAsync(_inner, new SippCall(Caller, Called));
        Assert.Empty(HeadersOf(invite, "Identity"));
        HasCaller(invite, "No-TN-Validation");
    }

    private static List<string> HeadersOf(IReadOnlyList<string> invite, string name) =>
    [
        .. invite.Where(line => line.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase))
            .Select(line => line[(name.Length + 1)..].Trim()),
    ];

    private static void HasCaller(IReadOnlyList<string> invite, string verstat) =>
        Assert.StartsWith(
            $"<sip:{Caller};verstat={verstat}@", Assert.Single(HeadersOf(invite, "P-Asserted-Identity")), StringComparison.Ordinal);

    // The signature of one call behind the claims of another.
    private async Task<string> TamperedAsync()
    {
        var good = await country.SignAsync(SigningCountry.Caller, SigningCountry.Called);
        var other = await country.SignAsync(SigningCountry.Caller, SigningCountry.Called);
        static string SignatureOf(string identity) => identity.Split('.')[2].Split(';')[0];
        return good.Replace(SignatureOf(good), SignatureOf(other), StringComparison.Ordinal);
    }

    private async Task StartAsync(string profile = "deliver", string? service = null)
    {
        await country.TreatAsync(profile);
        _kamailio = await KamailioProcess.StartAsync(
            Configuration,
            _inner,
            $"STI_URL=\"{service ?? country.Secure.GetLeftPart(UriPartial.Authority)}\"",
            $"STI_KEY=\"{country.ApiKey}\"",
            $"STI_CA=\"{country.TlsRootPath}\"",
            "INNER_ADDRESS=127.0.0.1",
            $"INNER_PORT={_inner}",
            "OUTER_ADDRESS=127.0.0.1",
            $"OUTER_PORT={_outer}",
            $"INNER_NEXT_HOP=\"{Loopback}{_sipp.CalledPort}\"",
            $"OUTER_NEXT_HOP=\"{Loopback}{_outer}\"");
    }
}
