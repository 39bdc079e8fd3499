using System.CommandLine;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Cli.Output;
using Shaken.Cli.TrustLists;
using Shaken.Core.Fetching;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.ServiceProvider.AcmeClient;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Sources;

namespace Shaken.Cli.Acme;

/// <summary><c>shaken acme authorities</c>.</summary>
internal static class ListAuthorities
{
    public static Command New() => new Command("authorities", "List the CAs to choose among: whether each answers, what it asks for, and whether its root is on the trusted-CA list.")
    {
        AuthorityChoices.Directory, AuthorityChoices.CaRoot, AuthorityChoices.File, TrustOptions.Root, TrustOptions.List, TrustOptions.AdministratorRoot, TrustOptions.Signer, Inputs.At,
    }.Runs(RunAsync);

    private static async Task<CommandResult> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var choices = AuthorityChoices.Read(parsed);
        if (choices.Count == 0) throw new UsageException("No CA is given: give --directory NAME=URL or --authorities FILE.");
        var roots = await RootsAsync(parsed, cancellationToken);
        using var http = NamedHost.NewHttp();
        var documents = new JsonArray();
        foreach (var choice in choices)
        {
            var opened = await AcmeConnection.OpenAsync(http, choice.Directory, Clock.System, cancellationToken);
            opened.TryGet(out var connection, out var failure);
            documents.Add(new JsonObject
            {
                ["name"] = choice.Name,
                ["directory"] = choice.Directory.AbsoluteUri,
                ["answers"] = connection is not null,
                ["terms"] = connection?.Directory.TermsOfService,
                ["externalAccount"] = connection?.Directory.ExternalAccountRequired,
                ["rootTrusted"] = Trusted(choice.Root, roots),
                ["detail"] = failure?.Detail,
            });
        }

        return CommandResult.Good(documents);
    }

    private static async Task<TrustedRoots?> RootsAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!TrustOptions.AreGiven(parsed)) return null;
        var time = Inputs.TimeOf(parsed);
        using var fetcher = new GuardedFetcher(NetworkOptions.Current, SystemResolver.Instance, time, NullLogger<GuardedFetcher>.Instance);
        var source = new CertificateSource(fetcher, CertificateFreshness.Default, time, NullLogger<CertificateSource>.Instance);
        return (await TrustOptions.DomainAsync(parsed, source, time, cancellationToken)).Roots;
    }

    private static string Trusted(StiCertificate? root, TrustedRoots? roots) => (root, roots) switch
    {
        (null, _) => "unknown: no root is given",
        (_, null) => "unknown: no trusted-CA list is given",
        var (known, list) => list.All.Any(trusted => trusted.Certificate.Fingerprint == known.Fingerprint) ? "yes" : "no",
    };
}
