using System.Text;
using System.Text.Json;
using Azure.Core;
using Shaken.Core.Foundations;

namespace Shaken.Azure.Tests.Storage;

/// <summary>Tokens as an identity gets them, unsigned: Azurite looks at issuer, audience and times.</summary>
internal sealed class SelfMadeCredential(TimeProvider time) : TokenCredential
{
    private int _given;

    /// <summary>Tokens given so far.</summary>
    public int Given => _given;

    /// <summary>Whether each token differs from the others, as real ones do.</summary>
    public bool Numbers { get; init; }

    /// <summary>How many of the first tokens have expired by the service's clock, while they say to us that they have not.</summary>
    public int ExpiredAtFirst { get; init; }

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        Assert.Equal(["https://storage.azure.com/.default"], requestContext.Scopes);
        var now = time.GetUtcNow();
        var number = Interlocked.Increment(ref _given);
        var ends = number <= ExpiredAtFirst ? now.AddMinutes(-5) : now.AddHours(1);
        var claims = new Dictionary<string, object>
        {
            ["iss"] = "https://sts.windows.net/6f0ad7d0-5d5d-4a0c-8a3b-0f3f0e7c9c11/", ["aud"] = "https://storage.azure.com",
            ["uti"] = Numbers ? number : 0, ["iat"] = now.AddHours(-1).ToUnixTimeSeconds(), ["nbf"] = now.AddHours(-1).ToUnixTimeSeconds(), ["exp"] = ends.ToUnixTimeSeconds(),
        };
        return new AccessToken($"{Part("""{"alg":"RS256","typ":"JWT"}""")}.{Part(JsonSerializer.Serialize(claims))}.c2lnbmF0dXJl", now.AddHours(1));
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));

    private static string Part(string json) => StrictBase64Url.Encode(Encoding.UTF8.GetBytes(json));
}
