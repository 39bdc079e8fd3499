using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Foundations;

namespace Shaken.Core.Principals.Sessions;

/// <summary>
/// A token as it was offered: opaque to its holder, random to everybody else. It says which session it belongs to, by a handle that
/// only holders of that session's tokens ever had; only hashes of either are stored.
/// </summary>
/// <param name="Row">SHA-256 of the handle: the session's id.</param>
/// <param name="Hash">SHA-256 of the whole token.</param>
internal sealed record SessionToken(string UserId, string Row, string Hash)
{
    private const int HandleOctets = 16;
    private const int SecretOctets = 24;
    private const int MaxText = 160;

    public static byte[] NewHandle(IRandom random)
    {
        var handle = new byte[HandleOctets];
        random.Fill(handle);
        return handle;
    }

    public static string RowOf(ReadOnlySpan<byte> handle) => Convert.ToHexStringLower(SHA256.HashData(handle));

    /// <summary>A fresh token of a session.</summary>
    public static string New(string prefix, string userId, ReadOnlySpan<byte> handle, IRandom random)
    {
        Span<byte> secret = stackalloc byte[SecretOctets];
        random.Fill(secret);
        byte[] octets = [.. Encoding.ASCII.GetBytes(userId), .. handle, .. secret];
        return $"{prefix}_{StrictBase64Url.Encode(octets)}";
    }

    public static bool TryParse(string text, string prefix, [NotNullWhen(true)] out SessionToken? token) =>
        TryParse(text, prefix, out token, out _);

    /// <summary>The same, with the handle, to make the session's next tokens.</summary>
    public static bool TryParse(string text, string prefix, [NotNullWhen(true)] out SessionToken? token, out byte[] handle)
    {
        (token, handle) = (null, []);
        if (text.Length > MaxText || !text.StartsWith($"{prefix}_", StringComparison.Ordinal)) return false;
        if (!StrictBase64Url.TryDecode(text.AsSpan(prefix.Length + 1), out var octets)) return false;
        if (octets.Length <= HandleOctets + SecretOctets) return false;
        var end = octets.Length - HandleOctets - SecretOctets;
        var userId = Encoding.ASCII.GetString(octets.AsSpan(0, end));
        if (!Principal.IsUserId(userId)) return false;
        handle = octets[end..(end + HandleOctets)];
        token = new SessionToken(userId, RowOf(handle), KnownPrincipals.HashOf(text));
        return true;
    }

    /// <summary>Whether it is the token of a stored hash.</summary>
    public bool IsOf(string hash) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash), Encoding.ASCII.GetBytes(hash));
}
