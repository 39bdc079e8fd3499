using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Keys;

namespace Shaken.Web.CertificateRepository;

/// <summary>A CA or provider that may publish its chains here, known by a key of which only the hash is configured.</summary>
/// <param name="Name">For logs.</param>
public sealed record PublisherKey(string Name, HashedKey Key)
{
    /// <summary>What a publisher's key starts with.</summary>
    public const string Prefix = "cr";

    /// <summary>Reads <c>name:sha256</c>, the hash in 64 hexadecimal digits.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PublisherKey? key)
    {
        key = OperatorKey.TryParse(text, out var named) ? new PublisherKey(named.Name, named.Key) : null;
        return key is not null;
    }
}
