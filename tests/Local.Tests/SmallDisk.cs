using Shaken.Local.Journals;

namespace Shaken.Local.Tests;

/// <summary>A disk with so many octets left: what does not fit is written in part, as a real one does. What is cut is free again.</summary>
internal sealed class SmallDisk : IJournalDisk
{
    private long _reserved;

    public long Free { get; set; } = long.MaxValue / 4;

    public bool CannotCut { get; init; }

    public IJournalFile Open(string path) => new Limited(this, new JournalFile(path));

    public bool TryReserve(long octets)
    {
        Release();
        if (Free < octets) return false;
        Free -= octets;
        _reserved = octets;
        return true;
    }

    public void Release()
    {
        Free += _reserved;
        _reserved = 0;
    }

    private sealed class Limited(SmallDisk disk, JournalFile inner) : IJournalFile
    {
        public long Length => inner.Length;

        public int Read(long offset, Span<byte> buffer) => inner.Read(offset, buffer);

        public void Append(ReadOnlySpan<byte> octets)
        {
            var fits = (int)Math.Min(octets.Length, disk.Free);
            inner.Append(octets[..fits]);
            disk.Free -= fits;
            if (fits < octets.Length) throw new IOException("No space left on device");
        }

        public void Flush() => inner.Flush();

        public void Cut(long length)
        {
            if (disk.CannotCut) throw new IOException("Input/output error");
            disk.Free += inner.Length - length;
            inner.Cut(length);
        }

        public void Dispose() => inner.Dispose();
    }
}
