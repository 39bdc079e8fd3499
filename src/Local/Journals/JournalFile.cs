using Shaken.Local.Files;

namespace Shaken.Local.Journals;

/// <summary>The file under a journal: read at the start, then appended to, flushed, cut. One process has it open at a time.</summary>
internal interface IJournalFile : IDisposable
{
    long Length { get; }

    /// <summary>Fills the buffer with octets from an offset on; gives fewer at the end of the file.</summary>
    int Read(long offset, Span<byte> buffer);

    void Append(ReadOnlySpan<byte> octets);

    /// <summary>Returns when what was appended lies on the disk.</summary>
    void Flush();

    void Cut(long length);
}

/// <summary>A real one. It is locked: the operating system drops the lock with the process, a killed one included.</summary>
internal sealed class JournalFile(string path) : IJournalFile
{
    // No other opens it to write. On Windows, where a share is enforced on every program, a backup may read, and a compaction rename it.
    private static readonly FileShare Share = OperatingSystem.IsWindows() ? FileShare.Read | FileShare.Delete : FileShare.None;

    // Unbuffered: a frame is written by one call and flushed by the next.
    private readonly FileStream _file = new(path, PrivateFile.Options(FileMode.OpenOrCreate, FileAccess.ReadWrite, Share));

    public long Length => _file.Length;

    public int Read(long offset, Span<byte> buffer)
    {
        // A read may give less than asked for before the end.
        var read = 0;
        while (read < buffer.Length && RandomAccess.Read(_file.SafeFileHandle, buffer[read..], offset + read) is > 0 and var count)
            read += count;
        return read;
    }

    public void Append(ReadOnlySpan<byte> octets)
    {
        _file.Seek(0, SeekOrigin.End);
        _file.Write(octets);
    }

    public void Flush() => _file.Flush(flushToDisk: true);

    public void Cut(long length)
    {
        _file.SetLength(length);
        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _file.Dispose();
}
