using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Core.Tests.Support;

/// <summary>Tokens with any header and payload whatever, properly signed: what a forger with a real certificate could make.</summary>
public static class TestTokens
{
    public static Task<string> SignAsync(ISigningKey key, string header, string payload) =>
        JwsSigner.SignAsync(Encoding.UTF8.GetBytes(header), Encoding.UTF8.GetBytes(payload), key, TestContext.Current.CancellationToken).AsTask();

    public static string Decode(string part) => StrictBase64Url.TryDecode(part, out var octets) ? Encoding.UTF8.GetString(octets) : throw new ArgumentException("No base64url.", nameof(part));

    /// <summary>The same token with one part's octets changed.</summary>
    public static string WithPart(string token, int part, Func<byte[], byte[]> change)
    {
        var parts = token.Split('.');
        StrictBase64Url.TryDecode(parts[part], out var octets);
        parts[part] = StrictBase64Url.Encode(change(octets!));
        return string.Join('.', parts);
    }
}
