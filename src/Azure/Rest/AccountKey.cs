using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Shaken.Azure.Rest;

/// <summary>A storage account's name and one of its two keys, which may do everything: for a test server and for accounts that still allow keys.</summary>
public sealed class AccountKey
{
    private const int MaxLength = 1024;

    private readonly byte[] _key;

    private AccountKey(string account, byte[] key) => (Account, _key) = (account, key);

    public string Account { get; }

    /// <summary>Reads a name of letters and digits, and a key in base64.</summary>
    public static bool TryParse(string account, string base64, [NotNullWhen(true)] out AccountKey? key)
    {
        key = null;
        var octets = new byte[MaxLength];
        if (account.Length is 0 or > 63 || !account.All(char.IsAsciiLetterOrDigit)) return false;
        if (base64.Length is 0 or > MaxLength || !Convert.TryFromBase64String(base64, octets, out var length) || length == 0) return false;
        key = new AccountKey(account, octets[..length]);
        return true;
    }

    /// <summary>The header of a request whose string to sign this is: <c>SharedKey account:signature</c>.</summary>
    internal string Authorize(string stringToSign) => $"SharedKey {Account}:{Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(stringToSign)))}";

    public override string ToString() => Account;
}
