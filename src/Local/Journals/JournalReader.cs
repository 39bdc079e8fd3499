using Microsoft.Win32.SafeHandles;

namespace Shaken.Local.Journals;

/// <summary>Frames of a journal, read one at a time: a journal may be larger than memory, or than what one array holds.</summary>
internal sealed class JournalReader : IDisposable
{
    // Marks are looked for in windows of this size, which overlap by less than a header.
    private const int Window = 1024 * 1024;

    private readonly SafeFileHandle _file;

    public JournalReader(string path)
    {
        // Shared with the handle that writes, which Windows asks to be said.
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        Length = RandomAccess.GetLength(_file);
    }

    public long Length { get; }

    /// <summary>The payload of the frame at an offset, if a whole and sound one stands there.</summary>
    public bool TryRead(long offset, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        Span<byte> header = stackalloc byte[Frame.HeaderLength];
        if (Read(offset, header) < header.Length || !Frame.TryReadLength(header, out var length) || length > Length - offset - header.Length) return false;
        var frame = new byte[Frame.HeaderLength + length];
        return Read(offset, frame) == frame.Length && Frame.TryRead(frame, out payload);
    }

    /// <summary>Where the next sound frame starts at or after an offset, or -1: with one behind a broken frame, the break is no torn end.</summary>
    public long Find(long from)
    {
        var window = new byte[Window];
        while (from < Length)
        {
            var octets = window.AsSpan(0, Read(from, window));
            for (var next = 0; Frame.FindMark(octets[next..]) is >= 0 and var place; next += place + 1)
                if (TryRead(from + next + place, out _)) return from + next + place;
            if (octets.Length < Window) return -1;
            from += Window - Frame.HeaderLength + 1;
        }

        return -1;
    }

    public void Dispose() => _file.Dispose();

    // A read may give less than asked for before the end.
    private int Read(long offset, Span<byte> buffer)
    {
        var read = 0;
        while (read < buffer.Length && RandomAccess.Read(_file, buffer[read..], offset + read) is > 0 and var count) read += count;
        return read;
    }
}
