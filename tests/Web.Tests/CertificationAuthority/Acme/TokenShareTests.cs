using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Shaken.Core.Fetching;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;

namespace Shaken.Web.Tests.CertificationAuthority.Acme;

/// <summary>What a client makes the CA fetch by the x5u of its tokens counts against that client alone.</summary>
public sealed class TokenShareTests(CaDeployment ca) : IClassFixture<CaDeployment>
{
    // Tries come back at a slow pace while the test runs, so that the first refusal comes a little later on a slow machine.
    private static readonly int Tries = 10 * new FetchingOptions().FailuresPerHostAndClient;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tokens_NamingAbsentUrlsOfOneHost_SlowDownTheirClientOnly()
    {
        var instance = await ca.StartCaAsync(("Limits:TrustedProxies", "127.0.0.0/8"));
        var key = SoftwareKey.New();
        var busy = await UntilAsync(path => PostAsync(instance, "192.0.2.1", key, Absent(path)), HttpStatusCode.ServiceUnavailable);
        Assert.Equal("5", busy.Header("Retry-After"));

        var client = await ca.RegisterAsync(instance);
        var refused = await UntilAsync(async path =>
        {
            var order = await client.OrderAsync(CaDeployment.Spc);
            return await order.AnswerAsync(await ca.PolicyAdministrator.TokenAsync(Absent(path), CaDeployment.Spc, client.Jwk));
        }, HttpStatusCode.BadRequest);
        Assert.Equal(("connection", "5"), (refused.Error, refused.Header("Retry-After")));

        (await PostAsync(instance, "192.0.2.2", SoftwareKey.New(), ca.X5u)).Expect(HttpStatusCode.Created);
    }

    private string Absent(string path) => new Uri(ca.RepositoryUrl, $"/certificates/{path}.pem").AbsoluteUri;

    private static async Task<AcmeReply> UntilAsync(Func<string, Task<AcmeReply>> post, HttpStatusCode status)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var reply = await post($"{status}-{attempt}");
            if (reply.Status == status) return reply;
        }

        throw new InvalidOperationException($"{Tries} tries, and none is answered {status}.");
    }

    private async Task<AcmeReply> PostAsync(Uri instance, string address, SoftwareKey key, string x5u)
    {
        var token = await ca.PolicyAdministrator.TokenAsync(x5u, CaDeployment.Spc, JsonWebKey.From(key.PublicKey));
        var body = new JsonObject { ["csr"] = (await CaDeployment.CsrAsync(key)).ToPem(), ["token"] = token };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(instance, "/ca/v1/certificates"));
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", address);
        request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await ca.Http.SendAsync(request, Token);
        return new AcmeReply(response.StatusCode, await response.Content.ReadAsStringAsync(Token),
            response.Headers.ToDictionary(header => header.Key, header => header.Value.ToArray(), StringComparer.OrdinalIgnoreCase));
    }
}
