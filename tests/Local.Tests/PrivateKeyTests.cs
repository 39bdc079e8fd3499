using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Tests;

namespace Shaken.Local.Tests;

public sealed class PrivateKeyTests : IDisposable
{
    private const string Passphrase = "correct-horse-battery";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-key-");

    private static byte[] Good => Vector("good-pkcs8.pem");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("good-pkcs8.pem")]
    [InlineData("good-sec1-with-parameters.pem")]
    [InlineData("good-compressed-public.pem")]
    [InlineData("good-no-public.pem")]
    [InlineData("good-with-certificate.pem")]
    [InlineData("good-encrypted.pem")]
    public async Task TryReadPem_EveryGoodForm_GivesTheSameKeyThatSigns(string file)
    {
        Assert.True(SoftwareKey.TryReadPem(Vector(file), KnownPassphrase(), out var key, out var refusal), refusal?.Detail);
        using var owned = key;
        Assert.True(SoftwareKey.TryReadPem(Good, passphrase: null, out var same, out _));
        using var other = same;
        Assert.Equal(other.PublicKey.Q.X, key.PublicKey.Q.X);
        var digest = SHA256.HashData("octets"u8);
        var signature = await key.SignAsync(digest, TestContext.Current.CancellationToken);
        Assert.True(EcdsaPublicKey.From(other.PublicKey).Verifies(digest, signature.Concatenated));
    }

    [Theory]
    [InlineData("explicit-sec1.pem", KeyFailure.ExplicitParameters)]
    [InlineData("explicit-pkcs8.pem", KeyFailure.ExplicitParameters)]
    [InlineData("explicit-encrypted.pem", KeyFailure.ExplicitParameters)]
    [InlineData("public.pem", KeyFailure.PublicKey)]
    [InlineData("certificate.pem", KeyFailure.NoKey)]
    [InlineData("two-keys.pem", KeyFailure.SeveralKeys)]
    [InlineData("encrypted-pkcs8.pem", KeyFailure.WrongPassphrase)]
    [InlineData("encrypted-sec1.pem", KeyFailure.UnknownForm)]
    [InlineData("openssh.pem", KeyFailure.UnknownForm)]
    [InlineData("p384.pem", KeyFailure.AnotherCurve)]
    [InlineData("secp256k1.pem", KeyFailure.AnotherCurve)]
    [InlineData("ed25519.pem", KeyFailure.AnotherAlgorithm)]
    [InlineData("rsa-pkcs8.pem", KeyFailure.AnotherAlgorithm)]
    [InlineData("rsa-pkcs1.pem", KeyFailure.AnotherAlgorithm)]
    [InlineData("rsa-encrypted.pem", KeyFailure.WrongPassphrase)]
    public void TryReadPem_WhatIsNoKeyOnP256_IsRefusedForItsReason(string file, KeyFailure reason)
    {
        Assert.False(SoftwareKey.TryReadPem(Vector(file), KnownPassphrase(), out var key, out var refusal));
        Assert.Null(key);
        Assert.Equal(reason, refusal.Reason);
        Assert.EndsWith(".", refusal.Detail.TrimEnd(')'), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("encrypted-pkcs8.pem")]
    [InlineData("good-encrypted.pem")]
    public void TryReadPem_EncryptedWithoutAPassphrase_SaysSo(string file)
    {
        Assert.False(SoftwareKey.TryReadPem(Vector(file), passphrase: null, out _, out var refusal));
        Assert.Equal(KeyFailure.Encrypted, refusal.Reason);
    }

    [Fact]
    public void TryReadPem_Utf8ByteOrderMarkAndProse_IsRead()
    {
        Assert.True(SoftwareKey.TryReadPem([0xEF, 0xBB, 0xBF, .. Good], passphrase: null, out _, out _));
        Assert.True(SoftwareKey.TryReadPem([.. "my key "u8, .. Good], passphrase: null, out _, out _));
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void TryReadPem_Utf16_IsRefusedWithTheEncodingsName(string encoding)
    {
        var text = Encoding.GetEncoding(encoding).GetBytes(Encoding.ASCII.GetString(Good));
        Assert.All((byte[][])[text, [.. Encoding.GetEncoding(encoding).GetPreamble(), .. text]], octets =>
        {
            Assert.False(SoftwareKey.TryReadPem(octets, passphrase: null, out _, out var refusal));
            Assert.Equal(KeyFailure.NotPem, refusal.Reason);
            Assert.Contains("UTF-16", refusal.Detail, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("", KeyFailure.NotPem)]
    [InlineData("0\u0082\u0001", KeyFailure.NotPem)]
    [InlineData("-----BEGIN PRIVATE KEY-----\nMIGH", KeyFailure.NotPem)]
    [InlineData("-----BEGIN PRIVATE KEY-----\nM!\n-----END PRIVATE KEY-----", KeyFailure.Damaged)]
    [InlineData("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----", KeyFailure.Damaged)]
    [InlineData("-----BEGIN EC PRIVATE KEY-----\nMAA=\n-----END EC PRIVATE KEY-----", KeyFailure.Damaged)]
    [InlineData("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----", KeyFailure.WrongPassphrase)]
    public void TryReadPem_BrokenText_IsRefused(string text, KeyFailure reason)
    {
        Assert.False(SoftwareKey.TryReadPem(Encoding.Latin1.GetBytes(text), KnownPassphrase(), out _, out var refusal));
        Assert.Equal(reason, refusal.Reason);
    }

    [Fact]
    public void TryReadPem_LongerThanAnyKey_IsRefused()
    {
        Assert.False(SoftwareKey.TryReadPem([.. Good, .. new byte[300_000]], passphrase: null, out _, out var refusal));
        Assert.Equal(KeyFailure.TooLong, refusal.Reason);
    }

    [Fact]
    public void TryReadPkcs8_WithEachOctetDamaged_NeverGivesAnotherPublicHalf()
    {
        Assert.True(SoftwareKey.TryReadPem(Good, passphrase: null, out var good, out _));
        using var key = good;
        var der = key.ToPkcs8();
        for (var index = 0; index < der.Length; index++)
        {
            var damaged = der.ToArray();
            damaged[index] ^= 0x01;
            if (SoftwareKey.TryReadPkcs8(damaged, out var read, out var refusal)) Assert.Equal(key.PublicKey.Q.X, read.PublicKey.Q.X);
            else Assert.NotEmpty(refusal.Detail);
            read?.Dispose();
        }
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", false)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000001", true)]
    [InlineData("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632550", true)]
    [InlineData("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", false)]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", false)]
    public void TryReadPkcs8_Scalar_MustLieBetweenOneAndTheOrder(string scalar, bool isKey)
    {
        byte[] sec1 = [0x30, 0x25, 0x02, 0x01, 0x01, 0x04, 0x20, .. Convert.FromHexString(scalar)];
        byte[] der = [0x30, 0x41, 0x02, 0x01, 0x00, .. Convert.FromHexString("301306072A8648CE3D020106082A8648CE3D030107"), 0x04, 0x27, .. sec1];
        Assert.Equal(isKey, SoftwareKey.TryReadPkcs8(der, out _, out var refusal));
        Assert.True(isKey || refusal!.Reason == KeyFailure.Damaged);
    }

    [Fact]
    public void FromPem_WhatIsNoKey_IsABugOfTheCaller() => Assert.Throws<ArgumentException>(() => SoftwareKey.FromPem("no key"));

    private static byte[] Vector(string file) => File.ReadAllBytes(Path.Combine(Checkout.Root, "tests", "Vectors", "keys", file));

    private KeyPassphrase KnownPassphrase()
    {
        var path = Path.Combine(_folder.FullName, "passphrase");
        File.WriteAllText(path, Passphrase);
        return KeyPassphrase.TryFromFile(path, out var passphrase, out var failure)
            ? passphrase
            : throw new InvalidOperationException(failure);
    }
}
