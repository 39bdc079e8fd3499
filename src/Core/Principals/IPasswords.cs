namespace Shaken.Core.Principals;

/// <summary>Hashes passwords so that a stolen hash is slow to guess. A call costs a processor tens of milliseconds.</summary>
public interface IPasswords
{
    /// <summary>The hash of a password, with its salt and parameters.</summary>
    string Hash(string password);

    /// <summary>Whether the hash is of this password.</summary>
    PasswordMatch Match(string hash, string password);
}

/// <summary>What comparing a password with a hash found.</summary>
public enum PasswordMatch
{
    /// <summary>The hash is of another password.</summary>
    Different,

    /// <summary>The hash is of this password.</summary>
    Same,

    /// <summary>The hash is of this password, and was made with weaker parameters than a new one.</summary>
    SameWithOldHash,
}

/// <summary>What a password must be.</summary>
public static class PasswordRule
{
    /// <summary>Characters of the shortest one that is set.</summary>
    public const int MinLength = 12;

    /// <summary>Characters of the longest one that is hashed: longer ones cost a stranger nothing and us much.</summary>
    public const int MaxLength = 256;
}
