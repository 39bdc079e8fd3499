using Shaken.Local.Journals;

namespace Shaken.Local.Tests;

public sealed class JournalReaderTests : IDisposable
{
    private const int Window = 1024 * 1024;

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Window - 16)]
    [InlineData(Window - 12)]
    [InlineData(Window - 11)]
    [InlineData(Window - 3)]
    [InlineData(Window)]
    [InlineData((3 * Window) + 7)]
    public void SoundFrame_IsFound_WhereverAWindowEnds(int offset)
    {
        var payload = "payload"u8.ToArray();
        var octets = new byte[offset + Frame.HeaderLength + payload.Length];
        Frame.WriteHeader(octets.AsSpan(offset), payload);
        payload.CopyTo(octets, offset + Frame.HeaderLength);
        File.WriteAllBytes(_path, octets);
        using var reader = new JournalReader(_path);
        Assert.Equal(offset, reader.Find(0));
        Assert.True(reader.TryRead(offset, out var read));
        Assert.Equal(payload, read.ToArray());
        Assert.Equal(-1, reader.Find(offset + 1));
    }

    [Fact]
    public void FrameBeyondTwoGibibytes_IsFoundAndRead()
    {
        // A hole in the file: it takes no room on the disk.
        var offset = int.MaxValue + 100L;
        var frame = new byte[Frame.HeaderLength + 7];
        "payload"u8.CopyTo(frame.AsSpan(Frame.HeaderLength));
        Frame.WriteHeader(frame, frame.AsSpan(Frame.HeaderLength));
        using (var file = File.OpenHandle(_path, FileMode.Open, FileAccess.Write)) RandomAccess.Write(file, frame, offset);
        using var reader = new JournalReader(_path);
        Assert.True(reader.TryRead(offset, out var read));
        Assert.Equal("payload"u8.ToArray(), read.ToArray());
        Assert.Equal(offset, reader.Find(offset - 100));
    }
}
