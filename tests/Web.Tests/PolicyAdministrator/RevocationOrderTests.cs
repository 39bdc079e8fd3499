using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Lint;
using Shaken.Core.Tests.Support;

namespace Shaken.Web.Tests.PolicyAdministrator;

public sealed class RevocationOrderTests
{
    private const string Path = "/api/v1/account/acme/revocations";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Revoke_OwnCertificate_IsOnTheNextCrlBeforeItsInterval()
    {
        await using var world = await PaWorld.StartAsync();
        await world.OpenAsync("acme", "1234");
        var leaf = await LeafAsync(world);
        await world.RunAsync("PaPublishCrl");
        world.Program.Time.Advance(TimeSpan.FromMinutes(1));
        var revoked = await world.PostAsync(Path, BodyOf(leaf, ",\"reason\":\"keyCompromise\""));
        Assert.Equal((HttpStatusCode.OK, "revoked", "keyCompromise"), (revoked.Status, revoked.Text("state"), revoked.Text("reason")));
        Assert.All(revoked.Json.EnumerateObject(), member => Assert.Equal(JsonValueKind.String, member.Value.ValueKind));
        world.Program.Time.Advance(TimeSpan.FromMinutes(1));
        await world.RunAsync("PaPublishCrl");
        var crl = (await world.GetAsync("/download/v1/crl")).Octets;
        Assert.True(UntrustedCrl.TryRead(crl, out var read, out var failure), failure);
        Assert.True(CrlIndex.TryRead(read, out var index, out failure), failure);
        Assert.Equal(RevocationReason.KeyCompromise, index.Find(leaf)!.Value.Reason);
        Assert.Equal("already-revoked", (await world.PostAsync(Path, BodyOf(leaf, ",\"reason\":\"superseded\""))).Reason);
    }

    [Fact]
    public async Task Hold_AndRelease_AreForRegistrarsOnly()
    {
        await using var world = await PaWorld.StartAsync();
        await world.OpenAsync("acme", "1234");
        var body = BodyOf(await LeafAsync(world), ",\"reason\":\"asked\"");
        Assert.Equal(HttpStatusCode.Forbidden, (await world.PostAsync("/operator/v1/accounts/acme/holds", body, by: "carol")).Status);
        Assert.Equal("not-held", (await world.PostAsync("/operator/v1/accounts/acme/releases", body)).Reason);
        Assert.Equal("held", (await world.PostAsync("/operator/v1/accounts/acme/holds", body)).Text("state"));
        Assert.Equal("released", (await world.PostAsync("/operator/v1/accounts/acme/releases", body)).Text("state"));
    }

    [Fact]
    public async Task Revoke_BadRequest_NamesTheRule()
    {
        await using var world = await PaWorld.StartAsync();
        await world.OpenAsync("acme", "1234");
        await world.OpenAsync("other", "5678");
        var leaf = await LeafAsync(world);
        (string Path, string Body, int Status, string Reason)[] cases =
        [
            (Path, "{}", 400, "certificate-malformed"),
            (Path, """{"certificate":7,"reason":"superseded"}""", 400, "certificate-malformed"),
            (Path, """{"certificate":"x","reason":"superseded"}""", 400, "certificate-malformed"),
            (Path, BodyOf(leaf, ""), 400, "reason-not-allowed"),
            (Path, BodyOf(leaf, ",\"reason\":\"certificateHold\""), 400, "reason-not-allowed"),
            (Path, BodyOf(leaf, ",\"reason\":\"because\""), 400, "reason-not-allowed"),
            (Path, BodyOf(leaf, ",\"reason\":\"superseded\",\"serial\":\"01\""), 400, "name-differs"),
            (Path, BodyOf(leaf, ",\"reason\":\"superseded\",\"serial\":1"), 400, "certificate-malformed"),
            (Path, BodyOf(leaf, ",\"reason\":\"superseded\",\"note\":\"\\u202E\""), 400, "act-malformed"),
            ("/api/v1/account/other/revocations", BodyOf(leaf, ",\"reason\":\"superseded\""), 403, "certificate-of-another"),
        ];
        foreach (var (path, body, status, reason) in cases)
        {
            var answer = await world.PostAsync(path, body);
            Assert.Equal((status, reason), ((int)answer.Status, answer.Reason));
        }
    }

    private static string BodyOf(StiCertificate certificate, string members) =>
        $$"""{"certificate":{{JsonSerializer.Serialize(certificate.ToPem())}}{{members}}}""";

    // Of a root that was approved here, without a CA between.
    private static async Task<StiCertificate> LeafAsync(PaWorld world)
    {
        var key = SoftwareKey.New();
        var draft = CertificateDraft.Root(
            LintProfile.UnitedStates, Hierarchy.UnitedStates, "Example CA", "SHAKEN ROOT 1", Hierarchy.Terms(), key.PublicKey);
        var root = (await CertificateAuthority.SelfSignAsync(Hierarchy.Linted(draft), key, Token)).Value;
        var pem = JsonSerializer.Serialize(root.ToPem());
        var challenge = await world.PostAsync("/operator/v1/authority-challenges", $$"""{"certificate":{{pem}}}""");
        var proof = await key.SignAsync(SHA256.HashData(Encoding.UTF8.GetBytes(challenge.Text("challenge"))), Token);
        var applied = await world.PostAsync("/operator/v1/authorities", $$"""
            {"certificate":{{pem}},"name":"Example CA","practiceStatement":"https://ca.example/cps","signedOn":"{{challenge.Text("signedOn")}}",
            "proof":"{{Convert.ToBase64String(proof.ToDer())}}","reason":"asked"}
            """);
        await world.PostAsync($"/operator/v1/authorities/{applied.Text("id")}/state",
            """{"state":"approved","revision":1,"reason":"decided"}""");
        var leaf = CertificateDraft.ProviderLeaf(
            root, Hierarchy.Policy, Hierarchy.Provider, "Example Telephone", Hierarchy.Terms(), SoftwareKey.New().PublicKey);
        return (await new CertificateAuthority(root, key).IssueAsync(Hierarchy.Linted(leaf), Token)).Value;
    }
}
