namespace Shaken.Core.Numbering;

/// <summary>Octets that grow at their end.</summary>
internal sealed class SegmentBody(int capacity)
{
    private const int LongestVarint = 10;

    private byte[] _octets = new byte[capacity + LongestVarint];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _octets.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void WriteOctet(int value)
    {
        MakeRoom();
        _octets[Length++] = (byte)value;
    }

    /// <summary>Seven bits an octet, the lowest first; the highest bit says that more follow.</summary>
    public void WriteVarint(ulong value)
    {
        MakeRoom();
        var at = Length;
        for (; value >= 0x80; value >>= 7) _octets[at++] = (byte)(0x80 | (value & 0x7F));
        _octets[at++] = (byte)value;
        Length = at;
    }

    /// <summary>A signed number: its sign in the lowest bit.</summary>
    public void WriteSigned(int value) => WriteVarint(value < 0 ? (((ulong)-(long)value - 1) << 1) | 1 : (ulong)value << 1);

    private void MakeRoom()
    {
        if (_octets.Length - Length < LongestVarint) Array.Resize(ref _octets, _octets.Length * 2);
    }
}
