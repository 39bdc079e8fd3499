using System.Buffers;
using Shaken.Core.Foundations;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>Ids of accounts and orders: 128 random bits in base64url, so that nobody finds one by counting.</summary>
public static class AcmeId
{
    private const int Octets = 16;
    private const int Length = 22;

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public static string New(IRandom random) => random.NewText(Octets);

    /// <summary>Whether a text from outside can be an id at all, and so a key of the store.</summary>
    public static bool IsWellFormed(string? text) => text?.Length == Length && !text.AsSpan().ContainsAnyExcept(Alphabet);
}
