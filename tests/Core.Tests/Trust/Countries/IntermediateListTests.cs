using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Countries;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Verdicts;
using Shaken.Local.Blobs;

namespace Shaken.Core.Tests.Trust.Countries;

/// <summary>The documents of France: flattened JWS, version 1.0, PEM, and a list of intermediates beside the one of roots.</summary>
public sealed class IntermediateListTests
{
    private const string X5u = "https://bpco.example/ca/certs/1.cer";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Refresh_ListOfIntermediates_CompletesPathsOfLeavesAlone()
    {
        var world = await BorderWorld.NewAsync();
        world.Certificates.Publish(X5u, [world.Own.ListSigner]);
        world.OwnDomain.Take(world.List(roots: world.Own.Root));
        var origin = new Origin { Body = await FlattenedAsync(world, Payload(world, "certList", world.Own.Issuing)) };
        var refresh = NewRefresh(world, origin);
        var list = (await refresh.RefreshAsync(Token)).Value;
        Assert.Equal([world.Own.Issuing.Fingerprint], list.Certificates.Select(certificate => certificate.Fingerprint));
        var (provider, _) = await world.ProviderAsync(world.Own);
        var x5u = world.Certificates.Publish("https://bpco.example/certs/1234/1.cer", [provider.Certificate]);
        Assert.True((await new CertificateVerdicts(world.Certificates, world.OwnDomain, world.Time).FindAsync(x5u, Token)).IsSuccess);
    }

    [Fact]
    public async Task Read_TrustedCaListOfFrance_IsTaken()
    {
        var world = await BorderWorld.NewAsync();
        world.Certificates.Publish(X5u, [world.Own.ListSigner]);
        var origin = new Origin { Body = await FlattenedAsync(world, Payload(world, "trustList", world.Own.Root.Certificate)) };
        var compact = (await origin.GetAsync(Token)).Value;
        var list = (await new TrustListReader(world.Certificates, world.OwnDomain, world.Time).ReadAsync(compact, last: null, Token)).Value;
        Assert.Equal(world.Own.Root.Certificate.Fingerprint, Assert.Single(list.Roots.All).Certificate.Fingerprint);
    }

    [Theory]
    [InlineData("""{"payload":"e30","signature":"AAAA"}""")]
    [InlineData("""{"protected":"e30","payload":"e30"}""")]
    [InlineData("""{"protected":"e30","header":{"x5u":"https://evil.example"},"payload":"e30","signature":"AAAA"}""")]
    [InlineData("""{"status":"error"}""")]
    [InlineData("""{"caList":1}""")]
    public void ReadAnswer_ThatHoldsNoDocument_IsMalformed(string body) =>
        Assert.Equal(TrustListFailure.Malformed, TrustListAnswer.Read(Encoding.UTF8.GetBytes(body)).Failure.Reason);

    [Fact]
    public async Task Refresh_BadList_KeepsTheLastGoodOne()
    {
        var world = await BorderWorld.NewAsync();
        world.Certificates.Publish(X5u, [world.Own.ListSigner]);
        var origin = new Origin { Body = await FlattenedAsync(world, Payload(world, "certList", world.Own.Issuing)) };
        var refresh = NewRefresh(world, origin);
        Assert.True((await refresh.RefreshAsync(Token)).IsSuccess);
        var (leaf, _) = await world.ProviderAsync(world.Own);
        (string Payload, DocumentFailure Reason)[] refused =
        [
            (Payload(world, "trustList", world.Own.Issuing), DocumentFailure.AnotherKind),
            (Payload(world, "certList", leaf.Certificate), DocumentFailure.Malformed),
            (Payload(world, "certificates", world.Own.Issuing), DocumentFailure.Malformed),
            (Payload(world, "certList", world.Other.Issuing), DocumentFailure.SequenceReused),
            (Payload(world, "certList", world.Own.Issuing).Replace("1.0", "2.0", StringComparison.Ordinal), DocumentFailure.UnknownVersion),
        ];
        foreach (var (payload, reason) in refused)
        {
            origin.Body = await FlattenedAsync(world, payload);
            Assert.Equal(reason, (await refresh.RefreshAsync(Token)).Failure.Reason);
            Assert.Equal(1, refresh.InForce!.Sequence);
        }
    }

    private static IntermediateListRefresh NewRefresh(BorderWorld world, Origin origin) => new(
        Hierarchy.UnitedStates, origin, new IntermediateListReader(world.Certificates, world.OwnDomain, world.Time), world.OwnDomain,
        new MemoryBlobs(), world.Time, NullLogger<IntermediateListRefresh>.Instance);

    private static string Payload(BorderWorld world, string member, StiCertificate certificate)
    {
        var exp = world.Time.GetUtcNow().AddDays(7).ToUnixTimeSeconds();
        var pem = JsonEncodedText.Encode(certificate.ToPem());
        return string.Create(
            CultureInfo.InvariantCulture, $$"""{"version":1.0,"sequence":1,"exp":{{exp}},"{{member}}":["{{pem}}"]}""");
    }

    private static async Task<string> FlattenedAsync(BorderWorld world, string payload)
    {
        ISigningKey key = world.Own.Administrator.SignerOf(SignedDocumentKind.TrustedCaList).Key;
        var parts = (await TestTokens.SignAsync(key, $$"""{"alg":"ES256","typ":"JWT","x5u":"{{X5u}}"}""", payload)).Split('.');
        return $$"""{"protected":"{{parts[0]}}","payload":"{{parts[1]}}","signature":"{{parts[2]}}"}""";
    }

    private sealed class Origin : ITrustListOrigin
    {
        public string Body { get; set; } = "";

        public ValueTask<Outcome<string, TrustListRefusal>> GetAsync(CancellationToken cancellationToken) =>
            ValueTask.FromResult(TrustListAnswer.Read(Encoding.UTF8.GetBytes(Body)));
    }
}
