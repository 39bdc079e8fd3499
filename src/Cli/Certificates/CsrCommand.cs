using System.CommandLine;
using System.Globalization;
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
    private static readonly Option<string[]> Spc = new("--spc") { Description = "A service provider code to have authority over." };
    private static readonly Option<string[]> Number = new("--tn") { Description = "A telephone number to have authority over; may be repeated." };
    private static readonly Option<string[]> Range = new("--range") { Description = "A block of numbers, as START:COUNT; may be repeated." };
    private static readonly Option<bool> Ca = new("--ca") { Description = "Ask for a CA certificate, to delegate below it (RFC 9060)." };
    private static readonly Option<string> Country = new("--country") { Description = "C of the subject; the CA fills the subject by its own profile in any case." };
    private static readonly Option<string> Organization = new("--organization") { Description = "O of the subject." };
    private static readonly Option<string> CommonName = new("--common-name") { Description = "CN of the subject." };
    private static readonly Option<string> Output = new("--out") { Description = "File for the request; printed when absent." };

    public static Command New() =>
        new Command("csr", "Make a certificate signing request (PKCS#10) with a TNAuthList.") { Key, Spc, Number, Range, Ca, Country, Organization, CommonName, Output }.Runs(RunAsync);

    private static async Task<CommandResult> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        // Everything is read before a key is made: a command that cannot be used leaves nothing behind.
        var authority = AuthorityOf(parsed);
        var subject = SubjectOf(parsed);
        using var key = KeyAt(parsed.GetValue(Key)!);
        var pem = (await SigningRequestWriter.WriteAsync(key, authority, subject, parsed.GetValue(Ca), cancellationToken)).ToPem();
        if (parsed.GetValue(Output) is not { } path) return CommandResult.Good(new JsonObject { ["csr"] = pem });
        await File.WriteAllTextAsync(path, pem + "\n", cancellationToken);
        return CommandResult.Good(new JsonObject { ["csr"] = path, ["key"] = parsed.GetValue(Key) });
    }

    private static TnAuthList AuthorityOf(ParseResult parsed)
    {
        var entries = new List<TnAuthListEntry>();
        entries.AddRange((parsed.GetValue(Spc) ?? []).Select(text => new SpcEntry(Inputs.Code(text, "--spc"))));
        entries.AddRange((parsed.GetValue(Range) ?? []).Select(RangeOf));
        entries.AddRange((parsed.GetValue(Number) ?? []).Select(text => new NumberEntry(Inputs.Number(text, "--tn"))));
        return entries.Count is > 0 and <= Limits.TnAuthListEntries
            ? TnAuthList.Of([.. entries])
            : throw new UsageException($"A TNAuthList has 1 to {Limits.TnAuthListEntries} entries: --spc, --tn, --range.");
    }

    private static RangeEntry RangeOf(string text)
    {
        if (text.Split(':') is not [var start, var many] || !int.TryParse(many, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || !TelephoneNumberRange.TryCreate(Inputs.Number(start, "--range"), count, out var range))
            throw new UsageException($"--range: \"{text}\" is no block START:COUNT of 2 numbers or more, such as 12025550100:50.");
        return range.EndsOnTheLastNumber ? throw new UsageException($"--range: \"{text}\" ends on the last number of its length, which is never certified (RFC 8226 section 9): split it.") : new RangeEntry(range);
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
