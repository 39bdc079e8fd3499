using System.CommandLine;
using Shaken.Cli.Output;

namespace Shaken.Cli.Acme;

/// <summary><c>shaken acme order</c>.</summary>
internal static class OrderCertificate
{
    public static Command New() => Ordering.Command("order", "Order a provider's certificate. Cut off anywhere, run it again: it goes on with the same order.").Runs(RunAsync);

    private static Task<CommandResult> RunAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        Ordering.RunAsync(
            parsed, isForced: false,
            async (renewal, isRevoked) =>
            {
                // What was ordered before and is good for long is the answer again.
                var isThere = await renewal.FindCurrentAsync(cancellationToken) is not null;
                return await renewal.RunAsync(force: isRevoked || !isThere, cancellationToken);
            },
            cancellationToken);
}
