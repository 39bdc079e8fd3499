using System.Text;

namespace Shaken.Azure.Tables;

/// <summary>What the Table service holds. Checked here, since its refusals are a bare 400.</summary>
internal static class TableLimits
{
    /// <summary>Octets of one binary property, and of a text's UTF-16.</summary>
    public const int PropertyOctets = 64 * 1024;

    /// <summary>Operations in one transaction.</summary>
    public const int TransactionOperations = 100;

    private const int KeyOctets = 1024;
    private const int Properties = 252;
    private const int EntityOctets = 1024 * 1024;
    private const int TransactionOctets = 4 * 1024 * 1024;

    /// <exception cref="ArgumentException">The entity does not fit; the message says why.</exception>
    public static void Check(TableEntity entity)
    {
        CheckKey(entity.PartitionKey);
        CheckKey(entity.RowKey);
        if (entity.Properties.Count > Properties) throw new ArgumentException($"An entity has at most {Properties} properties.", nameof(entity));

        // As the service counts: 4 octets, the keys, and 8 octets and the name for each value.
        var octets = 4L + (2 * (entity.PartitionKey.Length + entity.RowKey.Length));
        foreach (var (name, value) in entity.Properties)
        {
            var length = Length(value);
            if (length > PropertyOctets) throw new ArgumentException($"The property {name} has {length} octets; one holds at most {PropertyOctets}.", nameof(entity));
            octets += 8 + (2 * name.Length) + 4 + length;
        }

        if (octets > EntityOctets) throw new ArgumentException($"An entity of {octets} octets: one holds at most {EntityOctets}, names and keys counted.", nameof(entity));
    }

    /// <summary>Throws unless the text can be a partition or row key: the service refuses some characters, and test servers fail at them.</summary>
    public static void CheckKey(string key)
    {
        if (2 * key.Length > KeyOctets || key.Any(letter => letter is '/' or '\\' or '#' or '?' || char.IsControl(letter)))
            throw new ArgumentException($"A key has at most {KeyOctets / 2} characters, none of / \\ # ? and no control character.", nameof(key));
    }

    public static void CheckTransaction(int operations, long octets)
    {
        if (operations is 0 or > TransactionOperations) throw new ArgumentException($"A transaction has 1 to {TransactionOperations} operations.", nameof(operations));
        if (octets > TransactionOctets) throw new ArgumentException($"A transaction of {octets} octets: one holds at most {TransactionOctets}.", nameof(octets));
    }

    private static int Length(object value) => value switch
    {
        string text => Encoding.Unicode.GetByteCount(text),
        ReadOnlyMemory<byte> octets => octets.Length,
        bool => 1,
        int => 4,
        long or double or DateTimeOffset => 8,
        _ => throw new ArgumentException($"A property cannot hold a {value.GetType().Name}.", nameof(value)),
    };
}
