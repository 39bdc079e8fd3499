using System.Net;
using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Passports;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Tests.Support;
using Shaken.Local.Authorities;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.CallPlacement;

/// <summary>What a stranger can post, and the reason each gets. Every token is as well made as its fault allows.</summary>
public sealed class BadPassportTests(Deployment deployment) : IClassFixture<Deployment>
{
    private static readonly Dictionary<string, (Func<Deployment, Task<string>> Forge, VerificationFailure Expected)> Table = new()
    {
        ["a bit flipped in the header"] = (d => FlipAsync(d, 0), VerificationFailure.PassportMalformed),
        ["a bit flipped in the payload"] = (d => FlipAsync(d, 1), VerificationFailure.PassportMalformed),
        ["a digit altered in the payload"] = (d => AlterAsync(d, 1, "12155550121", "12155550122"), VerificationFailure.SignatureMismatch),
        ["a bit flipped in the signature"] = (d => FlipAsync(d, 2), VerificationFailure.SignatureMismatch),
        ["alg none"] = (d => SignAsync(d, header: h => h.Replace("ES256", "none")), VerificationFailure.AlgorithmNotEs256),
        ["alg HS256"] = (d => SignAsync(d, header: h => h.Replace("ES256", "HS256")), VerificationFailure.AlgorithmNotEs256),
        ["alg ES384"] = (d => SignAsync(d, header: h => h.Replace("ES256", "ES384")), VerificationFailure.AlgorithmNotEs256),
        ["typ JWT"] = (d => SignAsync(d, header: h => h.Replace("\"passport\"", "\"JWT\"")), VerificationFailure.TypeNotPassport),
        ["ppt div"] = (
            d =>
                SignAsync(
                    d, header: h => h.Replace("\"shaken\"", "\"div\""),
                    payload: p => p.Replace("\"iat\"", "\"div\":{\"tn\":\"12155550199\"},\"iat\"")),
            VerificationFailure.PptNotSupported),
        ["ppt div without its claim"] =
            (d => SignAsync(d, header: h => h.Replace("\"shaken\"", "\"div\"")), VerificationFailure.ClaimMissing),
        ["a ppt that is not known"] =
            (d => SignAsync(d, header: h => h.Replace("\"shaken\"", "\"dive\"")), VerificationFailure.PptNotSupported),
        ["no ppt"] = (d => SignAsync(d, header: h => h.Replace("\"ppt\":\"shaken\",", "")), VerificationFailure.PptNotSupported),
        ["no x5u"] = (d => SignAsync(d, header: _ => """{"alg":"ES256","ppt":"shaken","typ":"passport"}"""), VerificationFailure.HeaderMemberMissing),
        ["an unknown critical header"] = (d => SignAsync(d, header: h => h.Replace("{", "{\"crit\":[\"b64\"],\"b64\":true,")), VerificationFailure.CriticalHeader),
        ["x5u http"] = (d => WithX5uAsync(d, "http://cr.example/a.pem"), VerificationFailure.InfoNotAllowed),
        ["x5u with credentials"] = (d => WithX5uAsync(d, "https://user:secret@cr.example/a.pem"), VerificationFailure.InfoNotAllowed),
        ["x5u with a fragment"] = (d => WithX5uAsync(d, "https://cr.example/a.pem#x"), VerificationFailure.InfoNotAllowed),
        ["x5u on another port"] = (d => WithX5uAsync(d, "https://cr.example:8080/a.pem"), VerificationFailure.InfoNotAllowed),
        ["x5u of a private address"] = (d => WithX5uAsync(d, "https://10.0.0.1/a.pem"), VerificationFailure.InfoNotAllowed),
        ["x5u of loopback"] = (d => WithX5uAsync(d, "https://127.0.0.1/a.pem"), VerificationFailure.InfoNotAllowed),
        ["x5u of IPv6 loopback"] = (d => WithX5uAsync(d, "https://[::1]/a.pem"), VerificationFailure.InfoNotAllowed),
        ["x5u of loopback within IPv6"] = (d => WithX5uAsync(d, "https://[::ffff:127.0.0.1]/a.pem"), VerificationFailure.InfoNotAllowed),
        ["x5u of the metadata address"] = (d => WithX5uAsync(d, "https://169.254.169.254/metadata"), VerificationFailure.InfoNotAllowed),
        ["x5u of an address in decimal"] = (d => WithX5uAsync(d, "https://2130706433/a.pem"), VerificationFailure.InfoNotAllowed),
        ["x5u of a name that resolves to a private address"] = (d => WithNameAsync(d, "private.example", "192.168.1.1"), VerificationFailure.InfoNotAllowed),
        ["x5u of a name that resolves to good and to metadata addresses"] = (d => WithNameAsync(d, "mixed.example", "198.41.0.4", "169.254.169.254"), VerificationFailure.InfoNotAllowed),
        ["x5u of a name that does not resolve"] = (d => WithX5uAsync(d, "https://nowhere.example/a.pem"), VerificationFailure.CertificateUnreachable),
        ["x5u that redirects"] = (d => AtHostileAsync(d, "/redirect"), VerificationFailure.NotACertificate),
        ["x5u with a body of 1 MB"] = (d => AtHostileAsync(d, "/big"), VerificationFailure.NotACertificate),
        ["x5u with HTML"] = (d => AtHostileAsync(d, "/html"), VerificationFailure.NotACertificate),
        ["x5u with garbage"] = (d => AtHostileAsync(d, "/garbage"), VerificationFailure.NotACertificate),
        ["x5u that fails"] = (d => AtHostileAsync(d, "/error"), VerificationFailure.CertificateUnreachable),
        ["certificate expired"] = (d => WithTermsAsync(d, -4, -1), VerificationFailure.CertificateOutsideValidity),
        ["certificate not yet valid"] = (d => WithTermsAsync(d, 10, 60), VerificationFailure.CertificateOutsideValidity),
        ["certificate self-signed"] = (SelfSignedAsync, VerificationFailure.CertificateInvalid),
        ["certificate of an untrusted root"] = (StrangerAsync, VerificationFailure.CertificateUntrusted),
        ["CA as leaf"] = (d => WithChainAsync(d, [d.Authority.Issuing], d.A.Key), VerificationFailure.CertificateInvalid),
        ["certificate without TNAuthList"] = (d => WithChainAsync(d, [d.Authority.ListSigner], d.A.Key), VerificationFailure.CertificateUntrusted),
        ["iat in the future"] = (d => SignAsync(d, payload: p => p.Replace(Now(d), Now(d, 61))), VerificationFailure.FutureDate),
        ["iat stale"] = (d => SignAsync(d, payload: p => p.Replace(Now(d), Now(d, -61))), VerificationFailure.StaleDate),
        ["iat a string"] = (d => SignAsync(d, payload: p => p.Replace(Now(d), $"\"{Now(d)}\"")), VerificationFailure.PassportMalformed),
        ["a member twice"] = (d => SignAsync(d, payload: p => p.Replace("{\"attest\"", "{\"attest\":\"B\",\"attest\"")), VerificationFailure.PassportMalformed),
        ["a member twice, once escaped"] = (d => SignAsync(d, payload: p => p.Replace("{\"attest\"", "{\"\\u0061ttest\":\"B\",\"attest\"")), VerificationFailure.PassportMalformed),
        ["JSON 100 deep"] = (d => SignAsync(d, payload: p => p.Replace("{\"attest\"", $"{{\"a\":{new string('[', 100)}{new string(']', 100)},\"attest\"")), VerificationFailure.PassportMalformed),
        ["orig.tn an array"] = (d => SignAsync(d, payload: p => p.Replace("\"12155550121\"", "[\"12155550121\"]")), VerificationFailure.PassportMalformed),
        ["orig.tn a number"] = (d => SignAsync(d, payload: p => p.Replace("\"12155550121\"", "12155550121")), VerificationFailure.PassportMalformed),
        ["dest.tn a string"] = (d => SignAsync(d, payload: p => p.Replace("[\"12155550131\"]", "\"12155550131\"")), VerificationFailure.PassportMalformed),
        ["no attest"] = (d => SignAsync(d, payload: p => p.Replace("\"attest\":\"A\",", "")), VerificationFailure.ClaimMissing),
        ["attest D"] = (d => SignAsync(d, payload: p => p.Replace("\"A\"", "\"D\"")), VerificationFailure.ShakenClaimInvalid),
        ["origid no UUID"] = (d => SignAsync(d, payload: p => p.Replace("-", "")[..^3] + "x\"}"), VerificationFailure.ShakenClaimInvalid),
        ["r zero"] = (d => WithSignatureAsync(d, s => [.. new byte[32], .. s[32..]]), VerificationFailure.SignatureMismatch),
        ["s zero"] = (d => WithSignatureAsync(d, s => [.. s[..32], .. new byte[32]]), VerificationFailure.SignatureMismatch),
        ["a signature of 63 octets"] = (d => WithSignatureAsync(d, s => s[..63]), VerificationFailure.SignatureMismatch),
        ["a signature in DER"] = (d => WithSignatureAsync(d, s => EcdsaDer(s)), VerificationFailure.SignatureMismatch),
        ["compact form"] = (async d => ".." + (await d.SignAsync()).Split('.')[2], VerificationFailure.CompactForm),
    };

