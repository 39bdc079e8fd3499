using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Cli.Output;
using Shaken.Cli.TrustLists;
using Shaken.Core.Fetching;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Extensions;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Sources;
using Shaken.Core.Trust.Verdicts;
using Shaken.Core.Verification.Verdicts;
using Shaken.Core.Verification.Verdicts.Proofs;

namespace Shaken.Cli.Passports;

/// <summary><c>shaken passport verify</c>.</summary>
internal static class VerifyPassport
{
    private static readonly Option<string> Certificate = new("--certificate") { Description = "File with the chain of the call's signer; without it the chain is fetched from x5u." };
    private static readonly Option<string> Orig = new("--orig") { Description = "Calling number of the call; checked when given with --dest." };
    private static readonly Option<string> Dest = new("--dest") { Description = "Called number of the call; checked when given with --orig." };
    private static readonly Option<bool> Content = new("--content")
    {
        Description = "Fetch what rich call data names by URL, and compare it with the signed digests.",
    };
    private static readonly Argument<string?> Token = new("token")
    {
        Description = TokenInput.Token.Description, Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string> Proof = new("--proof") { Description = "With --to: write the proof of the verdict here." };
    private static readonly Option<int> Freshness = new("--freshness") { Description = "Seconds that iat may differ from now.", DefaultValueFactory = _ => 60 };

    public static Command New()
    {
        var command = new Command(
            "verify", "Verify the PASSporTs of a call: certificate, signature, freshness. Ends with 0 when at least one is good.")
        {
            Token, TrustOptions.Root, TrustOptions.List, TrustOptions.AdministratorRoot, TrustOptions.Signer, Certificate, Orig,
            Dest, Freshness, Content,
            RevocationOfPaths.Fetch, RevocationOfPaths.File, RevocationOfPaths.Signer, Proof, ReplayProof.File, Inputs.At,
        };
        foreach (var option in CallOptions.All) command.Add(option);
        return command.Runs(RunAsync);
    }

    private static async Task<CommandResult> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var time = Inputs.TimeOf(parsed);
        using var fetcher = new GuardedFetcher(NetworkOptions.Current, SystemResolver.Instance, time, NullLogger<GuardedFetcher>.Instance);
        var fetched = new CertificateSource(fetcher, CertificateFreshness.Default, time, NullLogger<CertificateSource>.Instance);
        if (parsed.GetValue(ReplayProof.File) is not null) return await ReplayProof.RunAsync(parsed, fetched, time, cancellationToken);

        // A file of the call's chain stands for the call's x5u alone: the signers of lists have certificates of their own.
        ICertificateSource source = parsed.GetValue(Certificate) is { } path ? new CertificateFile(Inputs.Certificates(path)) : fetched;
        if (parsed.GetValue(CallOptions.To) is not null)
            return await VerifyCallAsync(parsed, fetcher, fetched, source, time, cancellationToken);
        if (parsed.GetValue(Token) is not { } token)
        {
            throw new UsageException(
                "No PASSporT is given: name a token, a file, or - for standard input; or describe the call with --to.");
        }

        var passports = TokenInput.Read(token);
        var call = CallOf(parsed);
        if (!passports.Any(passport => passport.IsSuccess))
            return TokenInput.Answer([.. passports.Select(passport => (false, Documents.Of(passport.Failure)))]);
        var domain = await TrustOptions.DomainAsync(parsed, fetched, time, cancellationToken);
        var revocation = RevocationOfPaths.Of(parsed, domain, fetcher, fetched, time);
        var verifier = new PassportVerifier(
            new CertificateVerdicts(source, domain, time, revocation?.Checker, delegation: DelegationOf(fetcher, time)), time,
            TimeSpan.FromSeconds(parsed.GetValue(Freshness)));
        var verdicts = new CallVerdicts(verifier, parsed.GetValue(Content) ? new RichCallContents(fetcher) : null, call);
        if (revocation is not null)
        {
            // The first look finds out which lists the certificates name.
            await verdicts.VerifyAsync(passports, cancellationToken);
            await revocation.Lists.RefreshAsync(cancellationToken);
        }

        return TokenInput.Answer(await verdicts.VerifyAsync(passports, cancellationToken));
    }

    private static async Task<CommandResult> VerifyCallAsync(
        ParseResult parsed, IUrlFetcher fetcher, ICertificateSource fetched, ICertificateSource source, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var call = CallOptions.CallOf(parsed, parsed.GetValue(Token) is { } token ? Inputs.TokenText(token) : null);
        var rules = CallOptions.RulesOf(parsed) with { FetchesContents = parsed.GetValue(Content) };
        var domains = TrustDomains.Of(await TrustOptions.DomainAsync(parsed, fetched, time, cancellationToken), time);
        var revocation = RevocationOfPaths.Of(parsed, domains.Own, fetcher, fetched, time);
        var window = TimeSpan.FromSeconds(parsed.GetValue(Freshness));
        var delegation = DelegationOf(fetcher, time);
        var verifier = new CallVerifier(
            new CertificateVerdicts(source, domains, time, revocation?.Checker, delegation: delegation), time,
            new CallFreshness(window, window, window), new RichCallContents(fetcher),
            new ProofEvidence(source, domains, revocation?.Checker, delegation));
        if (revocation is not null)
        {
            await verifier.VerifyAsync(call, rules, client: default, cancellationToken);
            await revocation.Lists.RefreshAsync(cancellationToken);
        }

        var file = parsed.GetValue(Proof);
        var verdict = await verifier.VerifyAsync(call, rules with { WantsProof = file is not null }, client: default, cancellationToken);
        if (file is not null && verdict.Proof is { } proof) await File.WriteAllBytesAsync(file, proof.Utf8, cancellationToken);
        return CallDocuments.ResultOf(verdict);
    }

    /// <summary>Lists of numbers that certificates name by URL are fetched. No number table is at hand.</summary>
    internal static DelegationEvidence DelegationOf(IUrlFetcher fetcher, TimeProvider time) =>
        new(new TnAuthListSource(fetcher, time, NullLogger<TnAuthListSource>.Instance));

    private static CallParties? CallOf(ParseResult parsed) => (parsed.GetValue(Orig), parsed.GetValue(Dest)) switch
    {
        (null, null) => null,
        ({ } orig, { } dest) => new CallParties(new NumberParty(Inputs.Number(orig, "--orig")), new NumberParty(Inputs.Number(dest, "--dest"))),
        _ => throw new UsageException("--orig and --dest must be given together."),
    };
}
