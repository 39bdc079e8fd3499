using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Shaken.Cli.Operators;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;

namespace Shaken.Cli.Numbers;

/// <summary>
/// An import at a running STI-PA: the file goes there in parts, then the commit is ordered, and asked after until it has come to its end.
/// </summary>
internal static class ServerImport
{
    private const string Path = "/operator/v1/numbers/imports";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <param name="resume">Id of an import that was cut off: parts that are there are not stored again. Null: a new one.</param>
    public static async Task<CommandResult> RunAsync(
        OperatorServer server, string path, NumberImportKind kind, CountryCode country, bool mayShrink, string? resume, string reason,
        CancellationToken cancellationToken)
    {
        var id = resume;
        if (id is null)
        {
            var terms = new JsonObject { ["kind"] = KebabCase.Of(kind), ["country"] = country.Value, ["mayShrink"] = mayShrink };
            var begun = await server.SendAsync(HttpMethod.Post, Path, terms, cancellationToken);
            if (begun.Document is not { } document) return begun.ToRefusal();
            id = (string)document["id"]!;
            await Console.Error.WriteLineAsync($"import {id}: if it is cut off, go on with --resume {id}");
        }

        var (parts, refused) = await SendAsync(server, id, path, cancellationToken);
        if (refused is not null) return refused.ToRefusal();
        if (parts == 0) throw new UsageException($"{path} is empty.");
        var order = new JsonObject { ["parts"] = parts, ["reason"] = reason };
        var answer = await server.SendAsync(HttpMethod.Post, $"{Path}/{id}/commit", order, cancellationToken);
        return await FollowAsync(server, id, answer, cancellationToken);
    }

    private static async Task<(int Parts, OperatorAnswer? Refused)> SendAsync(
        OperatorServer server, string id, string path, CancellationToken cancellationToken)
    {
        var (parts, progress) = (0, new ProgressLine(Console.Error, Clock.System));
        await using var file = File.OpenRead(path);
        await foreach (var part in CsvParts.ReadAsync(file, cancellationToken))
        {
            parts = part.Number;
            using var content = new ReadOnlyMemoryContent(part.Octets);
            content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
            var answer = await server.SendAsync(HttpMethod.Put, $"{Path}/{id}/parts/{parts}", content, cancellationToken);
            if (answer.Document is null) return (parts, answer);
            progress.Sent(file.Position, file.Length);
        }

        return (parts, null);
    }

    private static async Task<CommandResult> FollowAsync(
        OperatorServer server, string id, OperatorAnswer answer, CancellationToken cancellationToken)
    {
        var progress = new ProgressLine(Console.Error, Clock.System);
        while (true)
        {
            if (answer.Document is not { } document) return answer.ToRefusal();
            if ((string?)document["state"] == KebabCase.Of(NumberImportState.Committed))
            {
                document.Insert(0, "accepted", true);
                return CommandResult.Good(document);
            }

            if (document["refusal"] is JsonObject refusal)
                return new OperatorAnswer((HttpStatusCode)(int)refusal["status"]!, refusal.DeepClone().AsObject()).ToRefusal();
            if (document["rowsMerged"] is { } rows) progress.Report((long)rows);
            await Task.Delay(Pause, Clock.System, cancellationToken);
            answer = await server.SendAsync(HttpMethod.Get, $"{Path}/{id}", (JsonObject?)null, cancellationToken);
        }
    }
}
