using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Extensions;

namespace Shaken.Cli.Passports;

/// <summary><c>shaken passport sign</c>.</summary>
internal static class SignPassport
{
    private static readonly PassportType[] Types =
        [PassportType.Base, PassportType.Shaken, PassportType.Div, PassportType.Rph, PassportType.Rcd, PassportType.Msg];

    private static readonly string TypeNames = string.Join(", ", Types.Select(type => KebabCase.Of(type)));

    private static readonly Option<string> Key = new("--key")
    {
        Description = "File with the private key of the STI certificate, PEM.",
        Required = true,
    };

    private static readonly Option<string> X5u = new("--x5u")
    {
        Description = "URL at which the certificate is published.",
        Required = true,
    };

    private static readonly Option<string> Type = new("--type") { Description = $"One of {TypeNames}; default: shaken." };
    private static readonly Option<string> Orig = new("--orig") { Description = "Calling number.", Required = true };

    private static readonly Option<string[]> Dest = new("--dest")
    {
        Description = "Called number; as often as there are called numbers.",
        Required = true,
    };

    private static readonly Option<string> Attest = new("--attest")
    {
        Description = "A, B or C; default: A. \"none\" is short for --type base.",
    };

    private static readonly Option<string> OrigId = new("--origid") { Description = "UUID of the origin; default: a new one." };

    private static readonly Option<bool> Identity = new("--identity")
    {
        Description = "Print an Identity header's value instead of the bare token.",
    };

    private static readonly Option<bool> QuotedPpt = new("--quoted-ppt")
    {
        Description = "With --identity: write ppt=\"shaken\", for readers that expect quotes.",
    };

    public static Command New()
    {
        var command = new Command("sign", "Sign a PASSporT for a call.")
        {
            Key, X5u, Type, Orig, Dest, Attest, OrigId, Identity, QuotedPpt, KeyOptions.PassphraseVariable, KeyOptions.PassphraseFile,
            Inputs.At,
        };
        foreach (var option in ExtensionOptions.All) command.Add(option);
        return command.Runs(RunAsync);
    }

    private static async Task<CommandResult> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var key = KeyOptions.Key(parsed, parsed.GetValue(Key)!);
        var x5u = X5uOf(parsed);
        var signer = new PassportSigner(key, x5u) { QuotesPpt = parsed.GetValue(QuotedPpt) };
        var claims = ClaimsOf(parsed);
        var token = await signer.SignAsync(claims, cancellationToken);

        // What nobody would take is not given out.
        if (claims is ExtendedClaims && !UntrustedPassport.TryParse(token, out _, out var refusal))
            throw new UsageException($"No PASSporT of these claims would be taken: {refusal.Detail}.");
        return parsed.GetValue(Identity)
            ? CommandResult.Good(new JsonObject { ["identity"] = await signer.SignIdentityAsync(claims, cancellationToken) })
            : CommandResult.Good(new JsonObject { ["passport"] = token });
    }

    // Signed as it is written. A trial's URL is good for the trial: verifiers say so too, by their exempt origins.
    private static string X5uOf(ParseResult parsed)
    {
        var x5u = parsed.GetValue(X5u)!;
        Inputs.Url(x5u, "--x5u");
        var exempt = NetworkOptions.Current.ExemptOrigins
            .Select(text => WebOrigin.TryParse(text, out var origin) ? origin : null).OfType<WebOrigin>().ToHashSet();
        if (!FetchUrl.TryParse(x5u, exempt, out _, out var refusal))
            Console.Error.WriteLine($"--x5u: verifiers will not fetch {x5u}: {refusal.Detail}.");
        return x5u;
    }

    private static PassportClaims ClaimsOf(ParseResult parsed)
    {
        var type = TypeOf(parsed);
        if (type != PassportType.Shaken && parsed.GetValue(OrigId) is not null)
            throw new UsageException($"--origid: is no option of --type {KebabCase.Of(type)}.");
        var dest = parsed.GetValue(Dest)!.Select(text => (PassportParty)new NumberParty(Inputs.Number(text, "--dest")));
        var claims = new PassportClaims(
            new NumberParty(Inputs.Number(parsed.GetValue(Orig)!, "--orig")), [.. dest.Distinct()], Inputs.TimeOf(parsed).GetUtcNow(),
            type == PassportType.Shaken ? ShakenOf(parsed) : null);
        if (claims.Dest.Count > Limits.Destinations) throw new UsageException($"--dest: {Limits.Destinations} at most.");
        return ExtensionOptions.Read(parsed, type) is { } extension ? new ExtendedClaims(claims, extension) : claims;
    }

    private static PassportType TypeOf(ParseResult parsed)
    {
        var attest = parsed.GetValue(Attest);
        if (parsed.GetValue(Type) is not { } text) return attest == "none" ? PassportType.Base : PassportType.Shaken;
        foreach (var type in Types)
        {
            if (KebabCase.Of(type) != text) continue;
            if (attest is not null && (type != PassportType.Shaken || attest == "none"))
                throw new UsageException($"--attest: \"{attest}\" does not go with --type {text}.");
            return type;
        }

        throw new UsageException($"--type: \"{text}\" must be one of {TypeNames}.");
    }

    private static ShakenClaims ShakenOf(ParseResult parsed)
    {
        var attest = parsed.GetValue(Attest) ?? nameof(Attestation.A);
        if (attest is not ("A" or "B" or "C")) throw new UsageException($"--attest: \"{attest}\" must be A, B, C or none.");
        var origId = parsed.GetValue(OrigId) ?? SystemRandom.Instance.NewUuid();
        return Guid.TryParseExact(origId, "D", out _)
            ? new ShakenClaims(Enum.Parse<Attestation>(attest), origId)
            : throw new UsageException($"--origid: \"{origId}\" is not a UUID, such as 123e4567-e89b-12d3-a456-426655440000.");
    }
}
