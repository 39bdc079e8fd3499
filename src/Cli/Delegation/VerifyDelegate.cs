using System.CommandLine;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Cli.Output;
using Shaken.Cli.Passports;
using Shaken.Cli.TrustLists;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Trust.Sources;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Cli.Delegation;

/// <summary><c>shaken delegate verify</c>: what a chain in a file is worth for a number. Without --revocation it asks no network.</summary>
internal static class VerifyDelegate
{
    private static readonly Argument<string> Chain = new("chain") { Description = "File with the certificate and its chain." };
    private static readonly Option<string?> Number = new("--number") { Description = "A telephone number that the certificate must have." };

    // The chain stands in for what is fetched, whatever the URL.
    private const string OfFile = "https://file.invalid/chain.pem";

    public static Command New() => new Command(
        "verify", "Verify a delegate certificate by its chain: who lent the numbers, and whether a number is among them.")
    {
        Chain, Number, TrustOptions.Root, TrustOptions.List, TrustOptions.AdministratorRoot, TrustOptions.Signer,
        RevocationOfPaths.Fetch, RevocationOfPaths.File, RevocationOfPaths.Signer, Inputs.At,
    }.Runs(RunAsync);

    private static async Task<CommandResult> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var time = Inputs.TimeOf(parsed);
        var chain = Inputs.Certificates(parsed.GetValue(Chain)!);
        var number = parsed.GetValue(Number) is { } text ? Inputs.Number(text, "--number") : null;
        using var fetcher = new GuardedFetcher(NetworkOptions.Current, SystemResolver.Instance, time, NullLogger<GuardedFetcher>.Instance);
        var fetched = new CertificateSource(fetcher, CertificateFreshness.Default, time, NullLogger<CertificateSource>.Instance);
        var domain = await TrustOptions.DomainAsync(parsed, fetched, time, cancellationToken);
        var revocation = RevocationOfPaths.Of(parsed, domain, fetcher, fetched, time);
        var verdicts = new CertificateVerdicts(
            new CertificateFile(chain), domain, time, revocation?.Checker, delegation: VerifyPassport.DelegationOf(fetcher, time));
        if (revocation is not null)
        {
            // The first look finds out which lists the certificates name.
            await verdicts.FindAsync(OfFile, cancellationToken);
            await revocation.Lists.RefreshAsync(cancellationToken);
        }

        return (await verdicts.FindAsync(OfFile, cancellationToken)).TryGet(out var certificate, out var refusal)
            ? ResultOf(certificate, number)
            : CommandResult.Refused(new JsonObject
            {
                ["valid"] = false, ["reason"] = KebabCase.Of(refusal.Reason), ["detail"] = refusal.Detail,
            });
    }

    private static CommandResult ResultOf(TrustedCertificate certificate, TelephoneNumber? number)
    {
        (string Reason, string Detail)? fault =
            !certificate.IsDelegate ? ("not-a-delegate", "the certificate names no numbers: it is a provider's own")
            : number is not null && !certificate.Numbers.Contains(number) ? ("not-lent", "the number is not the certificate's")
            : null;
        var document = new JsonObject
        {
            ["valid"] = fault is null,
            ["subject"] = certificate.Certificate.Subject.ToString(),
            ["sha256"] = certificate.Certificate.Fingerprint,
            ["country"] = certificate.Country.Value,
            ["lentBy"] = certificate.LentBy?.ToString(),
            ["numbers"] = new JsonArray([.. NumberTexts.Of(certificate.Numbers).Select(text => (JsonNode)text)]),
            ["notAfter"] = Inputs.Text(certificate.Chain.NotAfter),
            ["findings"] = new JsonArray([.. certificate.Findings.Select(finding => (JsonNode)KebabCase.Of(finding.Kind))]),
        };
        if (fault is not { } broken) return CommandResult.Good(document);
        document["reason"] = broken.Reason;
        document["detail"] = broken.Detail;
        return CommandResult.Refused(document);
    }
}
