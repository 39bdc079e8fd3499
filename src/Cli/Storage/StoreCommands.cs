using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.Storage;

namespace Shaken.Cli.Storage;

/// <summary><c>shaken store</c>: copy, show.</summary>
internal static class StoreCommands
{
    private static readonly Option<string> From = new("--from") { Description = $"The store to read: {StoreName.Forms}.", Required = true };
    private static readonly Option<string> To = new("--to") { Description = $"The store to write: {StoreName.Forms}.", Required = true };
    private static readonly Option<string> FromPrefix = new("--from-prefix") { Description = "Azure:Storage:Prefix of the store to read." };
    private static readonly Option<string> ToPrefix = new("--to-prefix") { Description = "Azure:Storage:Prefix of the store to write." };
    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Replace documents that differ; without it they stay as they are, and the copy ends with 1." };
    private static readonly Option<bool> AcceptLostJournal = new("--accept-lost-journal")
    {
        Description = "Open a disk store though its journal is missing or empty beside documents: its records were lost.",
    };

    private static readonly Argument<string> Store = new("store") { Description = $"The store: {StoreName.Forms}." };
    private static readonly Option<string> Prefix = new("--prefix") { Description = "Azure:Storage:Prefix of the store." };

    public static Command New() => new("store", "Look into a store, move it.")
    {
        new Command("copy", "Copy all records and documents. What is already there stays, so run it again if it was interrupted. Stop all programs that write first.")
        {
            From, To, FromPrefix, ToPrefix, Overwrite, AcceptLostJournal,
        }.Runs(CopyAsync),
        new Command("show", "Count the records of each table and the documents of each container.") { Store, Prefix, AcceptLostJournal }.Runs(ShowAsync),
    };

    private static async Task<CommandResult> CopyAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (from, to) = (parsed.GetValue(From)!, parsed.GetValue(To)!);
        if (from == to && parsed.GetValue(FromPrefix) == parsed.GetValue(ToPrefix)) throw new UsageException("--from and --to name the same store: name two.");
        var acceptsLostJournal = parsed.GetValue(AcceptLostJournal);
        await using var source = StoreName.Open(from, parsed.GetValue(FromPrefix), mayMake: false, acceptsLostJournal);
        await using var target = StoreName.Open(to, parsed.GetValue(ToPrefix), mayMake: true, acceptsLostJournal);
        var tallies = new JsonArray();
        var isWhole = true;
        await foreach (var tally in new StoreCopy(source.Store, target.Store, parsed.GetValue(Overwrite)).RunAsync(cancellationToken))
        {
            await Console.Error.WriteLineAsync($"{tally.Kind} {tally.Name}: {tally.New} copied, {tally.Same} there already, {tally.Overwritten} replaced, {tally.Different} different and left");
            isWhole &= tally.Different == 0;
            tallies.Add(new JsonObject
            {
                [KindOf(tally.Kind)] = tally.Name,
                ["copied"] = tally.New,
                ["same"] = tally.Same,
                ["replaced"] = tally.Overwritten,
                ["different"] = tally.Different,
            });
        }

        return new CommandResult(isWhole ? ExitCode.Good : ExitCode.Refused, tallies);
    }

    private static async Task<CommandResult> ShowAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var opened = StoreName.Open(parsed.GetValue(Store)!, parsed.GetValue(Prefix), mayMake: false,
            parsed.GetValue(AcceptLostJournal));
        var counts = new JsonArray();
        await foreach (var table in opened.Store.Inventory.TablesAsync(cancellationToken)) counts.Add(Count(CopyKind.Table, table, await CountRecordsAsync(opened.Store, table, cancellationToken)));
        await foreach (var container in opened.Store.Inventory.ContainersAsync(cancellationToken)) counts.Add(Count(CopyKind.Container, container, await CountBlobsAsync(opened.Store, container, cancellationToken)));
        return CommandResult.Good(counts);
    }

    private static async Task<long> CountRecordsAsync(WholeStore store, string table, CancellationToken cancellationToken)
    {
        var count = 0L;
        RecordPage? page = null;
        do
        {
            page = await store.Inventory.ListAllAsync(table, page?.Continuation, StorageLimits.Page, cancellationToken);
            count += page.Records.Count;
        }
        while (page.Continuation is not null);

        return count;
    }

    private static async Task<long> CountBlobsAsync(WholeStore store, string container, CancellationToken cancellationToken)
    {
        var count = 0L;
        BlobPage? page = null;
        do
        {
            page = await store.Blobs.ListAsync(container, prefix: "", page?.Continuation, StorageLimits.Page, cancellationToken);
            count += page.Names.Count;
        }
        while (page.Continuation is not null);

        return count;
    }

    private static JsonObject Count(CopyKind kind, string name, long count) => new() { [KindOf(kind)] = name, ["count"] = count };

    private static string KindOf(CopyKind kind) => kind switch
    {
        CopyKind.Table => "table",
        CopyKind.Container => "container",
    };
}
