using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;

namespace Shaken.Cli.Passports;

/// <summary><c>shaken passport sign</c>.</summary>
internal static class SignPassport
{
    private static readonly Option<string> Key = new("--key") { Description = "File with the private key of the STI certificate, PEM.", Required = true };
    private static readonly Option<string> X5u = new("--x5u") { Description = "URL at which the certificate is published.", Required = true };
    private static readonly Option<string> Orig = new("--orig") { Description = "Calling number.", Required = true };
    private static readonly Option<string> Dest = new("--dest") { Description = "Called number.", Required = true };
    private static readonly Option<string> Attest = new("--attest") { Description = "A, B or C; \"none\" signs the base form of RFC 8225.", DefaultValueFactory = _ => "A" };
    private static readonly Option<string> OrigId = new("--origid") { Description = "UUID of the origin; default: a new one." };
    private static readonly Option<bool> Identity = new("--identity") { Description = "Print an Identity header's value instead of the bare token." };
    private static readonly Option<bool> QuotedPpt = new("--quoted-ppt") { Description = "With --identity: write ppt=\"shaken\", for readers that expect quotes." };

    public static Command New() => new Command("sign", "Sign a PASSporT for a call.")
    {
        Key, X5u, Orig, Dest, Attest, OrigId, Identity, QuotedPpt, KeyOptions.PassphraseVariable, KeyOptions.PassphraseFile, Inputs.At,
    }.Runs(RunAsync);

    private static async Task<CommandResult> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var key = KeyOptions.Key(parsed, parsed.GetValue(Key)!);
        var signer = new PassportSigner(key, parsed.GetValue(X5u)!) { QuotesPpt = parsed.GetValue(QuotedPpt) };
        var claims = ClaimsOf(parsed);
        var text = parsed.GetValue(Identity) ? await signer.SignIdentityAsync(claims, cancellationToken) : await signer.SignAsync(claims, cancellationToken);
        return CommandResult.Good(new JsonObject { [parsed.GetValue(Identity) ? "identity" : "passport"] = text });
    }

    private static PassportClaims ClaimsOf(ParseResult parsed)
    {
        var orig = Inputs.Number(parsed.GetValue(Orig)!, "--orig");
        var dest = Inputs.Number(parsed.GetValue(Dest)!, "--dest");
        var now = Inputs.TimeOf(parsed).GetUtcNow();
        var attest = parsed.GetValue(Attest)!;
        if (attest == "none") return new PassportClaims(new NumberParty(orig), [new NumberParty(dest)], now, Shaken: null);
        if (attest is not ("A" or "B" or "C")) throw new UsageException($"--attest: \"{attest}\" must be A, B, C or none.");
        var origId = parsed.GetValue(OrigId) ?? SystemRandom.Instance.NewUuid();
        if (!Guid.TryParseExact(origId, "D", out _))
            throw new UsageException($"--origid: \"{origId}\" is not a UUID, such as 123e4567-e89b-12d3-a456-426655440000.");
        return PassportClaims.ForCall(orig, dest, now, Enum.Parse<Attestation>(attest), origId);
    }
}
