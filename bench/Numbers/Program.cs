using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;
using Shaken.Core.Storage;
using Shaken.Local;
using Shaken.Numbers;

// A number table imported from a file into a disk store, then looked up. Usage: FOLDER [ROWS]; the folder must have room for 2 GB.
if (args is not [var folder, ..] || !long.TryParse(args.ElementAtOrDefault(1) ?? "50000000", CultureInfo.InvariantCulture, out var count))
{
    Console.Error.WriteLine("usage: Numbers FOLDER [ROWS]");
    return 2;
}

#pragma warning disable RS0030 // A composition root.
var time = TimeProvider.System;
#pragma warning restore RS0030
var rows = new Rows(count);
Directory.CreateDirectory(folder);
var (csv, delta, data) = (Path.Combine(folder, "numbers.csv"), Path.Combine(folder, "delta.csv"), Path.Combine(folder, "data"));
await rows.WriteAsync(csv);
await new Rows(Math.Min(count, 1_000_000)).WriteAsync(delta);
Console.Error.WriteLine($"{new FileInfo(csv).Length >> 20} MiB of CSV");

await using var store = LocalStore.Open(data, new LocalStoreOptions { Time = time }, NullLoggerFactory.Instance);
Console.WriteLine("| import | rows | parts, s | merge, s | all processors, s | peak, MiB |");
Console.WriteLine(await ImportRun.RunAsync("full", store.Whole, time, NumberImportKind.Full, csv));
Console.WriteLine(await ImportRun.RunAsync("delta of 1,000,000 rows or fewer", store.Whole, time, NumberImportKind.Delta, delta));
File.Delete(csv);
File.Delete(delta);

var counted = new CountedStore(store.Records, store.Blobs);
using (var fresh = new NumberTableDirectory(counted, counted, time, new NumberingOptions(), NullLogger<NumberTableDirectory>.Instance))
{
    if (!TelephoneNumber.TryParse(Rows.NumberAt(count / 3), out var first)) throw new InvalidOperationException("A row is a number.");
    await fresh.FindAsync(first, CancellationToken.None);
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"| first lookup of a process | {counted.Reads} reads, {counted.Octets:N0} octets |"));
}

var (octets, segments) = await SizeAsync(store.Blobs);
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture, $"| table | {octets:N0} octets in {segments} segments, {(double)octets / count:F2} octets a row |"));
Console.WriteLine("| lookups | a second | a second of processors | reads each | octets allocated each | found |");
Console.WriteLine(await LookupRun.RunAsync("warm, the whole table in memory", counted, rows, time, 1L << 30, share: 1, rounds: 2));
var usual = new NumberingOptions().CacheOctets;
Console.WriteLine(await LookupRun.RunAsync("warm, 64 MiB, a tenth of the table", counted, rows, time, usual, share: 0.1, rounds: 2));
Console.WriteLine(await LookupRun.RunAsync("64 MiB, the whole table", counted, rows, time, usual, share: 1, rounds: 2, lookups: 20_000));
return 0;

// The table in force and not the one before it: the names of a table begin alike, and both are of one size.
static async Task<(long Octets, int Segments)> SizeAsync(IBlobs blobs)
{
    var (octets, segments, tables) = (0L, 0, new HashSet<string>(StringComparer.Ordinal));
    string? continuation = null;
    do
    {
        var page = await blobs.ListAsync("numbers", "", continuation, StorageLimits.Page, CancellationToken.None);
        foreach (var name in page.Names)
        {
            tables.Add(name.Name.Split('-')[0]);
            octets += (await blobs.FindAsync(name, CancellationToken.None))!.Content.Octets.Length;
            segments++;
        }

        continuation = page.Continuation;
    }
    while (continuation is not null);

    return (octets / tables.Count, segments / tables.Count);
}
