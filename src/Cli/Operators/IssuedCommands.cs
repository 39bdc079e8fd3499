using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;

namespace Shaken.Cli.Operators;

/// <summary>What a running STI-CA issued, and to whom: <c>shaken ca certificates</c>, <c>certificate</c>, <c>accounts</c>.</summary>
internal static class IssuedCommands
{
    private const int PerPage = 100;
    private const int MostLines = 100_000;

    private static readonly Option<string> Spc = new("--spc") { Description = "Those of a provider, as US/1234." };
    private static readonly Option<string> Number = new("--number")
    {
        Description = "Those whose TNAuthList names the number, alone or in a block.",
    };

    private static readonly Option<string> Serial = new("--serial") { Description = "The one with this serial number, hexadecimal." };
    private static readonly Option<string> Subject = new("--subject") { Description = "Those whose subject has all these words." };
    private static readonly Option<string> Account = new("--account")
    {
        Description = "Those of an ACME account, by its id or URL, or of a subscriber of the manual flow, as US/1234 or manual-….",
    };

    private static readonly Option<int> Newest = new("--newest")
    {
        Description = "At most so many, from the newest on.", DefaultValueFactory = _ => PerPage,
    };

    private static readonly Argument<string> Certificate = new("certificate")
    {
        Description = "Its SHA-256 in hexadecimal digits, its URL at the STI-CR, or a file with it.",
    };

    private static readonly Option<string> Output = new("--out") { Description = "File for the chain in PEM." };

    public static IEnumerable<Command> All =>
    [
        OperatorServer.Asks(
            new Command("certificates", "At a running CA: what it issued and whether it is revoked, newest first.")
            {
                Spc, Number, Serial, Subject, Account, Newest,
            },
            ListAsync),
        OperatorServer.Asks(
            new Command("certificate", "At a running CA: one certificate with its chain, findings, order and revocation.")
            {
                Certificate, Output,
            },
            ShowAsync),
        OperatorServer.Asks(
            new Command("accounts", "At a running CA: the accounts of its ACME server, newest first.") { Newest },
            (parsed, server, token) => PagesAsync(
                parsed, "accounts", (count, cursor) => server.GetAsync(PathOf("acme/accounts", count, cursor), token))),
    ];

    private static Task<CommandResult> ListAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var criteria = CriteriaOf(parsed).ToList();
        if (criteria.Count > 1) throw new UsageException("Give one of --spc, --number, --serial, --subject and --account.");
        if (criteria is [("number", var number)])
        {
            return PagesAsync(parsed, "certificates", (_, cursor) =>
            {
                var body = new JsonObject { ["number"] = number };
                if (cursor is not null) body["cursor"] = cursor;
                return server.PostAsync("issued-by-number", body, cancellationToken);
            });
        }

        var path = criteria is [var (name, value)] ? $"issued?{name}={Uri.EscapeDataString(value)}" : "issued";
        return PagesAsync(parsed, "certificates", (count, cursor) => server.GetAsync(PathOf(path, count, cursor), cancellationToken));
    }

    private static async Task<CommandResult> ShowAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var id = CaOperatorCommands.CertificateOf(parsed.GetValue(Certificate)!);
        var answer = await server.GetAsync($"issued/{id}", cancellationToken);
        if (answer.Document is not { } document || document["chain"] is not JsonArray chain) return answer.ToRefusal();
        var pem = string.Join('\n', chain.OfType<JsonObject>().Select(one => (string?)one["pem"]));
        foreach (var one in chain.OfType<JsonObject>()) one.Remove("pem");
        if (parsed.GetValue(Output) is { } path) await File.WriteAllTextAsync(path, pem + "\n", cancellationToken);
        return CommandResult.Good(document);
    }

    private static IEnumerable<(string Name, string Value)> CriteriaOf(ParseResult parsed)
    {
        if (parsed.GetValue(Spc) is { } spc) yield return ("spc", spc);
        if (parsed.GetValue(Number) is { } number) yield return ("number", NumberOf(number));
        if (parsed.GetValue(Serial) is { } serial) yield return ("serial", serial);
        if (parsed.GetValue(Subject) is { } subject) yield return ("subject", subject);
        if (parsed.GetValue(Account) is { } account) yield return ("account", CaOperatorCommands.AccountOf(account));
    }

    private static string NumberOf(string text) =>
        TelephoneNumber.TryParseCanonical(text.TrimStart('+'), out var number)
            ? number.Value
            : throw new UsageException("--number: must be 1 to 15 of 0-9 * #, with or without a plus sign.");

    // Page by page, until there are as many lines as were asked for.
    private static async Task<CommandResult> PagesAsync(
        ParseResult parsed, string member, Func<int, string?, Task<OperatorAnswer>> ask)
    {
        var wanted = parsed.GetValue(Newest);
        if (wanted is < 1 or > MostLines) throw new UsageException($"--newest: must be 1 to {MostLines}.");
        var (all, cursor) = (new JsonArray(), (string?)null);
        do
        {
            var page = await ask(Math.Min(PerPage, wanted - all.Count), cursor);
            if (page.Document?[member] is not JsonArray lines) return page.ToRefusal();
            foreach (var line in lines.Take(wanted - all.Count)) all.Add(line?.DeepClone());
            cursor = (string?)page.Document["cursor"];
        }
        while (cursor is not null && all.Count < wanted);
        return CommandResult.Good(all);
    }

    private static string PathOf(string path, int count, string? cursor)
    {
        var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return cursor is null ? $"{path}{separator}count={count}" : $"{path}{separator}count={count}&cursor={Uri.EscapeDataString(cursor)}";
    }
}
