using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;
using Shaken.Core.ServiceProvider.AcmeClient;

namespace Shaken.Web.Tests.CertificationAuthority.Acme;

/// <summary>External account binding (RFC 8555 section 7.3.4).</summary>
public sealed class ExternalAccountTests(CaDeployment ca) : IClassFixture<CaDeployment>
{
    private const string Url = $"{AcmeTestClient.Base}/new-account";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, Func<ExternalAccountKey, SoftwareKey, string>, string, HttpStatusCode> Faults => new()
    {
        { "another MAC key", (key, account) => AcmeSigning.Bind(account, key with { MacKey = new byte[32] }, Url), "unauthorized", HttpStatusCode.Forbidden },
        { "a key that is not known", (key, account) => AcmeSigning.Bind(account, key with { Id = "AAAAAAAAAAAAAAAAAAAAAA" }, Url), "unauthorized", HttpStatusCode.Forbidden },
        { "a kid of another form", (key, account) => AcmeSigning.Bind(account, key with { Id = "../../x" }, Url), "unauthorized", HttpStatusCode.Forbidden },
        { "another url", (key, account) => AcmeSigning.Bind(account, key, $"{AcmeTestClient.Base}/new-order"), "malformed", HttpStatusCode.BadRequest },
        { "another key as payload", (key, _) => AcmeSigning.Bind(SoftwareKey.New(), key, Url), "malformed", HttpStatusCode.BadRequest },
        { "a nonce within", (key, account) => Bind(key, account, $$"""{"alg":"HS256","kid":"{{key.Id}}","url":"{{Url}}","nonce":"AAAA"}"""), "malformed", HttpStatusCode.BadRequest },
        { "no kid", (key, account) => Bind(key, account, $$"""{"alg":"HS256","url":"{{Url}}"}"""), "malformed", HttpStatusCode.BadRequest },
        { "alg ES256", (key, account) => Bind(key, account, $$"""{"alg":"ES256","kid":"{{key.Id}}","url":"{{Url}}"}"""), "badSignatureAlgorithm", HttpStatusCode.BadRequest },
        { "alg none", (key, account) => Bind(key, account, $$"""{"alg":"none","kid":"{{key.Id}}","url":"{{Url}}"}"""), "badSignatureAlgorithm", HttpStatusCode.BadRequest },
        { "a text", (_, _) => "\"x\"", "malformed", HttpStatusCode.BadRequest },
        { "alg HS512", (key, account) => Bind(key, account, $$"""{"alg":"HS512","kid":"{{key.Id}}","url":"{{Url}}"}"""), "badSignatureAlgorithm", HttpStatusCode.BadRequest },
    };

