using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;

namespace Shaken.Cli.Operators;

/// <summary><c>shaken pa ca</c> and <c>shaken pa trust-list</c>: approved STI-CAs at a running STI-PA, and the lists of them.</summary>
internal static class AuthorityCommands
{
    private const int FingerprintLength = 64;

    private static readonly Argument<string> Id = new("root") { Description = "SHA-256 of the root in DER, 64 hexadecimal digits." };
    private static readonly Argument<string> File = new("file") { Description = "File with the CA's root, PEM or DER." };
    private static readonly Argument<string> State = new("state") { Description = "approved, suspended or removed." };
    private static readonly Argument<long?> Sequence = new("sequence")
    {
        Description = "Of one list; without it the newest lists are shown.", Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string> Name = new("--name") { Description = "The CA's name, for people.", Required = true };
    private static readonly Option<string> Statement = new("--practice-statement")
    {
        Description = "Where its certification practice statement is.", Required = true,
    };

    private static readonly Option<string> SignedOn = new("--signed-on")
    {
        Description = "The day in the challenge, as 2026-11-21.", Required = true,
    };

    private static readonly Option<string> Proof = new("--proof")
    {
        Description = "File with the signature of the root's key over the challenge: ECDSA with SHA-256, in DER or base64.",
        Required = true,
    };

    public static Command NewCa() => new("ca", "At a running STI-PA: STI-CAs that are approved.")
    {
        OperatorServer.Asks(
            new Command("list", "Every root that ever applied."),
            (_, server, token) => ListAsync(server, token)),
        OperatorServer.Asks(
            new Command("show", "One root.") { Id }, (parsed, server, token) => GoodOr(server.GetAsync(PathOf(parsed), token))),
        OperatorServer.Asks(
            new Command("challenge", "The text that the root's key must sign, with ECDSA and SHA-256, by any tool.") { File },
            (parsed, server, token) => GoodOr(server.PostAsync(
                "authority-challenges", new JsonObject { ["certificate"] = PemOf(parsed) }, token))),
        OperatorServer.Asks(
            new Command("apply", "Enter the application of a CA.") { File, Name, Statement, SignedOn, Proof, ChangeOptions.Reason },
            ApplyAsync),
        OperatorServer.Asks(
            new Command("move", "Approve, suspend or remove a root. The next trusted-CA list follows within a minute.")
            {
                Id, State, ChangeOptions.Reason, ChangeOptions.Revision,
            },
            (parsed, server, token) => ChangeOptions.MoveAsync(parsed, server, PathOf(parsed), parsed.GetValue(State)!, token)),
    };

    public static Command NewTrustList() => new("trust-list", "At a running STI-PA: the trusted-CA lists that it published, and the next.")
    {
        TrustImpactCommands.NewNext(),
        TrustImpactCommands.NewImpact(),
        OperatorServer.Asks(
            new Command("publish", "Publish the next list now, though nothing changed.") { ChangeOptions.Reason },
            (parsed, server, token) => GoodOr(server.PostAsync(
                "lists", new JsonObject { ["reason"] = parsed.GetValue(ChangeOptions.Reason) }, token))),
        OperatorServer.Asks(
            new Command("show", "The newest lists, or one with its JWT.") { Sequence },
            (parsed, server, token) => parsed.GetValue(Sequence) is { } sequence
                ? GoodOr(server.GetAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"lists/{sequence}"), token))
                : GoodOr(server.GetAsync("lists", token), "lists")),
    };

    // What `show` has of each root, without the certificate.
    private static async Task<CommandResult> ListAsync(OperatorServer server, CancellationToken cancellationToken)
    {
        var answer = await server.GetAsync("authorities", cancellationToken);
        if (answer.Document?["authorities"] is not JsonArray roots) return answer.ToRefusal();
        foreach (var root in roots.OfType<JsonObject>()) root.Remove("certificate");
        return CommandResult.Good(roots.DeepClone());
    }

    private static Task<CommandResult> ApplyAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken) =>
        GoodOr(server.PostAsync(
            "authorities",
            new JsonObject
            {
                ["certificate"] = PemOf(parsed),
                ["name"] = parsed.GetValue(Name),
                ["practiceStatement"] = parsed.GetValue(Statement),
                ["signedOn"] = parsed.GetValue(SignedOn),
                ["proof"] = ProofOf(parsed),
                ["reason"] = parsed.GetValue(ChangeOptions.Reason),
            },
            cancellationToken));

    private static string PemOf(ParseResult parsed) =>
        Inputs.Certificates(parsed.GetValue(File)!) is [var only]
            ? only.ToPem()
            : throw new UsageException($"{parsed.GetValue(File)} holds several certificates: give the root alone.");

    // What OpenSSL writes is DER; what went through base64 is text.
    private static string ProofOf(ParseResult parsed)
    {
        const byte sequenceTag = 0x30;
        var octets = Inputs.FileOctets(parsed.GetValue(Proof)!);
        return octets is [sequenceTag, ..] && octets.Any(octet => octet is > (byte)'~' or < (byte)'\n')
            ? Convert.ToBase64String(octets)
            : string.Concat(System.Text.Encoding.ASCII.GetString(octets).Where(letter => !char.IsWhiteSpace(letter)));
    }

    private static async Task<CommandResult> GoodOr(Task<OperatorAnswer> asking, string? member = null)
    {
        var answer = await asking;
        if (answer.Document is not { } document) return answer.ToRefusal();
        return CommandResult.Good(member is not null && document[member] is { } part ? part.DeepClone() : document);
    }

    private static string PathOf(ParseResult parsed)
    {
        var id = parsed.GetValue(Id)!.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant();
        return id.Length == FingerprintLength && id.All(char.IsAsciiHexDigitLower)
            ? $"authorities/{id}"
            : throw new UsageException($"\"{parsed.GetValue(Id)}\" is no SHA-256 of a root: `shaken cert inspect` shows it.");
    }
}
