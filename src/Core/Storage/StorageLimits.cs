using System.Buffers;

namespace Shaken.Core.Storage;

/// <summary>What every adapter promises to hold, so that a domain class never depends on which one it runs on.</summary>
public static class StorageLimits
{
    /// <summary>Octets of a record's document. Azure Tables hold 1 MiB an entity, property names and keys counted.</summary>
    public const int DocumentOctets = 768 * 1024;

    /// <summary>Records in one insert-all; an Azure entity group transaction takes a hundred.</summary>
    public const int InsertAll = 100;

    /// <summary>Octets of the documents of one insert-all together; an entity group transaction takes 4 MiB, in base64.</summary>
    public const int InsertAllOctets = 2560 * 1024;

    /// <summary>Records or names in one page.</summary>
    public const int Page = 1000;

    /// <summary>Octets of a blob.</summary>
    public const int BlobOctets = 256 * 1024 * 1024;

    /// <summary>
    /// How often a conditional write is tried before the request is answered as if the store were down. Each lost race is another's
    /// success, so that many in a row mean a fault, or more writers of one thing than it can serve.
    /// </summary>
    public const int ConditionalTries = 32;

    private const int KeyLength = 256;
    private const int NameLength = 512;

    private static readonly SearchValues<char> KeyAlphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~:=");

    private static readonly SearchValues<char> NameAlphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./");

    /// <summary>Throws unless table, partition and row are keys every store can hold.</summary>
    /// <exception cref="ArgumentException">A bug of the caller: text from outside is parsed or hashed before it is a key.</exception>
    public static void Check(RecordKey key)
    {
        CheckKey(key.Table);
        CheckKey(key.Partition);
        CheckKey(key.Row);
    }

    /// <summary>Throws unless the text can be a table name or a partition key.</summary>
    public static void CheckKey(string key)
    {
        if (key.Length is 0 or > KeyLength || key.AsSpan().ContainsAnyExcept(KeyAlphabet))
            throw new ArgumentException("A record key has 1 to 256 characters of A-Z a-z 0-9 - _ . ~ : =", nameof(key));
    }

    /// <summary>Throws unless the record fits every store.</summary>
    public static void Check(NewRecord record)
    {
        Check(record.Key);
        if (record.Document.Length > DocumentOctets)
            throw new ArgumentException($"A record holds at most {DocumentOctets} octets.", nameof(record));
    }

    /// <summary>Throws unless these records can be inserted in one step.</summary>
    public static void Check(IReadOnlyList<NewRecord> records)
    {
        if (records.Count is 0 or > InsertAll)
            throw new ArgumentException($"An insert-all takes 1 to {InsertAll} records.", nameof(records));
        foreach (var record in records)
        {
            Check(record);
            if (record.Key.Table != records[0].Key.Table || record.Key.Partition != records[0].Key.Partition)
                throw new ArgumentException("An insert-all stays within one partition.", nameof(records));
        }

        if (records.Sum(record => (long)record.Document.Length) > InsertAllOctets)
            throw new ArgumentException($"An insert-all holds at most {InsertAllOctets} octets.", nameof(records));
        if (records.Count > 1 && records.DistinctBy(record => record.Key.Row).Count() != records.Count)
            throw new ArgumentException("An insert-all names each row once.", nameof(records));
    }

    /// <summary>Throws unless the name can be a blob's everywhere, a file's included.</summary>
    public static void Check(BlobName name)
    {
        if (name.Container.Contains('/', StringComparison.Ordinal) || !IsPath(name.Container) || !IsPath(name.Name))
            throw new ArgumentException(
                "A blob name has 1 to 512 characters of A-Z a-z 0-9 - _ . / and no empty or dotted segment.", nameof(name));
    }

    /// <summary>Throws unless the document fits every store: its name, its size, a media type of ASCII.</summary>
    public static void Check(BlobName name, BlobContent content)
    {
        Check(name);
        if (content.Octets.Length > BlobOctets) throw new ArgumentException($"A blob holds at most {BlobOctets} octets.", nameof(content));
        if (content.ContentType.Length is 0 or > KeyLength || !System.Text.Ascii.IsValid(content.ContentType))
            throw new ArgumentException("A media type is ASCII.", nameof(content));
    }

    private static bool IsPath(string path) =>
        path.Length is > 0 and <= NameLength
        && !path.AsSpan().ContainsAnyExcept(NameAlphabet)
        && path.Split('/').All(segment => segment.Length > 0 && segment[0] != '.');
}
