using System.Security.Cryptography;
using Azure.Core;
using Azure.Core.Pipeline;
using Shaken.Azure.KeyVault;
using Shaken.Azure.KeyVault.Keys;
using Shaken.Core.Keys;
using Shaken.Core.Tests.Support;

namespace Shaken.Azure.Tests.KeyVault;

/// <summary>A vault of our own and a client of it, with one clock.</summary>
internal sealed class VaultWorld : TokenCredential
{
    public VaultWorld()
    {
        Vault = new VaultOfOurOwn(Time);
        Transport = new HttpClientTransport(new HttpClient(Vault));
    }

    public static VaultAddress Address { get; } = VaultAddress.TryParse($"https://{VaultOfOurOwn.Host}/", out var vault) ? vault : throw new InvalidOperationException();

    public static Dictionary<string, string> NoTags { get; } = [];

    public static byte[] Digest { get; } = SHA256.HashData("what is signed"u8);

    public ManualTime Time { get; } = new();

    public VaultOfOurOwn Vault { get; }

    public HttpClientTransport Transport { get; }

    public TimeSpan TokenLife { get; init; } = TimeSpan.FromHours(1);

    /// <summary>What stands in the way of a token, as in an outage of the directory; null: nothing.</summary>
    public Exception? NoToken { get; set; }

    public VaultRate Rate { get; init; } = new(PerSecond: 1000, Burst: 1000, TimeSpan.FromSeconds(10));

    /// <summary>A client whose own pauses between tries are a millisecond, so that tests are quick.</summary>
    public VaultKeysClient NewClient(TimeSpan? timeout = null)
    {
        var options = new VaultClientOptions { Rate = Rate, Transport = Transport };
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        options.Retry.MaxDelay = TimeSpan.FromMilliseconds(1);
        if (timeout is { } wanted) options.Retry.NetworkTimeout = wanted;
        return new VaultKeysClient(Address, this, options, Time);
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        if (NoToken is { } outage) throw outage;
        lock (Vault.TokensAskedFor) Vault.TokensAskedFor.Add($"{string.Join(' ', requestContext.Scopes)} {requestContext.TenantId} {requestContext.Claims}".TrimEnd());
        return ValueTask.FromResult(new AccessToken(Vault.NewToken(), Time.GetUtcNow() + TokenLife));
    }

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Lets others run while it is so.</summary>
    public static async Task WhileAsync(Func<bool> condition)
    {
        while (condition())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public static bool IsGood(ISigningKey key, EcdsaSignature signature) => IsGood(key.PublicKey, signature);

    // .NET's own verification, not ours.
    public static bool IsGood(ECParameters publicKey, EcdsaSignature signature)
    {
        using var verifier = ECDsa.Create(publicKey);
        return verifier.VerifyHash(Digest, signature.Concatenated, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
