using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.Signing;
using Shaken.Local.Keys;

namespace Shaken.Cli.Certificates;

/// <summary><c>shaken cert install</c>.</summary>
internal static class InstallCertificate
{
    private static readonly Argument<string> Key = new("key") { Description = "File with the private key, PEM." };
    private static readonly Argument<string> Chain = new("chain") { Description = "File with its certificate and the intermediates, leaf first." };
    private static readonly Option<string> Into = new("--into") { Description = "Key folder; made if need be, for its owner alone.", Required = true };
    private static readonly Option<string> Name = new("--name") { Description = "Name in it, 1 to 64 of a-z 0-9 -", Required = true };

    public static Command New() => new Command("install", "Put a key and its chain into a key folder and in use, after checking that they belong together. The key before stays there.")
    {
        Key, Chain, Into, Name,
    }.Runs(RunAsync);

    private static Task<CommandResult> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var name = Acme.Ordering.NameOf(parsed.GetValue(Name)!);
        using var key = Inputs.Key(parsed.GetValue(Key)!);
        var chain = Inputs.Certificates(parsed.GetValue(Chain)!);
        if (!chain[0].PublicKey.TryToP256(out var publicKey) || JsonWebKey.From(publicKey.Parameters) != JsonWebKey.From(key.PublicKey))
            return Task.FromResult(CommandResult.Refused(new JsonObject { ["accepted"] = false, ["reason"] = "key-mismatch", ["detail"] = $"the key is not that of {chain[0].Subject}" }));
        for (var index = 0; index + 1 < chain.Count; index++)
        {
            var (below, above) = (chain[index], chain[index + 1]);
            if (!below.Issuer.Matches(above.Subject) || !above.PublicKey.Verifies(below.ToBeSigned.Span, below.Signature.Span, below.SignatureAlgorithm))
                return Task.FromResult(CommandResult.Refused(new JsonObject { ["accepted"] = false, ["reason"] = "chain-broken", ["detail"] = $"{below.Subject} was not issued by the certificate after it" }));
        }

        var folder = KeyFolder.Open(parsed.GetValue(Into)!);
        var version = folder.Versions(name).Cast<int?>().FirstOrDefault(known => folder.Get(name, known!.Value).Certificate.Fingerprint == chain[0].Fingerprint)
            ?? folder.Save(name, key, [.. chain.Where((certificate, index) => index == 0 || !certificate.IsSelfIssued)]);
        folder.MakeCurrent(name, version);
        return Task.FromResult(CommandResult.Good(new JsonObject
        {
            ["accepted"] = true, ["name"] = name, ["version"] = version, ["sha256"] = chain[0].Fingerprint, ["notAfter"] = Inputs.Text(chain[0].NotAfter),
        }));
    }
}
