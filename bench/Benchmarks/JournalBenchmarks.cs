using System.Buffers;
using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using Shaken.Core.Storage;
using Shaken.Local.Journals;
using Shaken.Local.Records;

namespace Shaken.Benchmarks;

/// <summary>
/// A batch of waiting PASSporTs made durable: as a frame with a checksum, as journals had before frames were chained, and as a chained
/// one. The flush to the disk is part of both; the frames alone are beside them.
/// </summary>
[MemoryDiagnoser]
public class JournalBenchmarks
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly FrameWriter _writer = new();
    private List<RecordEdit> _edits = [];
    private JournalFile _file = null!;
    private FrameLink _last;

    /// <summary>Records of a batch: one client, many, and the most that a batch takes.</summary>
    [Params(1, 32, 1024)]
    public int Records { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _file = new JournalFile(_path);
        _edits = [.. Enumerable.Range(0, Records).Select(row => RecordEdit.Put(
            new StoredRecord(new RecordKey("mailbox", new string('p', 68), $"{row:D64}"), new byte[1200], DateTimeOffset.UnixEpoch,
                RecordVersion.ToETag(row + 1))))];
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _file.Dispose();
        File.Delete(_path);
    }

    [Benchmark(Baseline = true)]
    public void ChecksummedToDisk()
    {
        AppendChecksummed(_file);
        Flush();
    }

    [Benchmark]
    public void ChainedToDisk()
    {
        _last = _writer.Append(_file, _edits, 1, _last);
        Flush();
    }

    [Benchmark]
    public void Checksummed() => AppendChecksummed(NoFile.Instance);

    [Benchmark]
    public void Chained() => _last = _writer.Append(NoFile.Instance, _edits, 1, _last);

    private void AppendChecksummed(IJournalFile file)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        output.GetSpan(OldFrame.HeaderLength)[..OldFrame.HeaderLength].Clear();
        output.Advance(OldFrame.HeaderLength);
        BinaryPrimitives.WriteInt64LittleEndian(output.GetSpan(8), 1);
        output.Advance(8);
        foreach (var edit in _edits) RecordOctets.Write(output, edit);
        var frame = output.WrittenSpan.ToArray();
        OldFrame.WriteHeader(frame, frame.AsSpan(OldFrame.HeaderLength));
        file.Append(frame);
    }

    private void Flush()
    {
        _file.Flush();
        if (_file.Length > 256 * 1024 * 1024) _file.Cut(0);
    }

    private sealed class NoFile : IJournalFile
    {
        public static readonly NoFile Instance = new();

        public long Length => 0;

        public int Read(long offset, Span<byte> buffer) => 0;

        public void Append(ReadOnlySpan<byte> octets)
        {
        }

        public void Flush()
        {
        }

        public void Cut(long length)
        {
        }

        public void Dispose()
        {
        }
    }
}
