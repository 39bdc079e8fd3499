using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Foundations;

namespace Shaken.Core.Storage;

/// <summary>
/// Nonces that cost nothing until they are used (ADR 0015). Making one writes nothing: it carries its time and a keyed hash, so a flood of
/// requests for nonces fills no store. Using one does: of all who use it, on however many instances, one succeeds.
/// </summary>
public sealed class StatelessNonces
{
    private const int TimeOctets = 8;
    private const int RandomOctets = 16;
    private const int BodyLength = (TimeOctets + RandomOctets) / 3 * 4;
    private const int MacLength = 32;

    private readonly Sealing[] _sealings;
    private readonly OneTimeStore _used;
    private readonly string _purpose;
    private readonly TimeProvider _time;
    private readonly IRandom _random;
    private readonly TimeSpan _life;

    /// <param name="purpose">A name of the use: nonces of one are none of another.</param>
    /// <param name="usedTable">The table of used nonces; its records expire with them.</param>
    public StatelessNonces(
        IRecords records, DeploymentSecrets secrets, string purpose, string usedTable, TimeSpan life, TimeProvider time, IRandom random)
    {
        _sealings = [.. secrets.All.Select(secret => new Sealing(secret, $"{purpose}-nonce", random))];
        _used = new OneTimeStore(records, usedTable);
        (_purpose, _life, _time, _random) = (purpose, life, time, random);
    }

    /// <summary>A fresh nonce, 64 characters of base64url.</summary>
    public string New()
    {
        Span<byte> octets = stackalloc byte[TimeOctets + RandomOctets];
        BinaryPrimitives.WriteInt64BigEndian(octets, _time.GetUtcNow().ToUnixTimeSeconds());
        _random.Fill(octets[TimeOctets..]);
        var body = StrictBase64Url.Encode(octets);
        return body + _sealings[0].Hash(body)[..MacLength];
    }

    /// <summary>Whether it is a nonce of ours and not too old; it may have been used.</summary>
    public bool IsGenuine(string nonce) => ExpiryOf(nonce) is { } expiry && expiry > _time.GetUtcNow();

    /// <summary>Uses it up. The same request again succeeds again.</summary>
    public async ValueTask<bool> TryRedeemAsync(string nonce, string request, CancellationToken cancellationToken)
    {
        if (ExpiryOf(nonce) is not { } expiry || expiry <= _time.GetUtcNow()
            || !await _used.TryRedeemAsync(_purpose, nonce, request, expiry, cancellationToken))
            return false;

        // Meanwhile a purge may have removed the record of an earlier use: only of a nonce that is good still its absence says that there
        // was none.
        return expiry > _time.GetUtcNow();
    }

    private DateTimeOffset? ExpiryOf(string nonce)
    {
        if (nonce.Length != BodyLength + MacLength || !StrictBase64Url.TryDecode(nonce.AsSpan(0, BodyLength), out var octets)) return null;
        var mac = Encoding.ASCII.GetBytes(nonce[BodyLength..]);
        return _sealings.Any(
            sealing =>
                CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(sealing.Hash(nonce[..BodyLength])[..MacLength]), mac))
            ? DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(octets)) + _life
            : null;
    }
}
