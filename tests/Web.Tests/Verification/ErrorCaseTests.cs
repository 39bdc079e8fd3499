using System.Net;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Tests.Support;
using Shaken.Local.Authorities;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Verification;

/// <summary>The nineteen error cases of ATIS-1000082 as the field tests them, E1 to E19: a broken request, then broken calls.</summary>
public sealed class ErrorCaseTests(StirWorld world) : IClassFixture<StirWorld>
{
    private const string None = "No-TN-Validation";
    private const string Failed = "TN-Validation-Failed";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Now => world.Country.Time.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("E1", 400, 0, "SVC4001", "from")]
    [InlineData("E2", 400, 0, "SVC4005", "to")]
    [InlineData("E3", 200, 403, "Stale Date", None)]
    [InlineData("E4", 200, 438, "Invalid Identity Header", None)]
    [InlineData("E5", 200, 438, "Invalid Identity Header", None)]
    [InlineData("E6", 200, 436, "Bad Identity Info", None)]
    [InlineData("E7", 200, 436, "Bad Identity Info", None)]
    [InlineData("E8", 200, 436, "Bad Identity Info", None)]
    [InlineData("E9", 200, 436, "Bad Identity Info", None)]
    [InlineData("E10", 200, 436, "Bad Identity Info", None)]
    [InlineData("E11", 200, 437, "Unsupported Credential", None)]
    [InlineData("E12", 200, 437, "Unsupported Credential", None)]
    [InlineData("E13", 200, 438, "Invalid Identity Header", None)]
    [InlineData("E14", 200, 438, "Invalid Identity Header", None)]
    [InlineData("E15", 200, 403, "Stale Date", None)]
    [InlineData("E16", 200, 438, "Invalid Identity Header", None)]
    [InlineData("E17", 200, 437, "Unsupported Credential", Failed)]
    [InlineData("E18", 200, 438, "Invalid Identity Header", Failed)]
    [InlineData("E19", 200, 438, "Invalid Identity Header", None)]
    public async Task Verify_ErrorCase_HasItsCodeTextAndVerstat(string name, int status, int code, string text, string verstat)
    {
        var reply = await world.VerifyAsync(await RequestOfAsync(name), world.AtisKey);
        Assert.Equal((HttpStatusCode)status, reply.Status);
        if (status != 200)
        {
            Assert.Equal((text, verstat), reply.Error);
            return;
        }

        var answer = reply.Verification;
        Assert.Equal(
            (code, text, verstat),
            (answer.GetProperty("reasoncode").GetInt32(), answer.GetProperty("reasontext").GetString(),
                answer.GetProperty("verstat").GetString()));
        Assert.NotEmpty(answer.GetProperty("reasondesc").GetString()!);
    }

    [Fact]
    public async Task Verify_GoodCall_Passes()
    {
        var answer = (await world.VerifyAsync(world.AtisRequest(await world.IdentityAsync()), world.AtisKey)).Verification;
        Assert.Equal("TN-Validation-Passed", answer.GetProperty("verstat").GetString());
        Assert.False(answer.TryGetProperty("reasoncode", out _));
    }

    private async Task<string> RequestOfAsync(string name) => name switch
    {
        "E1" => $$$"""{"verificationRequest":{"to":{"tn":["12155550131"]},"time":{{{Now}}},"identity":"x"}}""",
        "E2" => $$$"""{"verificationRequest":{"from":{"tn":"12155550121"},"to":{"tn":["1215 x"]},"time":{{{Now}}},"identity":"x"}}""",
        "E3" => world.AtisRequest(await world.IdentityAsync(), secondsOff: -120),
        "E4" => world.AtisRequest(".." + (await world.IdentityAsync()).Split('.')[2]),
        "E5" => world.AtisRequest((await world.IdentityAsync()).Replace("ppt=shaken", "ppt=other", StringComparison.Ordinal)),
        "E6" => world.AtisRequest((await world.IdentityAsync()).Split(';')[0] + ";alg=ES256;ppt=shaken"),
        "E7" => await ForgedAsync(x5u: "not a URL"),
        "E8" => await ForgedAsync(x5u: new Uri(world.Country.RepositoryUrl, $"/certificates/{new string('0', 64)}.pem").AbsoluteUri),
        "E9" => await ForgedAsync(header => header.Replace("\"typ\":\"passport\",", "", StringComparison.Ordinal)),
        "E10" => world.AtisRequest(
            (await world.IdentityAsync()).Replace(world.Country.X5uOfA, world.Country.X5uOfB, StringComparison.Ordinal)),
        "E11" => await ForgedAsync(header => header.Replace("\"passport\"", "\"JWT\"", StringComparison.Ordinal)),
        "E12" => await ForgedAsync(header => header.Replace("ES256", "ES384", StringComparison.Ordinal)),
        "E13" => await ForgedAsync(header => header.Replace("\"shaken\"", "\"other\"", StringComparison.Ordinal)),
        "E14" => await ForgedAsync(payload: payload => payload.Replace("\"attest\":\"A\",", "", StringComparison.Ordinal)),
        "E15" => await ForgedAsync(payload: payload => payload.Replace(Now, $"{long.Parse(Now, null) - 120}", StringComparison.Ordinal)),
        "E16" => await ForgedAsync(payload: payload => payload.Replace("12155550121", "12155550122", StringComparison.Ordinal)),
        "E17" => await StrangerAsync(),
        "E18" => world.AtisRequest(Altered(await world.IdentityAsync())),
        "E19" => await ForgedAsync(payload: payload => payload.Replace("\"attest\":\"A\"", "\"attest\":\"D\"", StringComparison.Ordinal)),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    // What a forger with provider A's key could make.
    private Task<string> ForgedAsync(Func<string, string>? header = null, Func<string, string>? payload = null, string? x5u = null) =>
        ForgedAsync(world.Country.A.Key, x5u ?? world.Country.X5uOfA, header, payload);

    private async Task<string> ForgedAsync(ISigningKey key, string x5u, Func<string, string>? header, Func<string, string>? payload)
    {
        var head = $$"""{"alg":"ES256","ppt":"shaken","typ":"passport","x5u":"{{x5u}}"}""";
        var id = SystemRandom.Instance.NewUuid();
        var body = $$"""
            {"attest":"A","dest":{"tn":["12155550131"]},"iat":{{Now}},"orig":{"tn":"12155550121"},"origid":"{{id}}"}
            """;
        var token = await TestTokens.SignAsync(key, header?.Invoke(head) ?? head, payload?.Invoke(body) ?? body);
        return world.AtisRequest($"{token};info=<{x5u}>");
    }

    private async Task<string> StrangerAsync()
    {
        var country = world.Country;
        var authority = await LocalAuthority.NewAsync(Deployment.ProviderA.Country, "Stranger", country.Time, SystemRandom.Instance, Token);
        var provider = await authority.IssueAsync(Deployment.ProviderA, "Provider A", TimeSpan.FromDays(30), Token);
        return await ForgedAsync(provider.Key, await country.PublishAsync(provider.Chain), header: null, payload: null);
    }

    private static string Altered(string identity)
    {
        var end = identity.IndexOf(';', StringComparison.Ordinal);
        return TestTokens.WithPart(identity[..end], 2, octets => [(byte)(octets[0] ^ 1), .. octets[1..]]) + identity[end..];
    }
}
