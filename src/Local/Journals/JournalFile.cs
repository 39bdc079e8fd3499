using Shaken.Local.Files;

namespace Shaken.Local.Journals;

/// <summary>The file under a journal: appended to, flushed, cut. A seam, so that a test can fill the disk.</summary>
internal interface IJournalFile : IDisposable
{
    long Length { get; }

    void Append(ReadOnlySpan<byte> octets);

    /// <summary>Returns when what was appended lies on the disk.</summary>
    void Flush();

    void Cut(long length);
}

/// <summary>A real one.</summary>
internal sealed class JournalFile(string path) : IJournalFile
{
    // Unbuffered: a frame is written by one call and flushed by the next.
    private readonly FileStream _file = new(path, PrivateFile.Options(FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read));

    public long Length => _file.Length;

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
