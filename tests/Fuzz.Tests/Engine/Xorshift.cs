using Shaken.Core.Foundations;

namespace Shaken.Fuzz.Tests.Engine;

/// <summary>
/// A small seeded generator (xorshift64*): the same seed and index give the same draws on every machine. It is no
/// source of secrets; as an <see cref="IRandom"/> it only makes test worlds that can be made again.
/// </summary>
internal sealed class Xorshift : IRandom
{
    private ulong _state;

    public Xorshift(ulong seed, long index)
    {
        // splitmix64, so that neighbouring indices do not draw alike.
        unchecked
        {
            var mixed = seed + (((ulong)index + 1) * 0x9E3779B97F4A7C15);
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            _state = mixed ^ (mixed >> 31);
        }

        if (_state == 0) _state = 1;
    }

    public ulong Next()
    {
        unchecked
        {
            _state ^= _state >> 12;
            _state ^= _state << 25;
            _state ^= _state >> 27;
            return _state * 0x2545F4914F6CDD1D;
        }
    }

    /// <summary>From 0 to one less than the bound; 0 where the bound is 0.</summary>
    public int Below(int bound) => bound <= 0 ? 0 : (int)((Next() >> 33) % (uint)bound);

    public bool OneIn(int chances) => Below(chances) == 0;

    public byte Octet() => (byte)(Next() >> 56);

    public T Pick<T>(IReadOnlyList<T> list) => list[Below(list.Count)];

    public void Fill(Span<byte> octets)
    {
        for (var index = 0; index < octets.Length; index++) octets[index] = Octet();
    }
}
