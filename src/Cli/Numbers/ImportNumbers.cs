using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Operators;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;

namespace Shaken.Cli.Numbers;

/// <summary><c>shaken numbers import</c>.</summary>
internal static class ImportNumbers
{
    private static readonly Argument<string> Csv = new("file")
    {
        Description = "CSV file with rows NUMBER,CODE or NUMBER,CODE,COUNTRY; a prefix has a * behind its digits.",
    };

    private static readonly Option<bool> Delta = new("--delta")
    {
        Description = "Change the rows that the file names, and remove those without a code. Without it the file replaces the table.",
    };

    private static readonly Option<string> Country = new("--country")
    {
        Description = "Country of rows that name none, such as US.",
        Required = true,
    };

    private static readonly Option<bool> Shrink = new("--shrink")
    {
        Description = "Replace the table even if the new one has less than half of its rows.",
    };

    private static readonly Option<string> Server = new("--server")
    {
        Description = "URL of a running STI-PA: import there, in parts, instead of into a folder (--data).",
    };

    private static readonly Option<string> Resume = new("--resume")
    {
        Description = "With --server: id of an import that was cut off. Parts that are there are not stored again.",
    };

    private static readonly Option<string> Reason = new("--reason")
    {
        Description = "With --server: why, for the audit log.",
        DefaultValueFactory = _ => "import of numbers",
    };

    public static Command New() => new Command(
        "import", "Import numbers and prefixes with their providers. The table in force stays as it is until all rows are sorted.")
    {
        Csv, Delta, Country, Shrink, NumberCommands.Data, Server, OperatorServer.KeyFile, OperatorServer.KeyVariable, Resume, Reason,
    }.Runs(RunAsync);

    private static async Task<CommandResult> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var path = parsed.GetValue(Csv)!;
        if (!File.Exists(path)) throw new UsageException($"There is no file {path}.");
        if (!CountryCode.TryParse(parsed.GetValue(Country), out var country))
            throw new UsageException("--country must be two capital letters of ISO 3166-1, such as US.");
        var kind = parsed.GetValue(Delta) ? NumberImportKind.Delta : NumberImportKind.Full;
        if (parsed.GetValue(Server) is { } url)
        {
            using var server = OperatorServer.Of(parsed, url);
            return await ServerImport.RunAsync(
                server, path, kind, country, parsed.GetValue(Shrink), parsed.GetValue(Resume), parsed.GetValue(Reason)!,
                cancellationToken);
        }

        await using var opened = NumberCommands.Open(parsed, mayMake: true);
        var (store, options) = (opened.Store, new NumberingOptions());
        var imports = new NumberImports(store.Records, store.Blobs, Clock.System, SystemRandom.Instance, options);
        var progress = new ProgressLine(Console.Error, Clock.System);
        var id = await imports.BeginAsync(kind, country, parsed.GetValue(Shrink), cancellationToken);
        var sent = await SendAsync(imports, id, path, progress, cancellationToken);
        if (!sent.TryGet(out var parts, out var refusal)) return RefusedAs(refusal);
        var commit = new CommitNumbers(store.Records, store.Blobs, Clock.System, SystemRandom.Instance, options);
        var outcome = await commit.RunAsync(id, parts, progress, cancellationToken);
        if (!outcome.TryGet(out var receipt, out refusal)) return RefusedAs(refusal);
        await new RemoveOldNumbers(store.Records, store.Blobs, Clock.System, options).RunAsync(cancellationToken);
        return CommandResult.Good(new JsonObject
        {
            ["accepted"] = true, ["version"] = receipt.Version, ["rows"] = receipt.Rows, ["findings"] = Documents.Of(receipt.Findings),
        });
    }

    /// <summary>
    /// Sends the file part by part and gives their number. Refused rows do not end it: the next parts are looked at too, so that one run
    /// shows them all.
    /// </summary>
    private static async Task<Outcome<int, NumberImportRefusal>> SendAsync(
        NumberImports imports, NumberImportId id, string path, ProgressLine progress, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        var (parts, errors, count) = (0, new List<RowError>(), 0L);
        NumberImportRefusal? refused = null;
        await foreach (var part in CsvParts.ReadAsync(file, cancellationToken))
        {
            parts = part.Number;
            var outcome = await imports.PutPartAsync(id, part.Number, part.Octets, cancellationToken);
            progress.Sent(file.Position, file.Length);
            if (outcome.TryGet(out _, out var refusal)) continue;
            if (refusal.Errors is null) return At(refusal, part.LinesBefore);
            refused ??= refusal;
            count += refusal.Errors.Count;
            errors.AddRange(refusal.Errors.First.Take(Limits.NumberRowErrors - errors.Count)
                .Select(error => InFile(error, part.LinesBefore)));
        }

        if (refused is not null)
            return refused with { Detail = $"{count} rows cannot be taken; nothing is imported", Errors = new RowErrors(errors, count) };
        return parts > 0 ? parts : throw new UsageException($"{path} is empty.");
    }

    private static NumberImportRefusal At(NumberImportRefusal refusal, long linesBefore) =>
        refusal with { Detail = $"after line {linesBefore}: {refusal.Detail}" };

    private static RowError InFile(RowError error, long linesBefore) =>
        error with { Line = linesBefore + error.Line, EarlierLine = linesBefore + error.EarlierLine };

    private static CommandResult RefusedAs(NumberImportRefusal refusal)
    {
        var document = new JsonObject { ["accepted"] = false, ["reason"] = KebabCase.Of(refusal.Reason), ["detail"] = refusal.Detail };
        if (refusal.Errors is not { } errors) return CommandResult.Refused(document);
        document["errorCount"] = errors.Count;
        document["errors"] = new JsonArray([.. errors.First.Select(error => (JsonNode)new JsonObject
        {
            ["line"] = error.Line, ["fault"] = KebabCase.Of(error.Fault), ["detail"] = RowFaults.InWords(error),
        })]);
        return CommandResult.Refused(document);
    }
}
