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
    private static readonly Option<string> OrigId = new("--origid") { Description = "UUID of the origin; a fresh one unless given." };
    private static readonly Option<bool> Identity = new("--identity") { Description = "Print an Identity header's value instead of the bare token." };

    public static Command New() => new Command("sign", "Sign a PASSporT for a call.") { Key, X5u, Orig, Dest, Attest, OrigId, Identity, Inputs.At }.Runs(RunAsync);

    private static async Task<CommandResult> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var key = Inputs.Key(parsed.GetValue(Key)!);
        var signer = new PassportSigner(key, parsed.GetValue(X5u)!);
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
        if (attest is not ("A" or "B" or "C")) throw new UsageException($"--attest: \"{attest}\" is none of A, B, C and none.");
        var origId = parsed.GetValue(OrigId) ?? SystemRandom.Instance.NewUuid();
        if (!Guid.TryParseExact(origId, "D", out _)) throw new UsageException($"--origid: \"{origId}\" is no UUID.");
        return PassportClaims.ForCall(orig, dest, now, Enum.Parse<Attestation>(attest), origId);
    }
}
