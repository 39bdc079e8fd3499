using System.Buffers;
using System.Text;
using Shaken.Core.Foundations;

namespace Shaken.Azure.Tables;

/// <summary>A transaction as the Table service takes it: a multipart body that holds one change set, which holds a request for each operation.</summary>
internal static class TransactionBody
{
    /// <param name="table">The table's URL.</param>
    /// <param name="pathOf">The path of an entity, by its keys.</param>
    public static byte[] Write(IReadOnlyList<TableOperation> operations, string table, Func<string, string, string> pathOf, IRandom random, out string boundary)
    {
        boundary = $"batch_{random.NewUuid()}";
        var changes = $"changeset_{random.NewUuid()}";
        var service = table[..table.LastIndexOf('/')];
        var body = new ArrayBufferWriter<byte>();
        Append(body, $"--{boundary}\r\nContent-Type: multipart/mixed; boundary={changes}\r\n\r\n");
        foreach (var operation in operations)
        {
            Append(body, $"--{changes}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n");
            switch (operation)
            {
                case TableOperation.Add { Entity: var entity }:
                    Append(body, $"POST {table} HTTP/1.1\r\n");
                    AppendEntity(body, entity);
                    break;
                case TableOperation.Replace { Entity: var entity, IfMatch: var version }:
                    Append(body, $"PUT {service}{pathOf(entity.PartitionKey, entity.RowKey)} HTTP/1.1\r\nIf-Match: {version.ToString("H")}\r\n");
                    AppendEntity(body, entity);
                    break;
                case TableOperation.Delete { PartitionKey: var partition, RowKey: var row, IfMatch: var version }:
                    Append(body, $"DELETE {service}{pathOf(partition, row)} HTTP/1.1\r\nAccept: {TableJson.MediaType}\r\nIf-Match: {version.ToString("H")}\r\n\r\n\r\n");
                    break;
                default:
                    throw new InvalidOperationException($"No operation of kind {operation.GetType().Name}.");
            }
        }

        Append(body, $"--{changes}--\r\n\r\n--{boundary}--\r\n");
        TableLimits.CheckTransaction(operations.Count, body.WrittenCount);
        return body.WrittenSpan.ToArray();
    }

    private static void AppendEntity(ArrayBufferWriter<byte> body, TableEntity entity)
    {
        TableLimits.Check(entity);
        Append(body, $"Content-Type: application/json\r\nAccept: {TableJson.MediaType}\r\nPrefer: return-no-content\r\nDataServiceVersion: 3.0;\r\n\r\n");
        body.Write(TableJson.Write(entity).Span);
        Append(body, "\r\n");
    }

    private static void Append(ArrayBufferWriter<byte> body, string text) => Encoding.UTF8.GetBytes(text, body);
}
