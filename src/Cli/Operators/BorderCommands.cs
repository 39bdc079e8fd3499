using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;

namespace Shaken.Cli.Operators;

/// <summary>
/// <c>shaken pa policy</c> and <c>shaken pa partner</c>: how far other countries are trusted at a running STI-PA, and whose lists it reads.
/// </summary>
internal static class BorderCommands
{
    private static readonly Argument<string> Country = new("country") { Description = "ISO 3166-1 alpha-2 code, such as CA." };
    private static readonly Argument<string?> AnyCountry = new("country")
    {
        Description = "One country; without it all that have terms are shown.", Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Argument<long> Sequence = new("sequence") { Description = "The policy's sequence, from 1 on." };

    private static readonly Option<string> Mechanism = new("--mechanism")
    {
        Description = "own, merge (ATIS-1000087), registry or none.", DefaultValueFactory = _ => "merge",
    };

    private static readonly Option<string> Ceiling = new("--ceiling")
    {
        Description = "The most that its attestations count for: A, B, C or none.", DefaultValueFactory = _ => "A",
    };

    private static readonly Option<bool> Excluded = new("--exclude") { Description = "Shut the country out: one operator is enough." };
    private static readonly Option<string[]> Prefix = new("--prefix")
    {
        Description = "First digits of numbers that its providers may attest to with A or B; may be repeated.",
    };

    private static readonly Option<string[]> AdministratorRoot = new("--pa-root")
    {
        Description = "File with a root of its STI-PA, below which its CRLs are signed; may be repeated.",
    };

    private static readonly Option<string[]> Crl = new("--crl") { Description = "URL of a CRL of the country; may be repeated." };

    private static readonly Argument<string> Id = new("id") { Description = "The partner: 1 to 32 of a-z 0-9 -." };
    private static readonly Option<string> Name = new("--name") { Description = "The partner's name, for people.", Required = true };
    private static readonly Option<string[]> Countries = new("--country")
    {
        Description = "A country that the partner stands for; may be repeated.", Required = true,
    };

    private static readonly Option<string> ListUrl = new("--list-url")
    {
        Description = "https URL of its trusted-CA list.", Required = true,
    };

    private static readonly Option<string[]> Root = new("--root")
    {
        Description = "File with a pinned root of its STI-PA; may be repeated.", Required = true,
    };

    private static readonly Option<string[]> PartnerCrl = new("--crl")
    {
        Description = "https URL of a CRL of the partner that its server does not name; may be repeated.",
    };

    public static Command NewPolicy() => new("policy", "At a running STI-PA: how far each country is trusted.")
    {
        OperatorServer.Asks(
            new Command("show", "The terms of countries, in force and proposed.") { AnyCountry },
            (parsed, server, token) => parsed.GetValue(AnyCountry) is { } country
                ? GoodOr(server.GetAsync(PathOf(country), token))
                : ListAsync(server, "country-policy", "countries", token)),
        OperatorServer.Asks(
            new Command("published", "A country policy that was published, with its JWT.") { Sequence },
            (parsed, server, token) => GoodOr(server.GetAsync(
                string.Create(CultureInfo.InvariantCulture, $"country-policies/{parsed.GetValue(Sequence)}"), token))),
        OperatorServer.Asks(
            new Command("set", "Set the terms of a country, or propose them where two operators are needed.")
            {
                Country, Mechanism, Ceiling, Excluded, Prefix, AdministratorRoot, Crl, ChangeOptions.Reason, ChangeOptions.Revision,
            },
            SetAsync),
        OperatorServer.Asks(
            new Command("approve", "Approve the terms that another operator proposed.")
            {
                Country, ChangeOptions.Reason, ChangeOptions.Revision,
            },
            ApproveAsync),
    };

    public static Command NewPartner() => new("partner", "At a running STI-PA: other administrators whose lists it reads.")
    {
        OperatorServer.Asks(
            new Command("list", "Every partner, and how the refresh of its list stands."),
            (_, server, token) => ListAsync(server, "partners", "partners", token)),
        OperatorServer.Asks(
            new Command("show", "One partner, with the roots on its last good list.") { Id },
            (parsed, server, token) => GoodOr(server.GetAsync(PartnerOf(parsed), token))),
        OperatorServer.Asks(
            new Command("add", "Add a partner: its list is read within a minute.")
            {
                Id, Name, Countries, ListUrl, Root, PartnerCrl, ChangeOptions.Reason,
            },
            (parsed, server, token) => GoodOr(server.PostAsync("partners", TermsOf(parsed, withId: true), token))),
        OperatorServer.Asks(
            new Command("amend", "Change what was settled about a partner.")
            {
                Id, Name, Countries, ListUrl, Root, PartnerCrl, ChangeOptions.Reason, ChangeOptions.Revision,
            },
            AmendAsync),
        PartnerRootCommands.NewRoots(),
        PartnerRootCommands.NewMerged(),
        PartnerRootCommands.NewAccept(),
        PartnerRootCommands.NewApprove(),
        Move("pause", "Read the partner's list no more; what was taken before stands until its exp.", "paused"),
        Move("exclude", "Read the partner's list no more, and let it count for nothing.", "excluded"),
        Move("resume", "Read the partner's list again.", "active"),
    };

    private static Command Move(string name, string description, string state) => OperatorServer.Asks(
        new Command(name, description) { Id, ChangeOptions.Reason, ChangeOptions.Revision },
        (parsed, server, token) => ChangeOptions.MoveAsync(parsed, server, PartnerOf(parsed), state, token));

    private static async Task<CommandResult> SetAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var path = PathOf(parsed.GetValue(Country)!);
        if (!(await RevisionAsync(parsed, server, path, cancellationToken)).TryGet(out var revision, out var refused)) return refused;
        var terms = new JsonObject
        {
            ["mechanism"] = parsed.GetValue(Mechanism),
            ["ceiling"] = parsed.GetValue(Ceiling),
            ["excluded"] = parsed.GetValue(Excluded),
            ["prefixes"] = TextsOf(parsed.GetValue(Prefix)),
            ["paRoots"] = TextsOf(
                parsed.GetValue(AdministratorRoot)?.SelectMany(Inputs.Certificates).Select(root => Convert.ToBase64String(root.Der.Span))),
            ["crls"] = TextsOf(parsed.GetValue(Crl)),
        };
        var body = new JsonObject { ["terms"] = terms, ["revision"] = revision, ["reason"] = parsed.GetValue(ChangeOptions.Reason) };
        return await GoodOr(server.PutAsync(path, body, cancellationToken));
    }

