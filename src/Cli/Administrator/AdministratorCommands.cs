using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Operators;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Crls;
using Shaken.Core.PolicyAdministrator.Reports;

namespace Shaken.Cli.Administrator;

/// <summary>
/// What providers and operators ask of a running STI-PA beside accounts: <c>shaken pa cps</c>, <c>bypass</c>, <c>certificate</c>,
/// <c>report</c>.
/// </summary>
internal static class AdministratorCommands
{
    private static readonly Argument<string> Account = new("account") { Description = "Id of the provider's account." };
    private static readonly Argument<string> Ocn = new("ocn") { Description = "A code of the account, such as 1234." };
    private static readonly Argument<string> Url =
        new("url") { Description = "The https URL to post PASSporTs to, such as https://cps.example/cps/company/1234." };
    private static readonly Argument<string> Provider = new("provider") { Description = "Country and code, such as US/1234." };
    private static readonly Argument<string> TokenId = new("jti") { Description = "The token's jti." };
    private static readonly Argument<string> Certificate =
        new("certificate") { Description = "File with the certificate and those up to its CA's root, PEM." };
    private static readonly Argument<string> QuarterOf = new("quarter") { Description = "A quarter of a year, such as 2026-Q4." };
    private static readonly Option<string> Advertisement = new("--advertisement")
    {
        Description = "A signed advertisement (`shaken cps advertise`), or a file with it. Without it the CPS's host has to prove itself.",
    };
    private static readonly Option<int> Minutes =
        new("--minutes") { Description = "Until the token expires, 1440 at most.", DefaultValueFactory = _ => 1440 };
    private static readonly Option<string> Why = new("--reason") { Description = "Why, for the audit log.", Required = true };
    private static readonly Option<string> CrlReason =
        new("--reason") { Description = "Why, as RFC 5280 spells it: keyCompromise, superseded, cessationOfOperation.", Required = true };
    private static readonly Option<string> Note = new("--note") { Description = "A remark for the audit log." };

    public static IEnumerable<Command> All =>
    [
        new Command("cps", "At a running STI-PA: which CPS takes PASSporTs for a provider.")
        {
            Asks(new Command(
                "put",
                "Provision the CPS URL of a code: the first answer may be a challenge; serve it (`shaken cps prove`), then run this again.")
            {
                Account, Ocn, Url, Advertisement,
            }, PutCpsAsync),
            Asks(new Command("get", "The CPS URL of a code.") { Account, Ocn }, (parsed, server, token) =>
                server.SendAsync(HttpMethod.Get, CpsPath(parsed), (JsonObject?)null, token)),
            Asks(new Command("remove", "Take the CPS URL of a code back.") { Account, Ocn }, (parsed, server, token) =>
                server.SendAsync(HttpMethod.Delete, CpsPath(parsed), (JsonObject?)null, token)),
        },
        new Command("bypass", "At a running STI-PA: tokens for a provider whose signing service is down.")
        {
            Asks(new Command("issue", "Issue a bypass token for a code of an account.")
            {
                Account, Provider, Minutes, Why,
            }, IssueBypassAsync),
            Asks(new Command("revoke", "Revoke a bypass token.") { Account, TokenId, Why }, (parsed, server, token) => server.SendAsync(
                HttpMethod.Post, $"{AccountPath(parsed)}/bypass-tokens/{Segment(parsed.GetValue(TokenId)!)}/revoke", WhyOf(parsed),
                token)),
            VerifyBypass.New(),
        },
        new Command("certificate",
            "At a running STI-PA: revoke a certificate of an account, whichever CA issued it; hold and release one.")
        {
            Asks(new Command("revoke", "Revoke a certificate for good.") { Account, Certificate, CrlReason, Note }, RevokeAsync),
            Asks(new Command("hold", "Put a certificate on hold. For operators.") { Account, Certificate, Why }, (parsed, server, token) =>
                server.PostAsync($"accounts/{Segment(parsed.GetValue(Account)!)}/holds", CertificateOf(parsed, WhyOf(parsed)), token)),
            Asks(new Command("release", "Release a certificate from hold. For operators.") { Account, Certificate, Why },
                (parsed, server, token) =>
                server.PostAsync($"accounts/{Segment(parsed.GetValue(Account)!)}/releases", CertificateOf(parsed, WhyOf(parsed)), token)),
        },
        Asks(new Command("report", "At a running STI-PA: the report on a quarter for the governance authority.") { QuarterOf },
            ReportAsync),
    ];

    private static Command Asks(Command command, Func<ParseResult, OperatorServer, CancellationToken, Task<OperatorAnswer>> ask)
    {
        command.Add(OperatorServer.Server);
        command.Add(OperatorServer.KeyFile);
        command.Add(OperatorServer.KeyVariable);
        return command.Runs(async (parsed, cancellationToken) =>
        {
            using var server = OperatorServer.Of(parsed);
            var answer = await ask(parsed, server, cancellationToken);
            return answer.Document is { } document ? CommandResult.Good(document) : answer.ToRefusal();
        });
    }

    private static Task<OperatorAnswer> PutCpsAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["url"] = parsed.GetValue(Url) };
        if (parsed.GetValue(Advertisement) is { } advertisement) body["advertisement"] = Inputs.TokenText(advertisement);
        return server.SendAsync(HttpMethod.Put, CpsPath(parsed), body, cancellationToken);
    }

    private static Task<OperatorAnswer> IssueBypassAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        if (!ProviderId.TryParse(parsed.GetValue(Provider), out var provider))
            throw new UsageException("The provider must be a country and a code, such as US/1234.");
        var body = WhyOf(parsed);
        (body["provider"], body["minutes"]) = (provider.ToString(), parsed.GetValue(Minutes));
        return server.SendAsync(HttpMethod.Post, $"{AccountPath(parsed)}/bypass-tokens", body, cancellationToken);
    }

    private static Task<OperatorAnswer> RevokeAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var reason = parsed.GetValue(CrlReason)!;
        if (!RevocationReasons.TryParse(reason, out _))
            throw new UsageException($"--reason: \"{reason}\" is not a reason of RFC 5280 section 5.3.1, such as keyCompromise.");
        var body = CertificateOf(parsed, new JsonObject { ["reason"] = reason });
        if (parsed.GetValue(Note) is { } note) body["note"] = note;
        return server.SendAsync(HttpMethod.Post, $"{AccountPath(parsed)}/revocations", body, cancellationToken);
    }

    private static Task<OperatorAnswer> ReportAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken) =>
        Quarter.TryParse(parsed.GetValue(QuarterOf), out var quarter)
            ? server.GetAsync($"reports/{quarter}", cancellationToken)
            : throw new UsageException($"\"{parsed.GetValue(QuarterOf)}\" is not a quarter, such as 2026-Q4.");

    private static JsonObject CertificateOf(ParseResult parsed, JsonObject body)
    {
        var certificates = Inputs.Certificates(parsed.GetValue(Certificate)!);
        body["certificate"] = string.Join('\n', certificates.Select(certificate => certificate.ToPem())) + "\n";
        return body;
    }

    private static JsonObject WhyOf(ParseResult parsed) => new() { ["reason"] = parsed.GetValue(Why) };

    private static string CpsPath(ParseResult parsed) =>
        $"{AccountPath(parsed)}/cps/{Inputs.Code(parsed.GetValue(Ocn)!, "ocn")}";

    private static string AccountPath(ParseResult parsed) => $"/api/v1/account/{Segment(parsed.GetValue(Account)!)}";

    private static string Segment(string text) => Uri.EscapeDataString(text);
}
