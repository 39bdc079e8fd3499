using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Tokens;
using Shaken.Local.Files;

namespace Shaken.Cli.Certificates;

/// <summary><c>shaken csr</c>: a signing request for a key made now, or for one that is there.</summary>
internal static class CsrCommand
{
    private static readonly Option<string> Key = new("--key") { Description = "File with the private key in PEM. If the file does not exist, a key is created there, readable by its owner only.", Required = true };
    private static readonly Option<bool> Ca = new("--ca") { Description = "Ask for a CA certificate, to delegate below it (RFC 9060)." };
    private static readonly Option<string> Country = new("--country") { Description = "C of the subject; the CA may write the subject by its own profile." };
    private static readonly Option<string> Organization = new("--organization") { Description = "O of the subject." };
    private static readonly Option<string> CommonName = new("--common-name") { Description = "CN of the subject." };
    private static readonly Option<string> Output = new("--out") { Description = "File for the request; default: print it." };

    private static readonly Argument<string> File = new("file") { Description = "File with the request, PEM or DER." };

    public static Command New() => new Command("csr", "Make a certificate signing request (PKCS#10) with a TNAuthList; or look into one.")
    {
        Key, AuthorityInputs.Spc, AuthorityInputs.Number, AuthorityInputs.Range, Ca, Country, Organization, CommonName, Output,
        KeyOptions.PassphraseVariable, KeyOptions.PassphraseFile,
        new Command("inspect", "Show what a request asks for, and the fingerprint of its key, to which a token for it is bound.")
        {
            File,
        }.Runs(InspectAsync),
    }.Runs(RunAsync);

    private static Task<CommandResult> InspectAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var request = RequestFile.Read(parsed.GetValue(File)!);
        return Task.FromResult(CommandResult.Good(new JsonObject
        {
            ["subject"] = request.Subject.ToString(),
            ["tnAuthList"] = request.TnAuthList is { } list ? Documents.Of(list) : null,
            ["ca"] = request.IsCa,
            ["fingerprint"] = KeyFingerprint.Of(request.Jwk),
            ["fingerprintOfPublicKeyInfo"] = KeyFingerprint.OfPublicKeyInfo(request.PublicKeyInfo.Span),
        }));
    }

    private static async Task<CommandResult> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        // Everything is read before a key is made: a command that cannot be used leaves nothing behind.
        var authority = AuthorityInputs.Of(parsed);
        var subject = SubjectOf(parsed);
        var (keyPath, path) = (parsed.GetValue(Key)!, parsed.GetValue(Output));
        var passphrase = KeyOptions.PassphraseOf(parsed);
        var isNew = !System.IO.File.Exists(keyPath);
        using var key = isNew ? SoftwareKey.New() : Inputs.Key(keyPath, passphrase);
        var pem = (await SigningRequestWriter.WriteAsync(key, authority, subject, parsed.GetValue(Ca), cancellationToken)).ToPem();
        if (isNew) PrivateFile.WriteNew(Path.GetFullPath(keyPath), key.ToPem(passphrase) + "\n");
        if (path is null) return CommandResult.Good(new JsonObject { ["csr"] = pem });
        try
        {
            await System.IO.File.WriteAllTextAsync(path, pem + "\n", cancellationToken);
        }
        catch (Exception exception) when (isNew && exception is IOException or UnauthorizedAccessException)
        {
            System.IO.File.Delete(keyPath);
            throw;
        }

        return CommandResult.Good(new JsonObject { ["csr"] = path, ["key"] = keyPath });
    }

    private static DistinguishedName? SubjectOf(ParseResult parsed)
    {
        var attributes = new List<(string Type, string Text)>();
        if (parsed.GetValue(Country) is { } country)
            attributes.Add((Oids.Country, CountryCode.TryParse(country, out var code) ? code.Value : throw new UsageException($"--country: \"{country}\" is not an ISO 3166-1 alpha-2 code in capitals, such as US.")));
        if (parsed.GetValue(Organization) is { } organization) attributes.Add((Oids.Organization, organization));
        if (parsed.GetValue(CommonName) is { } commonName) attributes.Add((Oids.CommonName, commonName));
        return attributes.Count == 0 ? null : DistinguishedName.Of([.. attributes]);
    }
}