    private static async Task<CommandResult> ApproveAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var path = PathOf(parsed.GetValue(Country)!);
        if (!(await RevisionAsync(parsed, server, path, cancellationToken)).TryGet(out var revision, out var refused)) return refused;
        var body = new JsonObject { ["revision"] = revision, ["reason"] = parsed.GetValue(ChangeOptions.Reason) };
        return await GoodOr(server.PostAsync($"{path}/approval", body, cancellationToken));
    }

    private static async Task<CommandResult> AmendAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var path = PartnerOf(parsed);
        if (!(await ChangeOptions.RevisionAsync(parsed, server, path, cancellationToken)).TryGet(out var revision, out var refused))
            return refused;
        var body = TermsOf(parsed, withId: false);
        body["revision"] = revision;
        return await GoodOr(server.PutAsync(path, body, cancellationToken));
    }

    // A country without terms has none yet: its revision is 0.
    private static async Task<Outcome<long, CommandResult>> RevisionAsync(
        ParseResult parsed, OperatorServer server, string path, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(ChangeOptions.Revision) is { } given) return given;
        var answer = await server.GetAsync(path, cancellationToken);
        if (answer.Document?["revision"] is JsonValue revision && revision.TryGetValue<long>(out var newest)) return newest;
        return answer.Body?["reason"]?.GetValue<string>() == "not-found" ? 0L : answer.ToRefusal();
    }

    /// <summary>All pages of a listing, as one list.</summary>
    /// <param name="member">Of each page, with its part of the list.</param>
    public static async Task<CommandResult> ListAsync(
        OperatorServer server, string path, string member, CancellationToken cancellationToken)
    {
        var all = new JsonArray();
        string? cursor = null;
        do
        {
            var query = cursor is null ? path : $"{path}?cursor={Uri.EscapeDataString(cursor)}";
            var answer = await server.GetAsync(query, cancellationToken);
            if (answer.Document is not { } document) return answer.ToRefusal();
            foreach (var item in document[member] as JsonArray ?? []) all.Add(item?.DeepClone());
            cursor = document["cursor"]?.GetValue<string>();
        }
        while (cursor is not null);
        return CommandResult.Good(all);
    }

    private static JsonObject TermsOf(ParseResult parsed, bool withId)
    {
        var body = new JsonObject
        {
            ["name"] = parsed.GetValue(Name),
            ["countries"] = TextsOf(parsed.GetValue(Countries)),
            ["listUrl"] = parsed.GetValue(ListUrl),
            ["roots"] = TextsOf(parsed.GetValue(Root)!.SelectMany(Inputs.Certificates).Select(root => root.ToPem())),
            ["crls"] = TextsOf(parsed.GetValue(PartnerCrl)),
            ["reason"] = parsed.GetValue(ChangeOptions.Reason),
        };
        if (withId) body["id"] = parsed.GetValue(Id);
        return body;
    }

    private static JsonArray TextsOf(IEnumerable<string>? texts) => new([.. (texts ?? []).Select(text => (JsonNode?)text)]);

    private static async Task<CommandResult> GoodOr(Task<OperatorAnswer> asking)
    {
        var answer = await asking;
        return answer.Document is { } document ? CommandResult.Good(document) : answer.ToRefusal();
    }

    private static string PathOf(string text) =>
        CountryCode.TryParse(text.ToUpperInvariant(), out var country)
            ? $"country-policy/{country}"
            : throw new UsageException($"\"{text}\" is no ISO 3166-1 alpha-2 code, such as CA.");

    private static string PartnerOf(ParseResult parsed) => $"partners/{Uri.EscapeDataString(parsed.GetValue(Id)!)}";
}
