using System.CommandLine;
using System.Runtime.ExceptionServices;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Cli.Output;
using Shaken.Cli.TrustLists;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Der;
using Shaken.Core.ServiceProvider.AcmeClient;
using Shaken.Core.ServiceProvider.Renewal;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Sources;
using Shaken.Local.Keys;

namespace Shaken.Cli.Acme;

/// <summary>A certificate that is ordered or renewed, with its options: the same renewal that the web program runs, its state in the account's folder.</summary>
internal static class Ordering
{
    public static readonly Option<string> Provider = new("--provider") { Description = "Country and service provider code, as US/1234.", Required = true };
    public static readonly Option<string> Into = new("--into") { Description = "Key folder for the key and the chain.", Required = true };
    public static readonly Option<string> Name = new("--name") { Description = "Name in the key folder, 1 to 64 of a-z 0-9 -; default: country and code, such as us-1234." };
    public static readonly Option<string> X5u = new("--x5u") { Description = "URL at which the chain will be published, for a CA that does not publish it." };
    public static readonly Option<bool> Unpublished = new("--unpublished") { Description = "Accept the certificate although it is not published at its x5u yet." };
    public static readonly Option<string> Profile = new("--profile")
    {
        Description = "Kind of certificate: one of the profiles in the CA's directory; default: the CA's usual one.",
    };

    /// <summary>A command with everything that an order takes.</summary>
    public static Command Command(string name, string description) => new(name, description)
    {
        AcmeInputs.Account, Provider, Into, Name, X5u, Unpublished, Profile,
        TokenOptions.Token, TokenOptions.PolicyAdministrator, TokenOptions.ProviderAccount, TokenOptions.User, TokenOptions.PasswordFile,
        TokenOptions.Authority, TokenOptions.AuthorityAccount, TokenOptions.AuthorizationFile, TokenOptions.Fingerprint,
        TrustOptions.Root, TrustOptions.List, TrustOptions.AdministratorRoot, TrustOptions.Signer,
    };

    /// <summary>Opens everything, looks at the certificate in force, and lets the command run the renewal.</summary>
    /// <param name="isForced">A new certificate is ordered whatever there is.</param>
    /// <param name="run">Hears also whether the certificate in force is revoked.</param>
    public static async Task<CommandResult> RunAsync(
        ParseResult parsed, bool isForced, Func<CertificateRenewal, bool, Task<RenewalRun>> run, CancellationToken cancellationToken)
    {
        var (folder, directory, _) = AccountFolder.OpenRegistered(AcmeInputs.AccountFolder(parsed));
        var options = OptionsOf(parsed);
        using var http = NamedHost.NewHttp();
        using var fetcher = new GuardedFetcher(
            NetworkOptions.Current with { FailureLife = TimeSpan.Zero }, SystemResolver.Instance, Clock.System,
            NullLogger<GuardedFetcher>.Instance);
        await using var state = folder.OpenState();

        // The account is known: a registration that finds none must not make one.
        var account = new AccountAtCa(
            http, directory, _ => ValueTask.FromResult<ISigningKey>(folder.Key), new AcmeRegistration([], AgreesToTerms: false, OnlyExisting: true),
            TokenOptions.Read(parsed, http), TokenOptions.FormOf(parsed), Clock.System, new ProgressLines());
        var (folderOfKeys, domain) = (parsed.GetValue(Into)!, await DomainAsync(parsed, fetcher, cancellationToken));
        var ring = KeyRing.Open(folderOfKeys);
        var renewal = new CertificateRenewal(
            options, state.Records, ring, account, domain, repository: null,
            fetcher, NoNotices.Instance, Clock.System, SystemRandom.Instance, NullLogger<CertificateRenewal>.Instance);
        var isRevoked = false;
        if (!isForced && await renewal.FindCurrentAsync(cancellationToken) is { } current)
        {
            await CurrentCertificate.DemandKeyAsync(current, ring, folderOfKeys, cancellationToken);
            isRevoked = await CurrentCertificate.IsRevokedAsync(current, domain, fetcher, cancellationToken);
            if (isRevoked) await Console.Error.WriteLineAsync("the certificate in force is revoked: another one is ordered");
        }

        return ResultOf(await run(renewal, isRevoked), folderOfKeys);
    }

    private static RenewalOptions OptionsOf(ParseResult parsed)
    {
        if (!ProviderId.TryParse(parsed.GetValue(Provider), out var provider)) throw new UsageException($"--provider: \"{parsed.GetValue(Provider)}\" is not a country and a code, such as US/1234.");
        var options = new RenewalOptions(provider, TnAuthList.Of(new SpcEntry(provider.Code)))
        {
            X5u = parsed.GetValue(X5u),
            MustBePublished = !parsed.GetValue(Unpublished),
            Profile = parsed.GetValue(Profile),
        };
        return parsed.GetValue(Name) is { } name ? options with { Name = NameOf(name) } : options;
    }

    public static string NameOf(string name) =>
        name.Length is > 0 and <= 64 && name.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-') ? name : throw new UsageException($"--name: \"{name}\" must have 1 to 64 of a-z 0-9 -");

    private static async Task<TrustDomain?> DomainAsync(ParseResult parsed, IUrlFetcher fetcher, CancellationToken cancellationToken)
    {
        if (!TrustOptions.AreGiven(parsed)) return null;
        var source = new CertificateSource(fetcher, CertificateFreshness.Default, Clock.System, NullLogger<CertificateSource>.Instance);
        return await TrustOptions.DomainAsync(parsed, source, Clock.System, cancellationToken);
    }

    private static CommandResult ResultOf(RenewalRun run, string folder)
    {
        if (run.Fault is { } fault) ExceptionDispatchInfo.Throw(fault);
        if (run.Failure is { } failure) return AcmeInputs.Failed(failure);
        if (run.Result is RenewalResult.Busy or RenewalResult.Pausing || run.Current is not { } current)
        {
            return new CommandResult(ExitCode.Unavailable, new JsonObject
            {
                ["accepted"] = false,
                ["reason"] = KebabCase.Of(run.Result),
                ["detail"] = "an earlier run is still active, or failed a short while ago: try again later",
                ["nextAt"] = run.NextAt is { } moment ? Inputs.Text(moment) : null,
            });
        }

        return CommandResult.Good(new JsonObject
        {
            ["accepted"] = true,
            ["renewed"] = run.Result == RenewalResult.Renewed,
            ["name"] = current.Name,
            ["folder"] = Path.GetFullPath(folder),
            ["x5u"] = current.X5u,
            ["sha256"] = current.Fingerprint,
            ["notAfter"] = Inputs.Text(current.NotAfter),
            ["renewAt"] = Inputs.Text(current.RenewAt),
        });
    }
}
