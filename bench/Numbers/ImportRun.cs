using System.Diagnostics;
using System.Globalization;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;
using Shaken.Core.Storage;

namespace Shaken.Numbers;

/// <summary>One import, timed.</summary>
/// <param name="Processor">Of all threads; on a busy machine the times beside it are longer than the work.</param>
/// <param name="PeakOctets">The most memory that the process has had so far.</param>
internal sealed record ImportRun(string What, TimeSpan Sending, TimeSpan Merging, TimeSpan Processor, long Rows, long PeakOctets)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {What} | {Rows:N0} | {Sending.TotalSeconds:F1} | {Merging.TotalSeconds:F1} | {Processor.TotalSeconds:F1} | {PeakOctets >> 20} |");

    public static async Task<ImportRun> RunAsync(string what, WholeStore store, TimeProvider time, NumberImportKind kind, string path)
    {
        var options = new NumberingOptions();
        var imports = new NumberImports(store.Records, store.Blobs, time, SystemRandom.Instance, options);
        if (!CountryCode.TryParse("US", out var country)) throw new InvalidOperationException("US is a country.");
        using var process = Process.GetCurrentProcess();
        var (start, processor) = (time.GetTimestamp(), process.TotalProcessorTime);
        var id = await imports.BeginAsync(kind, country, mayShrink: false, CancellationToken.None);
        var parts = 0;
        await using (var file = File.OpenRead(path))
        {
            await foreach (var part in CsvParts.ReadAsync(file, CancellationToken.None))
            {
                parts = part.Number;
                var outcome = await imports.PutPartAsync(id, part.Number, part.Octets, CancellationToken.None);
                if (!outcome.IsSuccess) throw new InvalidOperationException(outcome.Failure.Detail);
            }
        }

        var sent = time.GetTimestamp();
        var commit = new CommitNumbers(store.Records, store.Blobs, time, SystemRandom.Instance, options);
        var receipt = (await commit.RunAsync(id, parts, progress: null, CancellationToken.None)).Value;
        var merged = time.GetTimestamp();
        process.Refresh();
        return new ImportRun(
            what, time.GetElapsedTime(start, sent), time.GetElapsedTime(sent, merged), process.TotalProcessorTime - processor,
            receipt.Rows, process.PeakWorkingSet64);
    }
}
