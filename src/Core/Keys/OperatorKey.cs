using System.Diagnostics.CodeAnalysis;

namespace Shaken.Core.Keys;

/// <summary>Somebody who runs this deployment, known by a key of which only the hash is configured.</summary>
/// <param name="Name">For logs.</param>
public sealed record OperatorKey(string Name, HashedKey Key)
{
    /// <summary>What an operator's key starts with.</summary>
    public const string Prefix = "op";

    private const int MaxName = 64;

    /// <summary>Reads <c>name:sha256</c>, the hash in 64 hexadecimal digits.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out OperatorKey? key)
    {
        key = text.Split(':') is [{ Length: > 0 and <= MaxName } name, var hash] && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_') && HashedKey.TryParse(hash, out var hashed)
            ? new OperatorKey(name, hashed)
            : null;
        return key is not null;
    }
}
