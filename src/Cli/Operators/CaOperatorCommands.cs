using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Crls;

namespace Shaken.Cli.Operators;

/// <summary>
/// What the operator of a running STI-CA does: <c>shaken ca external-key</c>, <c>account</c>, <c>suspend</c>, <c>revoke</c>,
/// <c>ledger</c>.
/// </summary>
internal static class CaOperatorCommands
{
    private const int MaxOrganization = 64;
    private const int MaxPages = 100;
    private const int FingerprintLength = 64;

    private static readonly Argument<string> Organization = new("organization") { Description = "The subscriber's legal name, 1 to 64 characters: O of its certificates." };
    private static readonly Argument<string> Account =
        new("account") { Description = "An ACME account by its id or URL, or a subscriber of the manual flow, as US/1234 or manual-…." };
    private static readonly Argument<string> Certificate = new("certificate") { Description = "The certificate: the SHA-256 of its DER in hexadecimal digits, its URL at the STI-CR, or a file with it." };
    private static readonly Option<string> Reason = new("--reason") { Description = "Why, as RFC 5280 spells it: keyCompromise, privilegeWithdrawn, cessationOfOperation, superseded." };

    public static IEnumerable<Command> All =>
    [
        Asks(new Command("external-key", "At a running CA: a key for a new subscriber's account (external account binding), shown this once.") { Organization }, NewExternalKeyAsync),
        Asks(new Command("account", "At a running CA: a subscriber and its certificates.") { Account }, ShowAccountAsync),
        .. IssuedCommands.All,
        Asks(new Command("suspend", "At a running CA: suspend a subscriber and revoke all its certificates. Run it again after a fault.")
        {
            Account, Reason,
        }, SuspendAsync),
        Asks(new Command("revoke", "At a running CA: revoke a certificate that it signed. By a file, also one that its ledger does not know.")
        {
            Certificate, Reason,
        }, RevokeAsync),
        new Command("ledger", "At a running CA: what it issued.")
        {
            Asks(new Command("rebuild", "Enter into the ledger what the STI-CR publishes and the CA signed: after the restore of an older store."), RebuildAsync),
        },
    ];

    private static Command Asks(Command command, Func<ParseResult, OperatorServer, CancellationToken, Task<CommandResult>> run) =>
        OperatorServer.Asks(command, run);

    private static async Task<CommandResult> NewExternalKeyAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var organization = parsed.GetValue(Organization)!;
        if (organization.Length is 0 or > MaxOrganization) throw new UsageException($"The organization must have 1 to {MaxOrganization} characters (RFC 5280, ub-organization-name).");
        var answer = await server.PostAsync("acme/external-keys", new JsonObject { ["organization"] = organization }, cancellationToken);
        return answer.Document is { } document ? CommandResult.Good(document) : answer.ToRefusal();
    }

    private static async Task<CommandResult> ShowAccountAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var path = $"acme/accounts/{AccountOf(parsed.GetValue(Account)!)}";
        var answer = await server.GetAsync(path, cancellationToken);
        if (answer.Document is not { } document) return answer.ToRefusal();

        var certificates = new JsonArray();
        string? cursor = null;
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var page = await server.GetAsync(cursor is null ? $"{path}/certificates" : $"{path}/certificates?cursor={Uri.EscapeDataString(cursor)}", cancellationToken);
            if (page.Document?["certificates"] is not JsonArray lines) return page.ToRefusal();
            foreach (var line in lines) certificates.Add(line?.DeepClone());
            cursor = (string?)page.Document["cursor"];
            if (cursor is null) break;
        }

        document["certificates"] = certificates;
        if (cursor is not null) document["more"] = true;
        return CommandResult.Good(document);
    }

    private static async Task<CommandResult> SuspendAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var answer = await server.PostAsync($"acme/accounts/{AccountOf(parsed.GetValue(Account)!)}/suspend", ReasonOf(parsed), cancellationToken);
        return AcceptedOr(answer);
    }

    private static async Task<CommandResult> RevokeAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var (text, body) = (parsed.GetValue(Certificate)!, ReasonOf(parsed));
        if (File.Exists(text)) body["certificate"] = Inputs.Certificates(text)[0].ToPem();
        var answer = await server.PostAsync($"issued/{CertificateOf(text)}/revoke", body, cancellationToken);
        return AcceptedOr(answer);
    }

    // Page by page, so that no request lasts long; started again it changes nothing.
    private static async Task<CommandResult> RebuildAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var (chains, added, blocked) = (0, 0, 0);
        string? cursor = null;
        do
        {
            JsonObject body = cursor is null ? [] : new() { ["cursor"] = cursor };
            var answer = await server.PostAsync("ledger/rebuild", body, cancellationToken);
            if (answer.Document is not { } step) return answer.ToRefusal();
            (chains, added, blocked) = (chains + (int)step["chains"]!, added + (int)step["added"]!, blocked + (int)step["keysBlocked"]!);
            cursor = (string?)step["cursor"];
        }
        while (cursor is not null);
        return CommandResult.Good(new JsonObject { ["chains"] = chains, ["added"] = added, ["keysBlocked"] = blocked });
    }

    private static CommandResult AcceptedOr(OperatorAnswer answer)
    {
        if (answer.Document is not { } document) return answer.ToRefusal();
        document.Insert(0, "accepted", true);
        return CommandResult.Good(document);
    }

    private static JsonObject ReasonOf(ParseResult parsed)
    {
        if (parsed.GetValue(Reason) is not { } reason) return [];
        return RevocationReasons.TryParse(reason, out _)
            ? new JsonObject { ["reason"] = reason }
            : throw new UsageException($"--reason: \"{reason}\" is not a reason of RFC 5280 section 5.3.1, such as keyCompromise.");
    }

    /// <summary>The id of a subscriber, however a command line names it.</summary>
    public static string AccountOf(string account)
    {
        if (ProviderId.TryParse(account, out var provider)) return ManualSubscribers.IdOf(provider);
        if (ManualSubscribers.IsId(account)) return account;
        var id = account[(account.LastIndexOf('/') + 1)..];
        return AcmeId.IsWellFormed(id) ? id : throw new UsageException(
            $"\"{account}\" is no subscriber: an ACME account is named by its URL or its id of 22 letters, digits, - and _; "
            + "a subscriber of the manual flow as US/1234.");
    }

    /// <summary>The fingerprint of a certificate, however a command line names it.</summary>
    public static string CertificateOf(string text)
    {
        if (File.Exists(text)) return Inputs.Certificates(text)[0].Fingerprint;
        var name = text[(text.LastIndexOf('/') + 1)..];
        var id = name.EndsWith(".pem", StringComparison.Ordinal) ? name[..^".pem".Length] : name;
        return id.Length == FingerprintLength && id.All(char.IsAsciiHexDigit)
            ? id.ToLowerInvariant()
            : throw new UsageException($"\"{text}\" is not a certificate: give its SHA-256 in 64 hexadecimal digits, a URL that ends in it, or a file.");
    }
}
