using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>
/// Nonces of RFC 8555 section 6.5. Making one writes nothing: it carries its time and a keyed hash, so a flood of requests for nonces fills
/// no store. Using one does: of all who use it, on however many instances, one succeeds.
/// </summary>
public sealed class AcmeNonces
{
    private const int TimeOctets = 8;
    private const int RandomOctets = 16;
    private const int BodyLength = (TimeOctets + RandomOctets) / 3 * 4;
    private const int MacLength = 32;

    private readonly Sealing[] _sealings;
    private readonly OneTimeStore _used;
    private readonly TimeProvider _time;
    private readonly IRandom _random;
    private readonly TimeSpan _life;

    public AcmeNonces(IRecords records, DeploymentSecrets secrets, AcmeOptions options, TimeProvider time, IRandom random)
    {
        _sealings = [.. secrets.All.Select(secret => new Sealing(secret, "acme-nonce", random))];
        _used = new OneTimeStore(records, UsedTable);
        (_time, _random, _life) = (time, random, options.NonceLife);
    }

    /// <summary>The table of used nonces; its records expire with them.</summary>
    public const string UsedTable = "AcmeNonces";

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
            || !await _used.TryRedeemAsync("acme", nonce, request, expiry, cancellationToken))
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
