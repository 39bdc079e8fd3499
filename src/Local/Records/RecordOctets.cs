using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Shaken.Core.Storage;

namespace Shaken.Local.Records;

/// <summary>
/// Edits as octets, integers little-endian: a kind; the key's three parts, each after its length in 2 octets; and where a
/// record lies, its version and expiry in 8 each, then the document after its length in 4.
/// </summary>
internal static class RecordOctets
{
    private const byte DeleteKind = 0;
    private const byte PutKind = 1;

    // In the place of an expiry; no DateTimeOffset has negative ticks.
    private const long NoExpiry = -1;

    public static long Count(RecordEdit edit)
    {
        var (table, partition, row) = edit.Key;
        var key = 1 + 6 + table.Length + partition.Length + row.Length;
        return edit.Record is { } record ? key + 8 + 8 + 4 + record.Document.Length : key;
    }

    public static void Write(IBufferWriter<byte> output, RecordEdit edit)
    {
        WriteKind(output, edit.Record is null ? DeleteKind : PutKind);
        WriteText(output, edit.Key.Table);
        WriteText(output, edit.Key.Partition);
        WriteText(output, edit.Key.Row);
        if (edit.Record is not { } record) return;

        WriteInt64(output, RecordVersion.FromETag(record.ETag));
        WriteInt64(output, record.ExpiresAt?.UtcTicks ?? NoExpiry);
        BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(4), record.Document.Length);
        output.Advance(4);
        output.Write(record.Document.Span);
    }

    /// <summary>Takes one edit off the front.</summary>
    /// <exception cref="InvalidDataException">The octets are no edit.</exception>
    public static RecordEdit Read(ref ReadOnlySpan<byte> octets)
    {
        var kind = Take(ref octets, 1)[0];
        var key = new RecordKey(ReadText(ref octets), ReadText(ref octets), ReadText(ref octets));
        if (kind == DeleteKind) return RecordEdit.Delete(key);
        if (kind != PutKind) throw new InvalidDataException($"An edit of the unknown kind {kind}.");

        var version = BinaryPrimitives.ReadInt64LittleEndian(Take(ref octets, 8));
        var expiry = BinaryPrimitives.ReadInt64LittleEndian(Take(ref octets, 8));
        var length = BinaryPrimitives.ReadInt32LittleEndian(Take(ref octets, 4));
        var document = Take(ref octets, length).ToArray();
        if (version <= 0 || expiry < NoExpiry || expiry > DateTimeOffset.MaxValue.Ticks) throw new InvalidDataException("An edit with a version or expiry out of range.");
        return RecordEdit.Put(new StoredRecord(key, document, expiry == NoExpiry ? null : new DateTimeOffset(expiry, TimeSpan.Zero), RecordVersion.ToETag(version)));
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> octets, int count)
    {
        if (count < 0 || count > octets.Length) throw new InvalidDataException("An edit that ends too soon.");
        var taken = octets[..count];
        octets = octets[count..];
        return taken;
    }

    private static string ReadText(ref ReadOnlySpan<byte> octets) =>
        Encoding.ASCII.GetString(Take(ref octets, BinaryPrimitives.ReadUInt16LittleEndian(Take(ref octets, 2))));

    private static void WriteKind(IBufferWriter<byte> output, byte kind)
    {
        output.GetSpan(1)[0] = kind;
        output.Advance(1);
    }

    private static void WriteText(IBufferWriter<byte> output, string text)
    {
        var span = output.GetSpan(2 + text.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(span, (ushort)text.Length);
        output.Advance(2 + Encoding.ASCII.GetBytes(text, span[2..]));
    }

    private static void WriteInt64(IBufferWriter<byte> output, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(output.GetSpan(8), value);
        output.Advance(8);
    }
}
