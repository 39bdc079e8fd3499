namespace Shaken.Local.Journals;

/// <summary>Frames of a journal, read one at a time: a journal may be larger than memory, or than what one array holds.</summary>
internal sealed class JournalReader<TForm>(IJournalFile file)
    where TForm : IFrameForm
{
    // Marks are looked for in windows of this size, which overlap by less than a header.
    private const int Window = 1024 * 1024;

    private byte[] _frame = new byte[64 * 1024];

    public long Length { get; } = file.Length;

    /// <summary>The frame at an offset, if a whole and sound one stands there; good until the next is read.</summary>
    public bool TryRead(long offset, out ReadOnlySpan<byte> frame)
    {
        frame = default;
        if (file.Read(offset, _frame.AsSpan(0, TForm.HeaderLength)) < TForm.HeaderLength || !TForm.TryReadLength(_frame, out var payload))
            return false;
        var length = TForm.HeaderLength + payload;
        if (length > Length - offset) return false;
        if (length > _frame.Length) _frame = new byte[Math.Max(length, (int)Math.Min(2L * _frame.Length, Array.MaxLength))];
        var octets = _frame.AsSpan(0, length);
        if (file.Read(offset, octets) < length || !TForm.IsSound(octets)) return false;
        frame = octets;
        return true;
    }

    /// <summary>Where the next sound frame starts at or after an offset, or -1: with one behind a broken frame, the break is no torn end.</summary>
    public long Find(long from)
    {
        var window = new byte[Window];
        while (from < Length)
        {
            var octets = window.AsSpan(0, file.Read(from, window));
            for (var next = 0; TForm.FindMark(octets[next..]) is >= 0 and var place; next += place + 1)
                if (TryRead(from + next + place, out _)) return from + next + place;
            if (octets.Length < Window) return -1;
            from += Window - TForm.HeaderLength + 1;
        }

        return -1;
    }
}
