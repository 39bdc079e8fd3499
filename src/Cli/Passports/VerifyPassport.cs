using System.CommandLine;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Cli.Output;
using Shaken.Cli.TrustLists;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Trust.Sources;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Cli.Passports;

/// <summary><c>shaken passport verify</c>.</summary>
internal static class VerifyPassport
{
    private static readonly Option<string> Certificate = new("--certificate") { Description = "File with the chain of the call's signer; without it the chain is fetched from x5u." };
    private static readonly Option<string> Orig = new("--orig") { Description = "Calling number of the call; checked when given with --dest." };
    private static readonly Option<string> Dest = new("--dest") { Description = "Called number of the call; checked when given with --orig." };
    private static readonly Option<int> Freshness = new("--freshness") { Description = "Seconds that iat may differ from now.", DefaultValueFactory = _ => 60 };

    public static Command New() => new Command(
        "verify", "Verify the PASSporTs of a call: certificate, signature, freshness. Ends with 0 when at least one is good.")
    {
        TokenInput.Token, TrustOptions.Root, TrustOptions.List, TrustOptions.AdministratorRoot, TrustOptions.Signer, Certificate, Orig, Dest, Freshness,
        RevocationOfPaths.Fetch, RevocationOfPaths.File, RevocationOfPaths.Signer, Inputs.At,
    }.Runs(RunAsync);

    private static async Task<CommandResult> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var passports = TokenInput.Read(parsed);
        var call = CallOf(parsed);
        var time = Inputs.TimeOf(parsed);
        using var fetcher = new GuardedFetcher(new FetchingOptions(), SystemResolver.Instance, time, NullLogger<GuardedFetcher>.Instance);
        var fetched = new CertificateSource(fetcher, CertificateFreshness.Default, time, NullLogger<CertificateSource>.Instance);

        // A file of the call's chain stands for the call's x5u alone: the signers of lists have certificates of their own.
        ICertificateSource source = parsed.GetValue(Certificate) is { } path ? new CertificateFile(Inputs.Certificates(path)) : fetched;
        if (!passports.Any(passport => passport.IsSuccess))
            return TokenInput.Answer([.. passports.Select(passport => (false, Documents.Of(passport.Failure)))]);
        var domain = await TrustOptions.DomainAsync(parsed, fetched, time, cancellationToken);
        var revocation = RevocationOfPaths.Of(parsed, domain, fetcher, fetched, time);
        var verifier = new PassportVerifier(new CertificateVerdicts(source, domain, time, revocation?.Checker), time, TimeSpan.FromSeconds(parsed.GetValue(Freshness)));
        var verdicts = await VerifyAsync(verifier, passports, call, cancellationToken);
        if (revocation is not null)
        {
            // The first look found out which lists the certificates name.
            await revocation.Lists.RefreshAsync(cancellationToken);
            verdicts = await VerifyAsync(verifier, passports, call, cancellationToken);
        }

        return TokenInput.Answer(verdicts);
    }

    private static async Task<IReadOnlyList<(bool IsGood, JsonObject Document)>> VerifyAsync(
        PassportVerifier verifier, IReadOnlyList<Outcome<UntrustedPassport, PassportRefusal>> passports, CallParties? call, CancellationToken cancellationToken)
    {
        var verdicts = new List<(bool, JsonObject)>();
        foreach (var outcome in passports)
        {
            if (!outcome.TryGet(out var passport, out var refusal)) verdicts.Add((false, Documents.Of(refusal)));
            else if ((await verifier.VerifyAsync(passport, call, cancellationToken)).TryGet(out var verified, out refusal))
                verdicts.Add((true, Good(passport, verified)));
            else verdicts.Add((false, Documents.Of(refusal)));
        }

        return verdicts;
    }

    private static JsonObject Good(UntrustedPassport passport, VerifiedPassport verified)
    {
        var document = Documents.Of(passport);
        document.Insert(0, "verified", true);
        document["verstat"] = Verstat.Passed.Text();
        document["signer"] = Documents.Of(verified.Signer.Certificate);
        document["findings"] = Documents.Of(verified.Findings);
        return document;
    }

    private static CallParties? CallOf(ParseResult parsed) => (parsed.GetValue(Orig), parsed.GetValue(Dest)) switch
    {
        (null, null) => null,
        ({ } orig, { } dest) => new CallParties(new NumberParty(Inputs.Number(orig, "--orig")), new NumberParty(Inputs.Number(dest, "--dest"))),
        _ => throw new UsageException("--orig and --dest must be given together."),
    };
}
