using System.Collections.Concurrent;
using Shaken.Azure;
using Shaken.Core.Storage;

namespace Shaken.AzureStorage;

/// <summary>Every operation of the two ports, at one connection and at sixteen.</summary>
internal sealed class Run(AzureStore store, TimeProvider time)
{
    private const int DocumentOctets = 1024;
    private const int BlobOctets = 4096;
    private const int Rows = 10;

    private static readonly int[] Connections = [1, 16];

    private readonly ConcurrentDictionary<int, ETag> _versions = new();
    private readonly byte[] _document = new byte[DocumentOctets];
    private readonly BlobContent _content = new(new byte[BlobOctets], "application/pkix-crl");

    public async Task<IReadOnlyList<Figure>> MeasureAsync(int operations)
    {
        var figures = new List<Figure>();
        foreach (var connections in Connections)
        {
            // Each step reads what the one before it wrote.
            (string Name, Func<int, ValueTask> Do)[] steps =
            [
                ("insert a record", index => InsertAsync(connections, index)),
                ("find a record", index => FindAsync(connections, index)),
                ("replace a record", index => ReplaceAsync(connections, index)),
                ("insert 10 records", index => InsertAllAsync(connections, index)),
                ("list 10 records", index => ListAsync(connections, index)),
                ("put a document", index => PutAsync(connections, index)),
                ("get a document", index => GetAsync(connections, index)),
            ];
            foreach (var (name, step) in steps) figures.Add(await Measurement.OfAsync(name, connections, operations, step, time));
        }

        return figures;
    }

    private async ValueTask InsertAsync(int connections, int index) =>
        _versions[index] = await store.Records.TryInsertAsync(RecordOf(connections, index), CancellationToken.None) ?? throw Unexpected();

    private async ValueTask FindAsync(int connections, int index) =>
        _ = await store.Records.FindAsync(RecordOf(connections, index).Key, CancellationToken.None) ?? throw Unexpected();

    private async ValueTask ReplaceAsync(int connections, int index) =>
        _ = await store.Records.TryReplaceAsync(RecordOf(connections, index), _versions[index], CancellationToken.None)
            ?? throw Unexpected();

    private async ValueTask InsertAllAsync(int connections, int index)
    {
        var keys = Enumerable.Range(0, Rows).Select(row => new RecordKey("many", $"{connections}-{index}", $"{row}"));
        var records = keys.Select(key => new NewRecord(key, _document)).ToList();
        var taken = await store.Records.TryInsertAllAsync(records, CancellationToken.None);
        if (taken.Count > 0) throw Unexpected();
    }

    private async ValueTask ListAsync(int connections, int index)
    {
        var page = await store.Records.ListAsync("many", $"{connections}-{index}", null, Rows, CancellationToken.None);
        if (page.Records.Count != Rows) throw Unexpected();
    }

    private async ValueTask PutAsync(int connections, int index) =>
        _ = await store.Blobs.TryPutNewAsync(NameOf(connections, index), _content, CancellationToken.None) ?? throw Unexpected();

    private async ValueTask GetAsync(int connections, int index) =>
        _ = await store.Blobs.FindAsync(NameOf(connections, index), CancellationToken.None) ?? throw Unexpected();

    private static InvalidOperationException Unexpected() => new("The store holds something else than the steps before have written.");

    private static BlobName NameOf(int connections, int index) => new("documents", $"{connections}/{index}");

    private NewRecord RecordOf(int connections, int index) => new(new RecordKey("one", $"{connections}-{index}", "r"), _document);
}
