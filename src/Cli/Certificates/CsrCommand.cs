using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.Certificates;
using Shaken.Core.Foundations;
using Shaken.Local.Keys;

namespace Shaken.Cli.Certificates;

/// <summary><c>shaken csr</c>: a signing request for a key made now, or for one that is there.</summary>
internal static class CsrCommand
{
    private static readonly Option<string> Key = new("--key") { Description = "File with the private key in PEM. Where there is none a key is made and kept there, readable by its owner only.", Required = true };
    private static readonly Option<bool> Ca = new("--ca") { Description = "Ask for a CA certificate, to delegate below it (RFC 9060)." };
    private static readonly Option<string> Country = new("--country") { Description = "C of the subject; the CA fills the subject by its own profile in any case." };
    private static readonly Option<string> Organization = new("--organization") { Description = "O of the subject." };
    private static readonly Option<string> CommonName = new("--common-name") { Description = "CN of the subject." };
    private static readonly Option<string> Output = new("--out") { Description = "File for the request; printed when absent." };

    public static Command New() =>
        new Command("csr", "Make a certificate signing request (PKCS#10) with a TNAuthList.") { Key, AuthorityInputs.Spc, AuthorityInputs.Number, AuthorityInputs.Range, Ca, Country, Organization, CommonName, Output }.Runs(RunAsync);

    private static async Task<CommandResult> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        // Everything is read before a key is made: a command that cannot be used leaves nothing behind.
        var authority = AuthorityInputs.Of(parsed);
        var subject = SubjectOf(parsed);
        using var key = KeyAt(parsed.GetValue(Key)!);
        var pem = (await SigningRequestWriter.WriteAsync(key, authority, subject, parsed.GetValue(Ca), cancellationToken)).ToPem();
        if (parsed.GetValue(Output) is not { } path) return CommandResult.Good(new JsonObject { ["csr"] = pem });
        await File.WriteAllTextAsync(path, pem + "\n", cancellationToken);
        return CommandResult.Good(new JsonObject { ["csr"] = path, ["key"] = parsed.GetValue(Key) });
    }

    private static DistinguishedName? SubjectOf(ParseResult parsed)
    {
        var attributes = new List<(string Type, string Text)>();
        if (parsed.GetValue(Country) is { } country)
            attributes.Add((Oids.Country, CountryCode.TryParse(country, out var code) ? code.Value : throw new UsageException($"--country: \"{country}\" is no ISO 3166-1 alpha-2 code, in capitals.")));
        if (parsed.GetValue(Organization) is { } organization) attributes.Add((Oids.Organization, organization));
        if (parsed.GetValue(CommonName) is { } commonName) attributes.Add((Oids.CommonName, commonName));
        return attributes.Count == 0 ? null : DistinguishedName.Of([.. attributes]);
    }

    private static SoftwareKey KeyAt(string path)
    {
        if (File.Exists(path)) return Inputs.Key(path);
        var key = SoftwareKey.New();
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(Encoding.ASCII.GetBytes(key.ToPem() + "\n"));
        file.Flush(flushToDisk: true);
        return key;
    }
}
