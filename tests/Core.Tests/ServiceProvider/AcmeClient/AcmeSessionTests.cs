using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Crls;
using Shaken.Core.ServiceProvider.AcmeClient;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.ServiceProvider.AcmeClient;

public sealed class AcmeSessionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Register_Twice_FindsTheOneAccount()
    {
        var world = await AcmeWorld.NewAsync();
        var first = await world.RegisterAsync();
        Assert.Equal(first.AccountUrl, (await world.RegisterAsync()).AccountUrl);
    }

    [Fact]
    public async Task Register_WithoutAgreeingToTheTerms_AsksNothing()
    {
        var world = await AcmeWorld.NewAsync("https://ca.example/terms");
        var failure = (await AcmeSession.RegisterAsync(await world.ConnectAsync(), world.AccountKey, new AcmeRegistration([], AgreesToTerms: false), Token)).Failure;
        Assert.Contains("https://ca.example/terms", failure.Detail, StringComparison.Ordinal);
        Assert.Equal(0, world.Ca.Count("/new-account"));
    }

    [Fact]
    public async Task Register_OnlyExisting_SaysWhatTheServerSaid()
    {
        var world = await AcmeWorld.NewAsync();
        var failure = (await AcmeSession.RegisterAsync(await world.ConnectAsync(), world.AccountKey, new AcmeRegistration([], AgreesToTerms: false, OnlyExisting: true), Token)).Failure;
        Assert.Equal(new AcmeFailure(AcmeFailureKind.Refused, "no account has this key") { Type = "urn:ietf:params:acme:error:accountDoesNotExist", Status = HttpStatusCode.BadRequest }, failure);
    }

    [Fact]
    public async Task Register_BindsTheExternalAccount()
    {
        var world = await AcmeWorld.NewAsync();
        var key = new ExternalAccountKey("subscriber-7", "0123456789abcdef0123456789abcdef"u8.ToArray());
        var registration = new AcmeRegistration(["mailto:sti@provider.example"], AgreesToTerms: true, key);
        Assert.True((await AcmeSession.RegisterAsync(await world.ConnectAsync(), world.AccountKey, registration, Token)).IsSuccess);

        var payload = JsonDocument.Parse(world.Ca.Payloads["/new-account"]).RootElement;
        Assert.Equal("mailto:sti@provider.example", payload.GetProperty("contact")[0].GetString());
        var binding = payload.GetProperty("externalAccountBinding");
        var (header, inner) = (binding.GetProperty("protected").GetString()!, binding.GetProperty("payload").GetString()!);
        var mac = HMACSHA256.HashData(key.MacKey.Span, Encoding.ASCII.GetBytes($"{header}.{inner}"));
        Assert.Equal(mac, ScriptedCa.Decode(binding.GetProperty("signature").GetString()!));
        Assert.True(JsonWebKey.TryParse(JsonDocument.Parse(ScriptedCa.Decode(inner)).RootElement, out var bound));
        Assert.Equal(JsonWebKey.From(world.AccountKey.PublicKey), bound);
    }

    [Fact]
    public async Task ChangeKey_GivesTheAccountAnother_AndOrdersGoOn()
    {
        var world = await AcmeWorld.NewAsync();
        var changed = (await (await world.RegisterAsync()).ChangeKeyAsync(SoftwareKey.New(), Token)).Value;
        Assert.True((await changed.PlaceAsync(AcmeWorld.Authorities, notAfter: null, Token)).IsSuccess);
    }

    [Fact]
    public async Task Deactivate_SaysSo()
    {
        var world = await AcmeWorld.NewAsync();
        Assert.True((await (await world.RegisterAsync()).DeactivateAsync(Token)).IsSuccess);
        Assert.Equal("""{"status":"deactivated"}""", world.Ca.Payloads["/account/0"]);
    }

    [Fact]
    public async Task Revoke_SendsCertificateAndReason_ByAccountAndByKey()
    {
        var world = await AcmeWorld.NewAsync();
        var key = SoftwareKey.New();
        var certificate = (await world.Ca.IssueAsync(key.PublicKey, Hierarchy.Provider))[0];
        Assert.True((await (await world.RegisterAsync()).RevokeAsync(certificate, RevocationReason.Superseded, Token)).IsSuccess);
        var payload = JsonDocument.Parse(world.Ca.Payloads["/revoke-cert"]).RootElement;
        Assert.Equal(certificate.Der.ToArray(), ScriptedCa.Decode(payload.GetProperty("certificate").GetString()!));
        Assert.Equal(4, payload.GetProperty("reason").GetInt32());

        Assert.True((await AcmeSession.RevokeByKeyAsync(await world.ConnectAsync(), key, certificate, RevocationReason.KeyCompromise, Token)).IsSuccess);
        Assert.Equal(1, JsonDocument.Parse(world.Ca.Payloads["/revoke-cert"]).RootElement.GetProperty("reason").GetInt32());
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public async Task Post_WithStaleNonces_TriesAgainWithFreshOnes_FourTimesInAll(int stale, bool comesThrough)
    {
        var world = await AcmeWorld.NewAsync();
        world.Ca.StaleNonces = stale;
        var outcome = await AcmeSession.RegisterAsync(await world.ConnectAsync(), world.AccountKey, new AcmeRegistration([], AgreesToTerms: true), Token);
        Assert.Equal(comesThrough, outcome.IsSuccess);
        if (!comesThrough) Assert.Equal("urn:ietf:params:acme:error:badNonce", outcome.Failure.Type);
        Assert.Equal(Math.Min(stale + 1, 4), world.Ca.Count("/new-account"));
    }

    [Fact]
    public async Task Refusal_HoldsTheSubproblems_InPrintableWords()
    {
        var world = await AcmeWorld.NewAsync();
        world.Ca.Instead["/new-order"] = () => new HttpResponseMessage(HttpStatusCode.BadRequest)
        {
            Content = new StringContent("""{"type":"urn:ietf:params:acme:error:compound","detail":"two\u001b[31m faults","subproblems":[{"detail":"first"},{"detail":"second"}]}"""),
        };
        var failure = (await (await world.RegisterAsync()).PlaceAsync(AcmeWorld.Authorities, notAfter: null, Token)).Failure;
        Assert.Equal("two [31m faults; first; second", failure.Detail);
    }

    [Theory]
    [InlineData("no json", AcmeFailureKind.NotUnderstood)]
    [InlineData("[]", AcmeFailureKind.NotUnderstood)]
    [InlineData("{}", AcmeFailureKind.NotUnderstood)]
    [InlineData("{\"newNonce\":\"http://ca.example/n\",\"newAccount\":\"http://ca.example/a\",\"newOrder\":\"http://ca.example/o\"}", AcmeFailureKind.NotUnderstood)]
    public async Task Directory_ThatIsNone_IsAFailure(string body, AcmeFailureKind kind)
    {
        var world = await AcmeWorld.NewAsync();
        world.Ca.Instead["/directory"] = () => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body) };
        var opened = await AcmeConnection.OpenAsync(world.Http, ScriptedCa.Directory, world.Time, Token);
        var failure = opened.TryGet(out var connection, out var early) ? (await AcmeSession.RegisterAsync(connection, world.AccountKey, new AcmeRegistration([], AgreesToTerms: true), Token)).Failure : early;
        Assert.Equal(kind, failure.Kind);
        Assert.Equal(0, world.Ca.Count("/n") + world.Ca.Count("/a"));
    }

    [Fact]
    public async Task Answer_ThatIsTooLong_IsNotRead()
    {
        var world = await AcmeWorld.NewAsync();
        world.Ca.Instead["/directory"] = () => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(new string(' ', (1024 * 1024) + 1)) };
        Assert.Contains("longer than", (await AcmeConnection.OpenAsync(world.Http, ScriptedCa.Directory, world.Time, Token)).Failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServerThatCannotBeReached_IsAValue()
    {
        var world = await AcmeWorld.NewAsync();
        world.Ca.Gate = _ => throw new HttpRequestException("no route");
        Assert.Equal(AcmeFailureKind.Unreachable, (await AcmeConnection.OpenAsync(world.Http, ScriptedCa.Directory, world.Time, Token)).Failure.Kind);
    }
}
