using System.CommandLine;
using Shaken.Cli.Output;

namespace Shaken.Cli.Acme;

/// <summary><c>shaken acme renew</c>.</summary>
internal static class RenewCertificate
{
    private static readonly Option<bool> Force = new("--force")
    {
        Description = "Renew now, whatever the certificate's age. A certificate that its CRL has as revoked is renewed without it.",
    };

    public static Command New()
    {
        var command = Ordering.Command("renew", "Renew a provider's certificate once two thirds of its life are over; before that it changes nothing. For a job that runs every day.");
        command.Add(Force);
        return command.Runs(RunAsync);
    }

    private static Task<CommandResult> RunAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        Ordering.RunAsync(
            parsed, parsed.GetValue(Force),
            async (renewal, isRevoked) => await renewal.FindCurrentAsync(cancellationToken) is null
                ? throw new UsageException("This account has ordered no certificate of that name: run `shaken acme order` first.")
                : await renewal.RunAsync(isRevoked || parsed.GetValue(Force), cancellationToken),
            cancellationToken);
}
