using System.Security.Cryptography;
using System.Text.Json;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Pki.Certificates;

/// <summary>What Wycheproof knows of false signatures, against each path on which a signature is read.</summary>
public sealed class WycheproofTests
{
    [Fact]
    public void Der_AsCertificatesCrlsAndRequestsHaveIt_GivesEachVerdict()
    {
        Wycheproof.SkipIfAbsent();
        var count = Wycheproof.ForEach("ecdsa_secp256r1_sha256_test.json", (group, vector, name) =>
        {
            // The three share one verification; a certificate is read with the key, and given what is said to be signed.
            var issuer = (CertificateForm.Intermediate() with { PublicKey = Wycheproof.Octets(group, "publicKeyDer") }).Sign();
            var (octets, signature) = (Wycheproof.Octets(vector, "msg"), Wycheproof.Octets(vector, "sig"));
            Assert.True(Wycheproof.IsValid(vector) == issuer.PublicKey.Verifies(octets, signature, Oids.EcdsaWithSha256), name);
            Assert.True(Wycheproof.IsValid(vector) == Signed(octets, signature).IsSignedBy(issuer.PublicKey), name);

            // A signature that is read from DER and verified as JOSE has it gives the same verdict.
            var isRead = EcdsaSignature.TryReadDer(signature, out var read);
            Assert.True(issuer.PublicKey.TryToP256(out var key), name);
            Assert.True(Wycheproof.IsValid(vector) == (isRead && key.Verifies(SHA256.HashData(octets), read!.Concatenated)), name);
        });
        Assert.Equal(484, count);
    }

    [Fact]
    public void Concatenated_AsJwsHasIt_GivesEachVerdict()
    {
        Wycheproof.SkipIfAbsent();
        var count = Wycheproof.ForEach("ecdsa_secp256r1_sha256_p1363_test.json", (group, vector, name) =>
        {
            // One group has no JWK: its key is no point of the curve, or is written in another way.
            var point = Wycheproof.Octets(group.GetProperty("publicKey"), "uncompressed");
            Assert.True(EcdsaPublicKey.TryCreate(point.AsSpan(1, 32), point.AsSpan(33), out var key), name);
            Assert.True(Wycheproof.IsValid(vector) == key.Verifies(SHA256.HashData(Wycheproof.Octets(vector, "msg")),
                Wycheproof.Octets(vector, "sig")), name);
        });
        Assert.Equal(262, count);
    }

    [Fact]
    public void JsonWebSignature_GivesEachVerdictOnEs256_AndTakesNoOther()
    {
        Wycheproof.SkipIfAbsent();
        var verified = 0;
        var count = Wycheproof.ForEach("json_web_signature_test.json", (group, vector, name) =>
        {
            var isOnP256 = group.TryGetProperty("public", out var jwk) && jwk.TryGetProperty("crv", out var curve)
                && curve.ValueEquals("P-256");
            var isGood = isOnP256 && Verifies(jwk, vector.GetProperty("jws"));
            Assert.True((isOnP256 && Wycheproof.IsValid(vector)) == isGood, name);
            if (isGood) verified++;
            if (!isOnP256 && vector.GetProperty("jws") is { ValueKind: JsonValueKind.String } text
                && Jws.TryParse(text.GetString()!, 100_000, out var jws, out _) && jws.Header.Alg != JwsHeader.Es256)
                Assert.True(JwsVerifier.HeaderFaultOf(jws) == JwsFault.AlgorithmNotEs256, name);
        });
        Assert.Equal((401, 2), (count, verified));
    }

    private static bool Verifies(JsonElement jwk, JsonElement text) =>
        JsonWebKey.TryParse(jwk, out var key) && key.TryToPublicKey(out var publicKey)
        && text.ValueKind == JsonValueKind.String && Jws.TryParse(text.GetString()!, 100_000, out var jws, out _)
        && JwsVerifier.FaultOf(jws, publicKey) is null;

    private static StiCertificate Signed(byte[] octets, byte[] signature)
    {
        var some = CertificateForm.Leaf().Sign();
        return new StiCertificate(some.Der)
        {
            ToBeSigned = octets,
            Version = some.Version,
            SerialNumber = some.SerialNumber,
            SignatureAlgorithm = Oids.EcdsaWithSha256,
            AlgorithmsAgree = true,
            Signature = signature,
            Issuer = some.Issuer,
            Subject = some.Subject,
            NotBefore = some.NotBefore,
            NotAfter = some.NotAfter,
            Validity = some.Validity,
            HasUniqueIdentifier = some.HasUniqueIdentifier,
            PublicKey = some.PublicKey,
            Extensions = some.Extensions,
        };
    }
}
