using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Cli.Output;
using Shaken.Cli.TrustLists;
using Shaken.Core.Certificates;
using Shaken.Core.Fetching;
using Shaken.Core.Passports;
using Shaken.Core.TrustedCertificates;

namespace Shaken.Cli.Passports;

/// <summary><c>shaken passport verify</c>.</summary>
internal static class VerifyPassport
{
    private static readonly Option<string> Certificate = new("--certificate") { Description = "File with the signer's chain; without it the chain is fetched from x5u." };
    private static readonly Option<string> Orig = new("--orig") { Description = "Calling number of the call; checked when given with --dest." };
    private static readonly Option<string> Dest = new("--dest") { Description = "Called number of the call; checked when given with --orig." };
    private static readonly Option<int> Freshness = new("--freshness") { Description = "Seconds that iat may lie from now.", DefaultValueFactory = _ => 60 };

    public static Command New() => new Command("verify", "Verify a PASSporT: its certificate, its signature, its freshness.")
    {
        TokenInput.Token, TrustOptions.Root, TrustOptions.List, TrustOptions.AdministratorRoot, Certificate, Orig, Dest, Freshness,
        RevocationOfPaths.Fetch, RevocationOfPaths.File, RevocationOfPaths.Signer, Inputs.At,
    }.Runs(RunAsync);

    private static async Task<CommandResult> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!TokenInput.TryRead(parsed, out var passport, out var refusal)) return CommandResult.Refused(Documents.Of(refusal!));
        var time = Inputs.TimeOf(parsed);
        using var fetcher = new GuardedFetcher(new FetchingOptions(), SystemResolver.Instance, time, NullLogger<GuardedFetcher>.Instance);
        ICertificateSource source = parsed.GetValue(Certificate) is { } path
            ? new CertificateFile(Inputs.Certificates(path))
            : new CertificateSource(fetcher, CertificateFreshness.Default, time, NullLogger<CertificateSource>.Instance);
        var anchors = await TrustOptions.AnchorsAsync(parsed, source, time, cancellationToken);
        var revocation = RevocationOfPaths.Of(parsed, fetcher, source, time);
        var verifier = new PassportVerifier(new CertificateVerdicts(source, anchors, time, revocation?.Checker), time, TimeSpan.FromSeconds(parsed.GetValue(Freshness)));
        var outcome = await verifier.VerifyAsync(passport!, CallOf(parsed), cancellationToken);
        if (revocation is not null)
        {
            // The first look found out which lists the certificates name.
            await revocation.Lists.RefreshAsync(cancellationToken);
            outcome = await verifier.VerifyAsync(passport!, CallOf(parsed), cancellationToken);
        }

        return outcome.TryGet(out var verified, out refusal) ? Good(passport!, verified) : CommandResult.Refused(Documents.Of(refusal));
    }

    private static CommandResult Good(UntrustedPassport passport, VerifiedPassport verified)
    {
        var document = Documents.Of(passport);
        document.Insert(0, "verified", true);
        document["verstat"] = Verstat.Passed.Text();
        document["signer"] = Documents.Of(verified.Signer.Certificate);
        document["findings"] = Documents.Of(verified.Findings);
        return CommandResult.Good(document);
    }

    private static CallParties? CallOf(ParseResult parsed) => (parsed.GetValue(Orig), parsed.GetValue(Dest)) switch
    {
        (null, null) => null,
        ({ } orig, { } dest) => new CallParties(new NumberParty(Inputs.Number(orig, "--orig")), new NumberParty(Inputs.Number(dest, "--dest"))),
        _ => throw new UsageException("--orig and --dest go together."),
    };
}
