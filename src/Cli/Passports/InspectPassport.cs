using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;

namespace Shaken.Cli.Passports;

/// <summary><c>shaken passport inspect</c>.</summary>
internal static class InspectPassport
{
    public static Command New() =>
        new Command("inspect", "Show what PASSporTs say, without verifying them.") { TokenInput.Token }.Runs(RunAsync);

    private static Task<CommandResult> RunAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        Task.FromResult(TokenInput.Answer([.. TokenInput.Read(parsed).Select(outcome => outcome.TryGet(out var passport, out var refusal) ? (true, Show(passport)) : (false, Documents.Of(refusal)))]));

    private static JsonObject Show(UntrustedPassport passport)
    {
        IReadOnlyList<Finding> findings = passport.IsCanonical()
            ? passport.Findings
            : [.. passport.Findings, new Finding(FindingKind.NotCanonical, "not serialized as RFC 8225 section 9 requires")];
        var document = Documents.Of(passport);
        document["findings"] = Documents.Of(findings);
        return document;
    }
}
