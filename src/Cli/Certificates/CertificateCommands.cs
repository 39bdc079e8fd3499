using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Lint;
using Shaken.Core.Pki.Paths;

namespace Shaken.Cli.Certificates;

/// <summary><c>shaken cert</c>: inspect, verify, lint, install.</summary>
internal static class CertificateCommands
{
    private static readonly Argument<string[]> Files = new("files") { Description = "Files with certificates, PEM or DER.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string[]> Root = new("--root") { Description = "File with a trusted STI-CA root; may be repeated.", Required = true };
    private static readonly Option<string> Profile = new("--profile")
    {
        Description = "us, fr, delegate-ca, delegate-leaf, pa-signer or crl-signer.",
        DefaultValueFactory = _ => "us",
    };

    public static Command New() => new("cert", "Look into, verify and lint STI certificates.")
    {
        new Command("inspect", "Show what certificates say.") { Files }.Runs(InspectAsync),
        new Command("verify", "Verify a chain up to a trusted root, by the rules of the call path.") { Files, Root, Inputs.At }.Runs(VerifyAsync),
        new Command("lint", "Judge certificates by the rules of a profile; ends with 1 when there is a finding.") { Files, Profile }.Runs(LintAsync),
        InstallCertificate.New(),
    };

    private static Task<CommandResult> InspectAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var list = parsed.GetValue(Files)!.SelectMany(Inputs.Certificates).Select(Documents.Of).ToList();
        return Task.FromResult(CommandResult.Good(list is [var only] ? only : new JsonArray([.. list.Select(document => (JsonNode)document)])));
    }

    private static Task<CommandResult> VerifyAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var bundle = parsed.GetValue(Files)!.SelectMany(Inputs.Certificates).ToList();
        var validator = new ChainValidator(Inputs.Roots(parsed.GetValue(Root)!));
        var outcome = validator.Validate(bundle, Inputs.TimeOf(parsed).GetUtcNow(), LeafPurpose.StiEndEntity);
        return Task.FromResult(outcome.TryGet(out var chain, out var refusal)
            ? CommandResult.Good(new JsonObject
            {
                ["valid"] = true,
                ["country"] = chain.Country.Value,
                ["path"] = new JsonArray([.. chain.Path.Select(certificate => (JsonNode)certificate.Subject.ToString())]),
                ["goodUntil"] = Inputs.Text(chain.NotAfter),
                ["findings"] = Documents.Of(chain.Findings),
            })
            : CommandResult.Refused(new JsonObject { ["valid"] = false, ["reason"] = KebabCase.Of(refusal.Failure), ["detail"] = refusal.Detail }));
    }

    private static Task<CommandResult> LintAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!LintProfile.TryParse(parsed.GetValue(Profile), out var profile))
            throw new UsageException(
                $"--profile: \"{parsed.GetValue(Profile)}\" must be us, fr, delegate-ca, delegate-leaf, pa-signer or crl-signer.");
        var documents = new JsonArray();
        var hasFindings = false;
        foreach (var file in parsed.GetValue(Files)!)
        {
            foreach (var certificate in Inputs.Certificates(file))
            {
                var findings = CertificateLinter.Lint(certificate, profile);
                hasFindings |= findings.Count > 0;
                documents.Add(new JsonObject
                {
                    ["file"] = file,
                    ["sha256"] = certificate.Fingerprint,
                    ["verdict"] = findings.Count == 0 ? "no findings" : $"{findings.Count} finding{(findings.Count == 1 ? "" : "s")}",
                    ["findings"] = new JsonArray([.. findings.Select(finding => (JsonNode)new JsonObject
                    {
                        ["rule"] = finding.Rule,
                        ["level"] = finding.Level.ToString().ToLowerInvariant(),
                        ["detail"] = finding.Detail,
                        ["clause"] = finding.Clause,
                        ["published"] = finding.IsPublished,
                    })]),
                });
            }
        }

        return Task.FromResult(new CommandResult(hasFindings ? ExitCode.Refused : ExitCode.Good, documents));
    }
}
