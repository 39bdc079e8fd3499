using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Shaken.Local.Records;

namespace Shaken.Local.Journals;

/// <summary>Appends edits as frames. Each frame starts with the newest version given so far.</summary>
internal sealed class FrameWriter
{
    // A buffer that one large batch made is not kept for the small ones.
    private const int KeptOctets = 1024 * 1024;

    private ArrayBufferWriter<byte> _output = new(4096);

    /// <returns>The chain with the new frame.</returns>
    public FrameLink Append(IJournalFile file, IEnumerable<RecordEdit> edits, long lastVersion, FrameLink before)
    {
        if (_output.Capacity > KeptOctets) _output = new ArrayBufferWriter<byte>(4096);
        _output.ResetWrittenCount();
        _output.GetSpan(Frame.HeaderLength);
        _output.Advance(Frame.HeaderLength);
        BinaryPrimitives.WriteInt64LittleEndian(_output.GetSpan(8), lastVersion);
        _output.Advance(8);
        foreach (var edit in edits) RecordOctets.Write(_output, edit);

        // Its own buffer: the header is filled in where it was left out.
        var frame = MemoryMarshal.AsMemory(_output.WrittenMemory).Span;
        var link = Frame.Complete(frame, before);
        file.Append(frame);
        return link;
    }
}