    public static TheoryData<string> Names => [.. Table.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Post_OfABadPassport_IsRefusedForItsReason(string name)
    {
        var (forge, expected) = Table[name];
        var (status, problem) = await PostAsync(await forge(deployment));
        var isForWantOfAnAnswer = expected == VerificationFailure.CertificateUnreachable;
        Assert.Equal(isForWantOfAnAnswer ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.BadRequest, status);
        Assert.Equal(isForWantOfAnAnswer ? "not-verifiable-now" : "passport-refused", problem.GetProperty("reason").GetString());
        Assert.Equal(expected.Name(), problem.GetProperty("sip").GetProperty("failure").GetString());
        Assert.Equal(expected.Codes().Rfc8224.Code, problem.GetProperty("sip").GetProperty("code").GetInt32());
        Assert.DoesNotContain("1215555", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/slow")]
    [InlineData("/endless")]
    public async Task Post_WithAnX5uThatStalls_IsRefusedWhenTheTimeIsUp(string path)
    {
        deployment.Hostile.Expect();
        var posting = PostAsync(await AtHostileAsync(deployment, path));
        await deployment.Hostile.Stalled.Task.WaitAsync(TestContext.Current.CancellationToken);
        deployment.Time.Advance(TimeSpan.FromSeconds(6));
        var (status, problem) = await posting;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("too-slow", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_OfOneMegabyte_IsTooLarge()
    {
        var (status, problem) = await PostAsync(new string('a', 1024 * 1024));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Equal("body-too-large", problem.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Post_OfAPassportOverTheLimit_IsTooLarge()
    {
        var long8K = await SignAsync(deployment, payload: p => p.Replace("{\"attest\"", $"{{\"a\":\"{new string('x', Limits.PassportOctets)}\",\"attest\""));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync(long8K)).Status);
    }

    private static string Now(Deployment d, int seconds = 0) => (d.Time.GetUtcNow().ToUnixTimeSeconds() + seconds).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<string> SignAsync(Deployment d, Func<string, string>? header = null, Func<string, string>? payload = null, LocalProvider? signer = null, string? x5u = null)
    {
        var good = (await d.SignAsync()).Split('.');
        var headerText = TestTokens.Decode(good[0]);
        if (x5u is not null) headerText = headerText.Replace(d.X5uOfA, x5u, StringComparison.Ordinal);
        return await TestTokens.SignAsync((signer ?? d.A).Key, (header ?? (h => h))(headerText), (payload ?? (p => p))(TestTokens.Decode(good[1])));
    }

    private static async Task<string> FlipAsync(Deployment d, int part) => TestTokens.WithPart(await d.SignAsync(), part, octets =>
    {
        octets[part == 2 ? 40 : 0] ^= 1;
        return octets;
    });

    private static async Task<string> AlterAsync(Deployment d, int part, string from, string to) =>
        TestTokens.WithPart(await d.SignAsync(), part, octets => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(octets).Replace(from, to, StringComparison.Ordinal)));

    private static async Task<string> WithSignatureAsync(Deployment d, Func<byte[], byte[]> change) => TestTokens.WithPart(await d.SignAsync(), 2, change);

    private static byte[] EcdsaDer(byte[] concatenated) => Core.Keys.EcdsaSignature.TryRead(concatenated, out var signature) ? signature.ToDer() : throw new InvalidOperationException();

    private static Task<string> WithX5uAsync(Deployment d, string x5u) => SignAsync(d, x5u: x5u);

    private static Task<string> WithNameAsync(Deployment d, string host, params string[] addresses)
    {
        d.Names[host] = [.. addresses.Select(IPAddress.Parse)];
        return WithX5uAsync(d, $"https://{host}/a.pem");
    }

    private static Task<string> AtHostileAsync(Deployment d, string path) => WithX5uAsync(d, new Uri(d.Hostile.Url, path).AbsoluteUri);

    private static async Task<string> WithChainAsync(Deployment d, IReadOnlyList<StiCertificate> chain, Core.Keys.ISigningKey key) =>
        await SignAsync(d, signer: new LocalProvider(Deployment.ProviderA, chain, key), x5u: await d.PublishAsync(chain));

    private static async Task<string> WithTermsAsync(Deployment d, int fromMinutes, int toMinutes)
    {
        var now = d.Time.GetUtcNow();
        var terms = new DraftTerms(CertificateSerial.New(SystemRandom.Instance), now.AddMinutes(fromMinutes), now.AddMinutes(toMinutes));
        var provider = await d.Authority.IssueAsync(Deployment.ProviderA, "Provider A", terms, SoftwareKey.New(), TestContext.Current.CancellationToken);
        return await WithChainAsync(d, provider.Chain, provider.Key);
    }

    // The linter lets no leaf sign itself, so a root stands in: self-signed, and on no list.
    private static Task<string> SelfSignedAsync(Deployment d) => WithChainAsync(d, [d.Authority.PolicyAdministratorRoot.Certificate], d.A.Key);

    private static async Task<string> StrangerAsync(Deployment d)
    {
        var stranger = await LocalAuthority.NewAsync(Deployment.ProviderA.Country, "Stranger", d.Time, SystemRandom.Instance, TestContext.Current.CancellationToken);
        var provider = await stranger.IssueAsync(Deployment.ProviderA, "Provider A", TimeSpan.FromDays(1), TestContext.Current.CancellationToken);
        return await WithChainAsync(d, provider.Chain, provider.Key);
    }

    private async Task<(HttpStatusCode Status, JsonElement Problem)> PostAsync(string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, deployment.OpenUrl) { Content = new ByteArrayContent(Encoding.ASCII.GetBytes(body)) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/passport");
        using var response = await deployment.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return (response.StatusCode, json.RootElement.Clone());
    }
}
