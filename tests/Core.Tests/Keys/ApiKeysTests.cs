using System.Collections;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Core.Tests.Keys;

public sealed class ApiKeysTests
{
    [Fact]
    public void Find_OfEachSecret_GivesItsOwner()
    {
        var (secrets, keys) = New("alice", "bob", "carol");
        Assert.Equal(["alice", "bob", "carol"], secrets.Select(secret => keys.Find(secret)?.Value));
    }

    // The time taken must not tell which key matched, or that none did.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(null)]
    public void Find_WhicheverKeyFits_LooksAtEveryKey(int? which)
    {
        var (secrets, keys) = New("alice", "bob", "carol");
        var counted = new CountedKeys(keys.All);
        Assert.True(ApiKeys<KeyOwner>.TryCreate(counted, out var watched));
        counted.Reads.Clear();
        Assert.Equal(which is not null, watched.Find(which is { } index ? secrets[index] : "op_another") is not null);
        Assert.Equal([0, 1, 2], counted.Reads);
    }

    [Fact]
    public void Find_OfPartsOfASecret_GivesNobody()
    {
        var (secrets, keys) = New("alice");
        var secret = secrets[0];
        string?[] offered =
        [
            null, "", "op", "op_", secret[..^1], secret + "A", secret[1..], $" {secret}", secret.ToUpperInvariant(),
            keys.All[0].Hash.ToString(), new string('A', 100_000),
        ];
        Assert.All(offered, text => Assert.Null(keys.Find(text)));
    }

    // SHA-256 of nothing: configuring it lets nobody in.
    [Fact]
    public void Find_WithoutASecret_IsNotTheHashOfNothing()
    {
        Assert.True(HashedKey.TryParse("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", out var hash));
        Assert.True(ApiKeys<KeyOwner>.TryCreate([new ApiKey<KeyOwner>(Owner("alice"), hash)], out var keys));
        Assert.Null(keys.Find(null));
        Assert.Null(keys.Find(""));
    }

    [Fact]
    public void Find_WithoutKeys_GivesNobody() => Assert.Null(ApiKeys<KeyOwner>.None.Find("op_secret"));

    [Fact]
    public void TryCreate_OfTwoKeysWithOneHash_IsRefused()
    {
        var (_, keys) = New("alice", "bob");
        var (alice, bob) = (keys.All[0], keys.All[1]);
        Assert.True(HashedKey.TryParse(alice.Hash.ToString().ToUpperInvariant(), out var same));
        Assert.False(ApiKeys<KeyOwner>.TryCreate([alice, bob, new ApiKey<KeyOwner>(bob.Owner, same)], out _));
        Assert.False(ApiKeys<KeyOwner>.TryCreate([alice, alice], out _));
    }

    [Theory]
    [InlineData("alice:", false)]
    [InlineData("alice", false)]
    [InlineData(":@", false)]
    [InlineData("two names:@", false)]
    [InlineData("alice:@:more", false)]
    [InlineData("alice:@0", false)]
    [InlineData("al-ic.e_1:@", true)]
    public void TryParse_TakesAnOwnerAndAHash(string text, bool isKey) => Assert.Equal(isKey,
        ApiKey<KeyOwner>.TryParse(text.Replace("@", new string('a', 64), StringComparison.Ordinal), KeyOwner.TryParse, out _));

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void KeyOwner_HasAtMost64Characters(int length, bool isOwner) =>
        Assert.Equal(isOwner, KeyOwner.TryParse(new string('a', length), out _));

    [Fact]
    public void New_MakesASecretThatItsOwnTextFinds()
    {
        Assert.True(ProviderId.TryParse("US/1234", out var provider));
        var (secret, made) = ApiKey<ProviderId>.New(provider, ApiKeyPrefixes.Reader, SystemRandom.Instance);
        Assert.Matches("^cps_[A-Za-z0-9_-]{43}$", secret);
        Assert.StartsWith("US/1234:", made.ToString(), StringComparison.Ordinal);
        Assert.True(ApiKey<ProviderId>.TryParse(made.ToString(), ProviderId.TryParse, out var read));
        Assert.True(ApiKeys<ProviderId>.TryCreate([read], out var keys));
        Assert.Equal(provider, keys.Find(secret));
    }

    private static KeyOwner Owner(string name) =>
        KeyOwner.TryParse(name, out var owner) ? owner : throw new ArgumentException("No name.", nameof(name));

    private static (IReadOnlyList<string> Secrets, ApiKeys<KeyOwner> Keys) New(params string[] names)
    {
        var made = names.Select(name => ApiKey<KeyOwner>.New(Owner(name), ApiKeyPrefixes.Operator, SystemRandom.Instance)).ToList();
        Assert.True(ApiKeys<KeyOwner>.TryCreate([.. made.Select(key => key.Key)], out var keys));
        return ([.. made.Select(key => key.Secret)], keys);
    }

    /// <summary>Notes which keys are read.</summary>
    private sealed class CountedKeys(IReadOnlyList<ApiKey<KeyOwner>> keys) : IReadOnlyList<ApiKey<KeyOwner>>
    {
        public List<int> Reads { get; } = [];

        public int Count => keys.Count;

        public ApiKey<KeyOwner> this[int index]
        {
            get
            {
                Reads.Add(index);
                return keys[index];
            }
        }

        public IEnumerator<ApiKey<KeyOwner>> GetEnumerator() => keys.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
