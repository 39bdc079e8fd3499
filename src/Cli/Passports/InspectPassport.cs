using System.CommandLine;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;

namespace Shaken.Cli.Passports;

/// <summary><c>shaken passport inspect</c>.</summary>
internal static class InspectPassport
{
    public static Command New() => new Command("inspect", "Show what a PASSporT says, without believing it.") { TokenInput.Token }.Runs(RunAsync);

    private static Task<CommandResult> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!TokenInput.TryRead(parsed, out var passport, out var refusal)) return Task.FromResult(CommandResult.Refused(Documents.Of(refusal!)));
        IReadOnlyList<Finding> findings = passport!.IsCanonical()
            ? passport.Findings
            : [.. passport.Findings, new Finding(FindingKind.NotCanonical, "not serialized as RFC 8225 section 9 wants it")];
        var document = Documents.Of(passport);
        document["findings"] = Documents.Of(findings);
        return Task.FromResult(CommandResult.Good(document));
    }
}
