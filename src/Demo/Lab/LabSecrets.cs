using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Foundations;
using Shaken.Local.Files;

namespace Shaken.Demo.Lab;

/// <summary>Secrets of a lab, each in a file that only its owner may read.</summary>
internal static class LabSecrets
{
    private const int Octets = 32;

    /// <summary>The secret in a file; made where there is none.</summary>
    /// <param name="prefix">Tells its use.</param>
    public static string OpenOrMake(string path, string prefix)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!File.Exists(path)) PrivateFile.WriteNew(path, $"{prefix}_{SystemRandom.Instance.NewText(Octets)}");
        return File.ReadAllText(path).Trim();
    }

    /// <summary>What a configuration keeps of a secret.</summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
