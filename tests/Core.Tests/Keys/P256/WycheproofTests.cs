using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using System.Text.Json;
using Shaken.Core.Keys.P256;

namespace Shaken.Core.Tests.Keys.P256;

/// <summary>The published vectors of Wycheproof against verification by tables, where a checkout has them in the folder beside
/// it.</summary>
public sealed class WycheproofTests
{
    private const string Vectors = "shared/vectors/wycheproof/ecdsa_secp256r1_sha256_p1363_test.json";

    [Fact]
    public void Verify_PublishedSignatures_GivesThePublishedResults()
    {
        Assert.SkipUnless(Avx2.IsSupported, "AVX2");
        var path = Find();
        Assert.SkipWhen(path is null, "the vectors of Wycheproof are not beside this checkout");
        using var vectors = JsonDocument.Parse(File.ReadAllBytes(path));
        var count = 0;
        foreach (var group in vectors.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            var point = Convert.FromHexString(group.GetProperty("publicKey").GetProperty("uncompressed").GetString()!);
            var table = TableBuilder.Build(TableShape.Large, point.AsSpan(1, 32), point.AsSpan(33));
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var signature = Convert.FromHexString(test.GetProperty("sig").GetString()!);
                var verdict = TableVerifier.Verify(Tables.Generator, table, SHA256.HashData(Convert.FromHexString(test.GetProperty("msg").GetString()!)), signature);
                var isValid = test.GetProperty("result").GetString() == "valid";

                // Only what has no formula here, or not 64 octets, may go to OpenSSL.
                if (verdict == TableVerdict.AskOpenSsl) Assert.True(signature.Length != 64 || test.GetProperty("flags").EnumerateArray().Any(), test.GetProperty("comment").GetString());
                else Assert.True(isValid == (verdict == TableVerdict.Valid), test.GetProperty("comment").GetString());
                count++;
            }
        }

        Assert.Equal(vectors.RootElement.GetProperty("numberOfTests").GetInt32(), count);
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Vectors))) return Path.Combine(folder.FullName, Vectors);
        }

        return null;
    }
}
