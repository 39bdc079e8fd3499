using System.Buffers;
using System.Buffers.Binary;
using Shaken.Core.Storage;
using Shaken.Local.Journals;
using Shaken.Local.Records;

namespace Shaken.Local.Tests;

/// <summary>The frames of a journal file, to be put together otherwise; and journals of the format before.</summary>
internal sealed record JournalFrames(byte[] Beginning, IReadOnlyList<byte[]> Frames)
{
    public static JournalFrames Of(byte[] octets)
    {
        var frames = new List<byte[]>();
        for (var offset = JournalFormat.Length; offset < octets.Length;)
        {
            Assert.True(Frame.TryReadLength(octets.AsSpan(offset), out var payload));
            frames.Add(octets[offset..(offset + Frame.HeaderLength + payload)]);
            offset += Frame.HeaderLength + payload;
        }

        return new JournalFrames(octets[..JournalFormat.Length], frames);
    }

    /// <summary>A file of these frames.</summary>
    /// <param name="order">Which ones, in this order.</param>
    public byte[] With(params int[] order) => [.. Beginning, .. order.SelectMany(index => Frames[index])];

    /// <summary>A journal as it was before frames were chained, a record a frame.</summary>
    public static byte[] Old(params NewRecord[] records)
    {
        var octets = new List<byte>();
        for (var index = 0; index < records.Length; index++)
        {
            var payload = new ArrayBufferWriter<byte>();
            BinaryPrimitives.WriteInt64LittleEndian(payload.GetSpan(8), index + 1);
            payload.Advance(8);
            var (key, document, expiresAt) = records[index];
            RecordOctets.Write(payload, RecordEdit.Put(new StoredRecord(key, document, expiresAt, RecordVersion.ToETag(index + 1))));
            var header = new byte[OldFrame.HeaderLength];
            OldFrame.WriteHeader(header, payload.WrittenSpan);
            octets.AddRange([.. header, .. payload.WrittenSpan]);
        }

        return [.. octets];
    }
}
