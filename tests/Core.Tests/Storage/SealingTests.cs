using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Tests.Storage;

public sealed class SealingTests
{
    private static readonly DeploymentSecret Secret = DeploymentSecret.New("one", SystemRandom.Instance);

    public static TheoryData<string> BadSecrets =>
    [
        "", ":", "one", "one:", "one:AAAA", $":{Base64(32)}", $"ONE:{Base64(32)}", $"o-e:{Base64(32)}", $"one:{Base64(31)}", $"one:{Base64(33)}", $"one:{Base64(32)}:x",
        $"{new string('a', 17)}:{Base64(32)}", $"one:{new string('!', 44)}", $"one:{new string('A', 1000)}", $"\u00e9:{Base64(32)}", $"one:{Base64(32)[..^1]}",
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8192)]
    public void Seal_AndOpenAtTheSamePlace_GivesTheOctets(int length)
    {
        var plain = new byte[length];
        SystemRandom.Instance.Fill(plain);
        var content = New().Seal(plain, "here");
        Assert.Equal(length + 28, content.Length);
        Assert.True(New().TryOpen(content, "here", out var opened));
        Assert.Equal(plain, opened);
    }

    [Fact]
    public void TryOpen_OfWhatWasChangedMovedOrSealedOtherwise_IsFalse()
    {
        var content = New().Seal("a secret"u8, "here");
        Assert.False(New().TryOpen(content, "there", out var opened));
        Assert.Null(opened);
        Assert.False(New("another purpose").TryOpen(content, "here", out _));
        Assert.False(new Sealing(DeploymentSecret.New("one", SystemRandom.Instance), "test", SystemRandom.Instance).TryOpen(content, "here", out _));
        for (var bit = 0; bit < content.Length * 8; bit++)
        {
            content[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(New().TryOpen(content, "here", out _));
            content[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        for (var length = 0; length < content.Length; length++) Assert.False(New().TryOpen(content.AsSpan(0, length), "here", out _));
        Assert.False(New().TryOpen([.. content, 0], "here", out _));
        Assert.True(New().TryOpen(content, "here", out _));
    }

    [Fact]
    public void Seal_OfTheSameTwice_GivesDifferentOctetsThatShowNothing()
    {
        var (first, second) = (New().Seal("a secret"u8, "here"), New().Seal("a secret"u8, "here"));
        Assert.NotEqual(first, second);
        Assert.NotEqual(first[12..20], second[12..20]);
        Assert.DoesNotContain("secret", Encoding.Latin1.GetString(first), StringComparison.Ordinal);
    }

    [Fact]
    public void Hash_IsKeyedBySecretAndPurpose()
    {
        var hash = New().Hash("text");
        Assert.Matches("^[0-9a-f]{64}$", hash);
        Assert.Equal(hash, New().Hash("text"));
        string[] others =
        [
            New().Hash("Text"), New("another purpose").Hash("text"), new Sealing(DeploymentSecret.New("one", SystemRandom.Instance), "test", SystemRandom.Instance).Hash("text"),
            "982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1",
        ];
        Assert.DoesNotContain(hash, others);
    }

    [Fact]
    public void ToText_OfASecret_ReadsBackToTheSameKeys()
    {
        Assert.True(DeploymentSecret.TryParse(Secret.ToText(), out var read));
        Assert.Equal("one", read.Id);
        Assert.Equal(New().Hash("text"), new Sealing(read, "test", SystemRandom.Instance).Hash("text"));
    }

    [Theory]
    [MemberData(nameof(BadSecrets))]
    public void TryParse_OfWhatIsNoSecret_IsFalse(string text)
    {
        Assert.False(DeploymentSecret.TryParse(text, out var secret));
        Assert.Null(secret);
    }

    [Fact]
    public void All_OfTwoSecrets_HasTheNewerFirst()
    {
        var next = DeploymentSecret.New("two", SystemRandom.Instance);
        Assert.Equal(["two", "one"], new DeploymentSecrets(next, Secret).All.Select(secret => secret.Id));
        Assert.Same(Secret, Assert.Single(new DeploymentSecrets(Secret, null).All));
    }

    private static Sealing New(string purpose = "test") => new(Secret, purpose, SystemRandom.Instance);

    private static string Base64(int octets) => Convert.ToBase64String(new byte[octets]);
}
