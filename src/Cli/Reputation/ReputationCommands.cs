using System.CommandLine;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text.Json.Nodes;
using Shaken.Cli.Operators;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;
using Shaken.Core.Reputation.Observations;

namespace Shaken.Cli.Reputation;

/// <summary><c>shaken reputation</c>: scores, the report to governance, tracebacks, at a running STI-PA.</summary>
internal static class ReputationCommands
{
    private const int MaxPages = 1000;

    private static readonly Argument<string> Provider = new("provider") { Description = "Country and code, such as US/1234." };
    private static readonly Argument<string> Country = new("country") { Description = "ISO 3166-1 alpha-2, such as CA." };

    private static readonly Argument<string> Number = new("number")
    {
        Description = "A calling number. It is sent in the body of the request, and answered with its score alone.",
    };

    private static readonly Argument<string> Batch = new("file")
    {
        Description = "JSON file with a batch: batch and observations. Sent again, it counts once.",
    };

    private static readonly Option<string> Output = new("--out") { Description = "A CSV file to write instead. It must not exist." };

    public static Command New() => new("reputation", "At a running STI-PA: what call validation reports of numbers, providers, countries.")
    {
        OperatorServer.Asks(
            new Command("provider", "The score of a provider.") { Provider }, (parsed, server, token) =>
                SendAsync(server, HttpMethod.Get, $"providers/{ProviderOf(parsed.GetValue(Provider)!)}", null, token)),
        OperatorServer.Asks(
            new Command("country", "The score of a country.") { Country }, (parsed, server, token) =>
                SendAsync(server, HttpMethod.Get, $"countries/{CountryOf(parsed.GetValue(Country)!)}", null, token)),
        OperatorServer.Asks(new Command("number", "The score of a calling number in this month.") { Number }, NumberAsync),
        OperatorServer.Asks(
            new Command("post", "Post observations with the key of a reporter, given as --key-file.") { Batch }, PostAsync),
        new Command("report", "The report to governance: scores, tracebacks, what is recommended.")
        {
            OperatorServer.Asks(
                new Command("countries", "Countries of which anything was reported.") { Output },
                (parsed, server, token) => ReportAsync(parsed, server, "countries", token)),
            OperatorServer.Asks(
                new Command("providers", "Providers of which anything was reported.") { Output },
                (parsed, server, token) => ReportAsync(parsed, server, "providers", token)),
        },
        TracebackCommands.New(),
    };

    private static async Task<CommandResult> NumberAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var number = Inputs.Number(parsed.GetValue(Number)!, "number");
        var body = new JsonObject { ["numbers"] = new JsonArray([(JsonNode)number.Value]) };
        var answer = await server.SendAsync(HttpMethod.Post, "/reputation/v1/numbers/query", body, cancellationToken);
        if (answer.Document?["numbers"]?[0] is not JsonObject score) return answer.ToRefusal();
        return CommandResult.Good(score.Count > 0
            ? (JsonObject)score.DeepClone()
            : new JsonObject { ["score"] = null, ["detail"] = "too little is known, or too few reporters know it" });
    }

    private static async Task<CommandResult> PostAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var octets = Inputs.FileOctets(parsed.GetValue(Batch)!);
        if (octets.Length > ObservationLimits.BatchOctets)
            throw new UsageException($"{parsed.GetValue(Batch)}: a batch has at most {ObservationLimits.BatchOctets} octets.");
        using var content = new ByteArrayContent(octets);
        content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json);
        var answer = await server.SendAsync(HttpMethod.Post, "/reputation/v1/observations", content, cancellationToken);
        return answer.Document is { } document ? CommandResult.Good(document) : answer.ToRefusal();
    }

    private static Task<CommandResult> ReportAsync(
        ParseResult parsed, OperatorServer server, string subjects, CancellationToken cancellationToken) =>
        parsed.GetValue(Output) is { } path
            ? WriteAsync(path, server, subjects, cancellationToken)
            : ListAsync(server, $"reputation/{subjects}", subjects, cancellationToken);

    private static async Task<CommandResult> WriteAsync(
        string path, OperatorServer server, string subjects, CancellationToken cancellationToken)
    {
        if (File.Exists(path)) throw new UsageException($"{path} exists: name another file.");
        var (answer, body) = await server.GetFileAsync($"reputation/{subjects}?form=csv", cancellationToken);
        if (!answer.IsGood) return answer.ToRefusal();
        await File.WriteAllBytesAsync(path, body, cancellationToken);
        return CommandResult.Good(new JsonObject { ["file"] = path, ["octets"] = body.Length });
    }

    /// <summary>All pages of an operators' listing.</summary>
    /// <param name="member">The member of the answer that has the lines.</param>
    internal static async Task<CommandResult> ListAsync(
        OperatorServer server, string path, string member, CancellationToken cancellationToken)
    {
        var all = new JsonArray();
        string? cursor = null;
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var page = await server.GetAsync(
                cursor is null ? path : $"{path}?cursor={Uri.EscapeDataString(cursor)}", cancellationToken);
            if (page.Document?[member] is not JsonArray lines) return page.ToRefusal();
            foreach (var line in lines) all.Add(line?.DeepClone());
            cursor = (string?)page.Document["cursor"];
            if (cursor is null) return CommandResult.Good(all);
        }

        throw new UsageException($"There are more {member} than this command lists.");
    }

    private static async Task<CommandResult> SendAsync(
        OperatorServer server, HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        var answer = await server.SendAsync(method, $"/reputation/v1/{path}", body, cancellationToken);
        return answer.Document is { } document ? CommandResult.Good(document) : answer.ToRefusal();
    }

    private static ProviderId ProviderOf(string text) => ProviderId.TryParse(text, out var provider)
        ? provider
        : throw new UsageException($"\"{text}\" is no country and code, such as US/1234.");

    private static CountryCode CountryOf(string text) => CountryCode.TryParse(text, out var country)
        ? country
        : throw new UsageException($"\"{text}\" is no ISO 3166-1 alpha-2 code, such as CA.");
}
