using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.Keys;
using Shaken.Local.Keys;

namespace Shaken.Cli.Certificates;

/// <summary><c>shaken cert install</c>.</summary>
internal static class InstallCertificate
{
    private static readonly Argument<string> Key = new("key") { Description = "File with the private key, PEM. A passphrase that opens it seals it in the folder too." };
    private static readonly Argument<string> Chain = new("chain") { Description = "File with its certificate and the intermediates, leaf first." };
    private static readonly Option<string> Into = new("--into") { Description = "Key folder; created if it does not exist, for its owner only.", Required = true };
    private static readonly Option<string> Name = new("--name") { Description = "Name in the key folder, 1 to 64 of a-z 0-9 -", Required = true };

    public static Command New() => new Command("install", "Check that a key and its chain belong together, put them into a key folder and use them from now on. The previous key stays there.")
    {
        Key, Chain, Into, Name, KeyOptions.PassphraseVariable, KeyOptions.PassphraseFile,
    }.Runs(RunAsync);

    private static Task<CommandResult> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var name = Acme.Ordering.NameOf(parsed.GetValue(Name)!);
        var passphrase = KeyOptions.PassphraseOf(parsed);
        using var key = Inputs.Key(parsed.GetValue(Key)!, passphrase);
        var chain = Inputs.Certificates(parsed.GetValue(Chain)!);
        if (!chain[0].PublicKey.TryToP256(out var publicKey) || JsonWebKey.From(publicKey.Parameters) != JsonWebKey.From(key.PublicKey))
            return Task.FromResult(CommandResult.Refused(new JsonObject { ["accepted"] = false, ["reason"] = "key-mismatch", ["detail"] = $"the key does not belong to the first certificate, {chain[0].Subject}: give the key that the certificate was issued for" }));
        for (var index = 0; index + 1 < chain.Count; index++)
        {
            var (below, above) = (chain[index], chain[index + 1]);
            if (!below.Issuer.Matches(above.Subject) || !below.IsSignedBy(above.PublicKey))
                return Task.FromResult(CommandResult.Refused(new JsonObject { ["accepted"] = false, ["reason"] = "chain-broken", ["detail"] = $"the certificate after {below.Subject} did not issue it: give the chain in order, leaf first" }));
        }

        var folder = KeyFolder.Open(parsed.GetValue(Into)!, passphrase);
        var version = folder.Versions(name).Cast<int?>().FirstOrDefault(known => folder.GetCertificate(name, known!.Value).Fingerprint == chain[0].Fingerprint)
            ?? folder.Save(name, key, [.. chain.Where((certificate, index) => index == 0 || !certificate.IsSelfIssued)]);

        // One that was there before may be damaged.
        folder.Get(name, version);
        folder.MakeCurrent(name, version);
        return Task.FromResult(CommandResult.Good(new JsonObject
        {
            ["accepted"] = true, ["name"] = name, ["version"] = version, ["sha256"] = chain[0].Fingerprint, ["notAfter"] = Inputs.Text(chain[0].NotAfter),
        }));
    }
}
