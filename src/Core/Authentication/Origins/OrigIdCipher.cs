using System.Buffers.Binary;
using System.Security.Cryptography;
using Shaken.Core.Foundations;

namespace Shaken.Core.Authentication.Origins;

/// <summary>
/// A keyed permutation of the numbers of 118 bits: FF1 of NIST SP 800-38G section 5.1 with AES-256, radix 2 and no tweak. To whoever lacks
/// the key, its results are numbers drawn at random without repeats. Safe for many threads at once.
/// </summary>
internal sealed class OrigIdCipher
{
    /// <summary>Bits of what is encrypted, and of the result.</summary>
    public const int Bits = 2 * HalfBits;

    /// <summary>Octets of a key.</summary>
    public const int KeyOctets = 32;

    private const int HalfBits = 59;
    private const int Rounds = 10;
    private const int BlockOctets = 16;
    private const ulong HalfMask = (1UL << HalfBits) - 1;

    private readonly Spares<RoundFunction> _functions;

    public OrigIdCipher(byte[] key) => _functions = new Spares<RoundFunction>(() => new RoundFunction(key));

    /// <param name="plain">Below 2 to the power of <see cref="Bits"/>.</param>
    public UInt128 Encrypt(UInt128 plain)
    {
        var (left, right) = Split(plain);
        var function = _functions.Take();
        for (var round = 0; round < Rounds; round++) (left, right) = (right, (left + function.Of(round, right)) & HalfMask);
        _functions.GiveBack(function);
        return Join(left, right);
    }

    public UInt128 Decrypt(UInt128 encrypted)
    {
        var (left, right) = Split(encrypted);
        var function = _functions.Take();
        for (var round = Rounds - 1; round >= 0; round--)
            (left, right) = ((right + HalfMask + 1 - function.Of(round, left)) & HalfMask, left);
        _functions.GiveBack(function);
        return Join(left, right);
    }

    private static (ulong Left, ulong Right) Split(UInt128 number)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, UInt128.One << Bits);
        return ((ulong)(number >> HalfBits), (ulong)(number & HalfMask));
    }

    private static UInt128 Join(ulong left, ulong right) => ((UInt128)left << HalfBits) | right;

    /// <summary>Steps 6.i to 6.vi, cut to the bits that step 6.vi keeps: AES-CBC-MAC over P and Q. P never changes.</summary>
    private sealed class RoundFunction : IDisposable
    {
        // P: version 1, Feistel method 2, addition 1; radix 2; 10 rounds; u mod 256; n; no tweak.
        private static readonly byte[] Parameters = [1, 2, 1, 0, 0, 2, Rounds, HalfBits, 0, 0, 0, Bits, 0, 0, 0, 0];

        private readonly ICryptoTransform _aes;
        private readonly byte[] _parameters = new byte[BlockOctets];
        private readonly byte[] _block = new byte[BlockOctets];

        public RoundFunction(byte[] key)
        {
            using var aes = Aes.Create();
            aes.Key = key;
            aes.Mode = CipherMode.ECB;
            aes.Padding = PaddingMode.None;
            _aes = aes.CreateEncryptor();
            _aes.TransformBlock(Parameters, 0, BlockOctets, _parameters, 0);
        }

        public ulong Of(int round, ulong half)
        {
            // Q: seven octets of 0, the round, the half; chained to the block before by exclusive or.
            _parameters.CopyTo(_block, 0);
            _block[7] ^= (byte)round;
            BinaryPrimitives.WriteUInt64BigEndian(_block.AsSpan(8), BinaryPrimitives.ReadUInt64BigEndian(_block.AsSpan(8)) ^ half);
            _aes.TransformBlock(_block, 0, BlockOctets, _block, 0);

            // S is the first 12 octets; modulo 2 to the power of 59 its last 8 count.
            return BinaryPrimitives.ReadUInt64BigEndian(_block.AsSpan(4)) & HalfMask;
        }

        public void Dispose() => _aes.Dispose();
    }
}
