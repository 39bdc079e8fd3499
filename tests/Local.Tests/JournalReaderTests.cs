using Shaken.Local.Journals;

namespace Shaken.Local.Tests;

public sealed class JournalReaderTests : IDisposable
{
    private const int Window = 1024 * 1024;

    private static readonly byte[] Payload = "payload"u8.ToArray();

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Window - 64)]
    [InlineData(Window - 48)]
    [InlineData(Window - 47)]
    [InlineData(Window - 3)]
    [InlineData(Window)]
    [InlineData((3 * Window) + 7)]
    public void Find_WhereverAWindowEnds_FindsTheSoundFrame(int offset)
    {
        AssertFound<Frame>(offset, NewFrame());
        AssertFound<OldFrame>(offset, NewOldFrame());
    }

    [Fact]
    public void Find_BeyondTwoGibibytes_FindsAndReads()
    {
        // A hole in the file: it takes no room on the disk.
        var offset = int.MaxValue + 100L;
        using (var written = File.OpenHandle(_path, FileMode.Open, FileAccess.Write)) RandomAccess.Write(written, NewFrame(), offset);
        using var file = new JournalFile(_path);
        var reader = new JournalReader<Frame>(file);
        Assert.True(reader.TryRead(offset, out var read));
        Assert.Equal(Payload, read[Frame.HeaderLength..].ToArray());
        Assert.Equal(offset, reader.Find(offset - 100));
    }

    private void AssertFound<TForm>(int offset, byte[] frame)
        where TForm : IFrameForm
    {
        File.WriteAllBytes(_path, [.. new byte[offset], .. frame]);
        using var file = new JournalFile(_path);
        var reader = new JournalReader<TForm>(file);
        Assert.Equal(offset, reader.Find(0));
        Assert.True(reader.TryRead(offset, out var read));
        Assert.Equal(frame, read.ToArray());
        Assert.Equal(-1, reader.Find(offset + 1));
    }

    private static byte[] NewFrame()
    {
        byte[] frame = [.. new byte[Frame.HeaderLength], .. Payload];
        Frame.Complete(frame, default);
        return frame;
    }

    private static byte[] NewOldFrame()
    {
        byte[] frame = [.. new byte[OldFrame.HeaderLength], .. Payload];
        OldFrame.WriteHeader(frame, Payload);
        return frame;
    }
}
