using System.Diagnostics.CodeAnalysis;

namespace Shaken.Azure.Clients;

/// <summary>
/// A storage account's name and one of its two keys, which may do everything: for a test server and for accounts that still allow keys.
/// </summary>
public sealed class AccountKey
{
    private const int MaxLength = 1024;

    private AccountKey(string account, string secret) => (Account, Secret) = (account, secret);

    public string Account { get; }

    /// <summary>The key in base64.</summary>
    internal string Secret { get; }

    /// <summary>Reads a name of letters and digits, and a key in base64.</summary>
    public static bool TryParse(string account, string base64, [NotNullWhen(true)] out AccountKey? key)
    {
        key = null;
        var octets = new byte[MaxLength];
        if (account.Length is 0 or > 63 || !account.All(char.IsAsciiLetterOrDigit)) return false;
        if (base64.Length is 0 or > MaxLength || !Convert.TryFromBase64String(base64, octets, out var length) || length == 0) return false;
        key = new AccountKey(account, base64);
        return true;
    }

    public override string ToString() => Account;
}
