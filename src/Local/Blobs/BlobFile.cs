using System.Buffers.Binary;
using System.Text;
using Shaken.Core.Storage;
using Shaken.Local.Files;

namespace Shaken.Local.Blobs;

/// <summary>
/// A document in a file: the lengths of entity tag and media type in 2 octets each, little-endian, these two in ASCII, then the content. So all three change
/// in one step when the file is renamed into its place.
/// </summary>
internal static class BlobFile
{
    public static void Write(string path, BlobContent content, ETag etag)
    {
        var header = new byte[4 + etag.Value.Length + content.ContentType.Length];
        BinaryPrimitives.WriteUInt16LittleEndian(header, (ushort)etag.Value.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(2), (ushort)content.ContentType.Length);
        Encoding.ASCII.GetBytes(etag.Value + content.ContentType, header.AsSpan(4));

        var temporary = path + BlobPath.TemporaryExtension;
        try
        {
            WriteThrough(temporary, header, content.Octets.Span);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            // Half a document would go on filling a disk that was full already.
            File.Delete(temporary);
            throw;
        }

        DirectorySync.Flush(Path.GetDirectoryName(path)!);
    }

    /// <summary>Removes the file, for good: without the flush a crash could bring its name back.</summary>
    public static void Delete(string path)
    {
        if (!File.Exists(path)) return;
        File.Delete(path);
        DirectorySync.Flush(Path.GetDirectoryName(path)!);
    }

    private static void WriteThrough(string path, ReadOnlySpan<byte> header, ReadOnlySpan<byte> content)
    {
        using var file = new FileStream(path, PrivateFile.Options(FileMode.Create, FileAccess.Write, FileShare.None));
        file.Write(header);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    public static async ValueTask<Blob?> FindAsync(string path, BlobName name, CancellationToken cancellationToken)
    {
        byte[] octets;
        try
        {
            octets = await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The document {name.Container}/{name.Name} cannot be read: {exception.Message}", exception);
        }

        if (octets.Length < 4) throw new StorageException($"The file {path} is no document of this store.");
        var tagEnd = 4 + BinaryPrimitives.ReadUInt16LittleEndian(octets);
        var headerEnd = tagEnd + BinaryPrimitives.ReadUInt16LittleEndian(octets.AsSpan(2));
        if (headerEnd > octets.Length) throw new StorageException($"The file {path} is no document of this store.");
        var etag = new ETag(Encoding.ASCII.GetString(octets.AsSpan(4..tagEnd)));
        return new Blob(name, new BlobContent(octets.AsMemory(headerEnd), Encoding.ASCII.GetString(octets.AsSpan(tagEnd..headerEnd))), etag);
    }
}
