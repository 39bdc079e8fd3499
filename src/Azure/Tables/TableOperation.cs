using Azure;

namespace Shaken.Azure.Tables;

/// <summary>One step of a transaction.</summary>
public abstract record TableOperation
{
    private TableOperation()
    {
    }

    /// <summary>Refused where an entity is.</summary>
    public sealed record Add(TableEntity Entity) : TableOperation;

    /// <summary>Refused where the entity is another version, or gone.</summary>
    public sealed record Replace(TableEntity Entity, ETag IfMatch) : TableOperation;

    /// <summary>Refused where the entity is another version, or gone.</summary>
    public sealed record Delete(string PartitionKey, string RowKey, ETag IfMatch) : TableOperation;
}
