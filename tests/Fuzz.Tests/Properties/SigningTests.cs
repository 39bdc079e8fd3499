using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Storage;
using Shaken.Fuzz.Tests.Engine;

namespace Shaken.Fuzz.Tests.Properties;

public sealed class SigningTests
{
    // Leading zeros and high bits are what the two forms of an integer differ in.
    private static readonly Gen<byte[]> Scalar = Gen.Choose(0, 32).SelectMany(_ => Laws.OctetsOf(32), (zeros, octets) => (byte[])[.. new byte[zeros], .. octets.AsSpan(zeros)]);

    private static readonly HashSet<WebOrigin> NoOrigins = [];

    private static readonly Gen<string> Urls =
        from scheme in Gen.Elements("https://", "HTTPS://", "http://", "https:/")
        from host in Gen.Elements(
            "a.example", "A.example:8443", "a.example:443", "127.0.0.1", "0x7f.1", "[::1]:8443", "[::ffff:127.0.0.1]", "a.example:1",
            "b@a.example", "xn--a.example", "a.example.")
        from path in Laws.Text("/.%2Fa?=#&:@\\")
        select $"{scheme}{host}/{path}";

    [Law]
    public Property EcdsaSignature_FromConcatenatedToDer_AndBack_IsTheSame() =>
        Laws.Of(Scalar.SelectMany(_ => Scalar, (r, s) => (byte[])[.. r, .. s]), octets =>
        !EcdsaSignature.TryRead(octets, out var once)
        || (EcdsaSignature.TryReadDer(once.ToDer(), out var twice) && twice.Concatenated.SequenceEqual(octets) && twice.ToDer().AsSpan().SequenceEqual(once.ToDer())));

    [Law]
    public Property EcdsaSignature_HasOneDerForm() =>
        Laws.Of(Gen.Choose(0, 5).SelectMany(_ => Gen.Choose(0, 255), (at, value) => (at, (byte)value)), edit =>
    {
        byte[] der = [0x30, 6, 2, 1, 0x7F, 2, 1, 5];
        der[edit.at] = edit.Item2;
        return !EcdsaSignature.TryReadDer(der, out var signature) || signature.ToDer().AsSpan().SequenceEqual(der);
    });

    [Law]
    public Property JsonWebKey_OfItsOwnCanonicalJson_IsTheSame() => Laws.Of(Laws.OctetsOf(64), octets =>
    {
        var key = new JsonWebKey(StrictBase64Url.Encode(octets.AsSpan(0, 32)), StrictBase64Url.Encode(octets.AsSpan(32)));
        using var json = JsonDocument.Parse(key.ToCanonicalJson());
        return JsonWebKey.TryParse(json.RootElement, out var again) && again == key && again.Thumbprint() == key.Thumbprint();
    });

    [Fact]
    public void JsonWebKey_FromAKey_GivesThatKeyBack()
    {
        for (var index = 0; index < 100; index++)
        {
            using var key = SoftwareKey.New();
            var written = JsonWebKey.From(key.PublicKey);
            Assert.True(written.TryToPublicKey(out var read));
            Assert.Equal(written, JsonWebKey.From(read.Parameters));
        }
    }

    [Law]
    public Property ApiKey_OfItsOwnConfiguration_MatchesTheSecretAndNoOther() => Laws.Of(Gen.Choose(0, int.MaxValue), seed =>
    {
        Assert.True(ProviderId.TryParse("CA/12AB", out var provider));
        var (secret, key) = ApiKey<ProviderId>.New(provider, ApiKeyPrefixes.Reader, new Xorshift(3, seed));
        return ApiKey<ProviderId>.TryParse(key.ToString(), ProviderId.TryParse, out var read)
            && ApiKeys<ProviderId>.TryCreate([read], out var keys)
            && keys.Find(secret) == provider && keys.Find(secret + "A") is null;
    });

    [Law]
    public Property DeploymentSecret_OfItsOwnText_IsTheSame() =>
        Laws.Of(Laws.Text("abz019", 1, 16).SelectMany(_ => Gen.Choose(0, int.MaxValue), (id, seed) => (id, seed)), drawn =>
    {
        var secret = DeploymentSecret.New(drawn.id, new Xorshift(4, drawn.seed));
        return DeploymentSecret.TryParse(secret.ToText(), out var again) && again.Id == drawn.id && again.ToText() == secret.ToText();
    });

    [Law]
    public Property DeploymentSecret_HasOneTextOnceRead() =>
        Laws.Of(
            Laws.Text("aZ0+/= \n:", 0, 8).SelectMany(
                _ => Laws.OctetsOf(32), (noise, octets) => $"a1:{Convert.ToBase64String(octets)}{noise}"),
            text => !DeploymentSecret.TryParse(text, out var once)
                || (DeploymentSecret.TryParse(once.ToText(), out var twice) && twice.ToText() == once.ToText()));

    [Law]
    public Property FetchUrl_OfItsOwnText_IsTheSame() =>
        Laws.Of(Urls, text => !FetchUrl.TryParse(text, NoOrigins, out var once, out var refusal)
        ? refusal!.Detail.Length > 0
        : once!.Text == text && FetchUrl.TryParse(once.Text, NoOrigins, out var twice, out _) && twice.Text == text
            && twice.Uri == once.Uri);
}
