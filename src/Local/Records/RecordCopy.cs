using Shaken.Core.Storage;

namespace Shaken.Local.Records;

internal static class RecordCopy
{
    /// <summary>The record with a document of its own: the caller may use its buffer again.</summary>
    public static NewRecord Copy(this NewRecord record) => record with { Document = record.Document.ToArray() };
}
