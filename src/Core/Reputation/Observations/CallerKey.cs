using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Foundations;

namespace Shaken.Core.Reputation.Observations;

/// <summary>
/// The key of one month, under which calling numbers and origids are hashed. The same number has another hash in the next month, so no
/// history of a number outlives its month.
/// </summary>
internal sealed class CallerKey
{
    /// <summary>Octets of a key.</summary>
    public const int Octets = 32;

    private readonly byte[] _key;

    /// <param name="id">As <c>202612.0</c>.</param>
    /// <param name="endsAt">The end of the month.</param>
    public CallerKey(string id, DateTimeOffset endsAt, byte[] key) => (Id, EndsAt, _key) = (id, endsAt, key);

    public string Id { get; }

    public DateTimeOffset EndsAt { get; }

    /// <summary>The hash of a calling number.</summary>
    public UInt128 HashOf(TelephoneNumber number) => HashOf($"tn:{number.Value}");

    /// <summary>The hash of an origid. Signers choose their origids, so it counts for its signer alone.</summary>
    public UInt128 HashOf(ProviderId signer, string origId) => HashOf($"origid:{signer}:{origId}");

    private UInt128 HashOf(string text)
    {
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text), digest);
        return BinaryPrimitives.ReadUInt128BigEndian(digest);
    }
}
