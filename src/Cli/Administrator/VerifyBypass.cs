using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Cli.TrustLists;
using Shaken.Core.Foundations;
using Shaken.Core.Tokens.Bypass;

namespace Shaken.Cli.Administrator;

/// <summary><c>shaken pa bypass verify</c>, which asks no server but that of the signer's certificate.</summary>
internal static class VerifyBypass
{
    private static readonly Argument<string> Token =
        new("token") { Description = "The token of P-Identity-Bypass, a file with it, or -." };

    public static Command New() => new Command(
        "verify",
        "Verify a bypass token: its signature up to the STI-PA's root, its kind and its expiry. Whether it was revoked only the STI-PA "
        + "knows.")
    {
        Token, TrustOptions.AdministratorRoot, TrustOptions.Signer, Inputs.At,
    }.Runs(RunAsync);

    private static async Task<CommandResult> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var time = Inputs.TimeOf(parsed);
        using var documents = AdministratorDocuments.Of(parsed, time);
        var verifier = new BypassTokenVerifier(documents.Certificates, documents.Domain, time);
        var outcome = await verifier.VerifyAsync(Inputs.TokenText(parsed.GetValue(Token)!), cancellationToken);
        if (!outcome.TryGet(out var verified, out var refusal))
        {
            return CommandResult.Refused(new JsonObject
            {
                ["verified"] = false, ["reason"] = KebabCase.Of(refusal.Reason), ["detail"] = refusal.Detail,
            });
        }

        var claims = verified.Claims;
        return CommandResult.Good(new JsonObject
        {
            ["verified"] = true,
            ["provider"] = claims.Provider.ToString(),
            ["issuer"] = claims.Issuer,
            ["jti"] = claims.Id,
            ["issued"] = Inputs.Text(claims.IssuedAt),
            ["expires"] = Inputs.Text(claims.ExpiresAt),
        });
    }
}