    [Fact]
    public async Task Account_WithoutABinding_IsRefusedWhereOneIsRequired()
    {
        var client = ca.NewClient(await StrictAsync());
        Assert.True((await client.SendAsync(HttpMethod.Get, $"{AcmeTestClient.Base}/directory")).Json.GetProperty("meta").GetProperty("externalAccountRequired").GetBoolean());
        (await client.RegisterAsync()).ExpectProblem("externalAccountRequired", HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Binding_IsReflected_AndItsOrganizationStandsInTheCertificate()
    {
        var client = ca.NewClient(await StrictAsync());
        var binding = AcmeSigning.Bind(client.Key, await NewKeyAsync("Telephone Company of the Operator's Books"), Url);
        var created = (await client.RegisterAsync(Payload(binding))).Expect(HttpStatusCode.Created);
        Assert.Equal(binding, created.Json.GetProperty("externalAccountBinding").GetRawText());
        Assert.Equal(created.Body, (await client.PostAsync(client.Account!)).Body);

        var (_, certificate) = await ca.IssueAsync(client);
        Assert.Equal("Telephone Company of the Operator's Books", certificate.Subject.Values(Oids.Organization).Single());
    }

    [Fact]
    public async Task Key_BindsOneAccount()
    {
        var url = await StrictAsync();
        var (client, second) = (ca.NewClient(url), ca.NewClient(url));
        var key = await NewKeyAsync();
        (await client.RegisterAsync(Payload(AcmeSigning.Bind(client.Key, key, Url)))).Expect(HttpStatusCode.Created);
        (await second.RegisterAsync(Payload(AcmeSigning.Bind(second.Key, key, Url)))).ExpectProblem("unauthorized", HttpStatusCode.Forbidden);
        (await client.RegisterAgainAsync(Payload(AcmeSigning.Bind(client.Key, key, Url)))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Key_BindsOneAccount_ThoughThatChangesItsOwnKeyOrIsSuspended()
    {
        var url = await StrictAsync();
        var client = ca.NewClient(url);
        var (first, key) = (client.Key, await NewKeyAsync());
        var payload = Payload(AcmeSigning.Bind(first, key, Url));
        (await client.RegisterAsync(payload)).Expect(HttpStatusCode.Created);
        var second = SoftwareKey.New();
        (await KeyChangeTests.ChangeAsync(client, second)).Expect(HttpStatusCode.OK);
        (await ca.NewClient(url, first).RegisterAsync(payload)).ExpectProblem("unauthorized", HttpStatusCode.Forbidden);

        // The refusal left nothing in the way of a change back.
        client.Key = second;
        (await KeyChangeTests.ChangeAsync(client, first)).Expect(HttpStatusCode.OK);
        client.Key = first;
        (await KeyChangeTests.ChangeAsync(client, second)).Expect(HttpStatusCode.OK);

        await ca.Services.GetRequiredService<SuspendAccount>().SuspendAsync(client.AccountId, RevocationReason.PrivilegeWithdrawn,
            "operator", Token);
        (await ca.NewClient(url, first).RegisterAsync(payload)).ExpectProblem("unauthorized", HttpStatusCode.Forbidden);
        (await ca.NewClient(url, second).RegisterAsync(payload)).ExpectProblem("unauthorized", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Registrations_WithOneKeyAtOnce_AllGetTheOneAccount()
    {
        var (here, there) = (await StrictAsync(), await StrictAsync());
        var (key, account) = (await NewKeyAsync(), SoftwareKey.New());
        var payload = Payload(AcmeSigning.Bind(account, key, Url));
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(index => ca.NewClient(index % 2 == 0 ? here : there, account).RegisterAsync(payload)));
        Assert.Single(replies, reply => reply.Status == HttpStatusCode.Created);
        Assert.Equal(7, replies.Count(reply => reply.Status == HttpStatusCode.OK));
        Assert.Single(replies.Select(reply => reply.Location).Distinct());
    }

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public async Task Binding_WithAFault_IsRefused_AndTheKeyStaysFree(string fault, Func<ExternalAccountKey, SoftwareKey, string> bind, string error, HttpStatusCode status)
    {
        Assert.NotEmpty(fault);
        var client = ca.NewClient();
        var key = await NewKeyAsync();
        var refusal = (await client.RegisterAsync(Payload(bind(key, client.Key)))).ExpectProblem(error, status);
        if (error == "badSignatureAlgorithm")
            Assert.Equal(["HS256"], refusal.Json.GetProperty("algorithms").EnumerateArray().Select(item => item.GetString()));
        (await client.RegisterAsync(Payload(AcmeSigning.Bind(client.Key, key, Url)))).Expect(HttpStatusCode.Created);
    }

    private Task<Uri> StrictAsync() => ca.StartCaAsync(("Acme:RequireExternalAccount", "true"));

    private async Task<ExternalAccountKey> NewKeyAsync(string organization = "Provider A") => await ca.Services.GetRequiredService<ExternalAccountKeys>().NewAsync(organization, Token);

    private static string Payload(string binding) => $$"""{"termsOfServiceAgreed":true,"externalAccountBinding":{{binding}}}""";

    private static string Bind(ExternalAccountKey key, SoftwareKey account, string header)
    {
        var input = $"{AcmeTestClient.Encode(header)}.{AcmeTestClient.Encode(JsonWebKey.From(account.PublicKey).ToCanonicalJson())}";
        var parts = input.Split('.');
        return $$"""{"protected":"{{parts[0]}}","payload":"{{parts[1]}}","signature":"{{StrictBase64Url.Encode(HMACSHA256.HashData(key.MacKey.Span, Encoding.ASCII.GetBytes(input)))}}"}""";
    }
}
