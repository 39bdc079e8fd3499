namespace Shaken.Core.Principals;

/// <summary>Hashes passwords so that a stolen hash is slow to guess. It costs a processor tens of milliseconds.</summary>
public interface IPasswords
{
    /// <summary>The hash of a password, with its salt and parameters.</summary>
    string Hash(string password);

    PasswordMatch Match(string hash, string password);
}

/// <summary>Whether a password belongs to a hash.</summary>
public enum PasswordMatch
{
    No,

    Yes,

    /// <summary>Yes, but the hash was made with weaker parameters than are in use now.</summary>
    YesOfWeakerHash,
}
