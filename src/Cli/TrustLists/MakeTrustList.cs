using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Cli.Ceremonies;
using Shaken.Cli.Output;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Sources;

namespace Shaken.Cli.TrustLists;

/// <summary><c>shaken trust-list sign</c>, <c>diff</c>, <c>export</c>: lists without a server.</summary>
internal static class MakeTrustList
{
    private static readonly Argument<string> File = new("file") { Description = "File with the list, a JWT." };
    private static readonly Argument<string> Before = new("before") { Description = "File with the earlier list." };
    private static readonly Argument<string> After = new("after") { Description = "File with the later list." };
    private static readonly Option<string[]> Root = new("--root")
    {
        Description = "File with the root of an approved STI-CA, PEM or DER; may be repeated.", Required = true,
    };

    private static readonly Option<long> Sequence = new("--sequence")
    {
        Description = "One more than that of the list before.", Required = true,
    };

    private static readonly Option<string> Life = new("--life")
    {
        Description = "From now to exp, such as 7d.", DefaultValueFactory = _ => "7d",
    };

    private static readonly Option<string> Key = new("--key")
    {
        Description = "File with the private key of the list's signer.", Required = true,
    };

    private static readonly Option<string> X5u = new("--x5u") { Description = "https URL of that signer's certificate.", Required = true };
    private static readonly Option<bool> TextVersion = new("--version-text")
    {
        Description = "Write version as a text, as one family of clients wants it.",
    };

    private static readonly Option<bool> PemEntries = new("--entries-pem")
    {
        Description = "Write the entries in PEM instead of base64 DER.",
    };

    private static readonly Option<string> Out = new("--out") { Description = "File for the roots in PEM.", Required = true };

    public static IEnumerable<Command> All =>
    [
        new Command("sign", "Sign a list of roots with a key in a file.")
        {
            Root, Sequence, Life, Key, X5u, TextVersion, PemEntries, KeyOptions.PassphraseVariable, KeyOptions.PassphraseFile, Inputs.At,
        }.Runs(SignAsync),
        new Command("diff", "Show which roots came and went between two lists. Nothing is verified.") { Before, After }.Runs(DiffAsync),
        new Command("export", "Verify a list and write its roots as one PEM file, for Asterisk, Kamailio and others that read such a file.")
        {
            File, TrustOptions.AdministratorRoot, TrustOptions.Signer, Inputs.At, Out,
        }.Runs(ExportAsync),
    ];

    private static async Task<CommandResult> SignAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var x5u = Inputs.Url(parsed.GetValue(X5u)!, "--x5u");
        if (x5u.Scheme != Uri.UriSchemeHttps) throw new UsageException("--x5u: must be an https URL.");
        if (parsed.GetValue(Sequence) < 1) throw new UsageException("--sequence: must be 1 or more.");
        var expiresAt = Inputs.TimeOf(parsed).GetUtcNow() + CeremonyInputs.Life(parsed.GetValue(Life)!, "--life");
        var form = new TrustListForm(parsed.GetValue(TextVersion), parsed.GetValue(PemEntries));
        using var key = KeyOptions.Key(parsed, parsed.GetValue(Key)!);
        var list = await TrustListSigner.SignAsync(
            Inputs.Roots(parsed.GetValue(Root)!), parsed.GetValue(Sequence), expiresAt, key, x5u.AbsoluteUri, form, cancellationToken);
        return CommandResult.Good(new JsonObject { ["caList"] = list });
    }

    private static Task<CommandResult> DiffAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (before, after) = (Read(parsed.GetValue(Before)!), Read(parsed.GetValue(After)!));
        var (had, has) = (RootsOf(before), RootsOf(after));
        var document = new JsonObject
        {
            ["sequenceBefore"] = before.Sequence,
            ["sequenceAfter"] = after.Sequence,
            ["added"] = ArrayOf(has.Where(root => !had.ContainsKey(root.Key))),
            ["removed"] = ArrayOf(had.Where(root => !has.ContainsKey(root.Key))),
        };
        return Task.FromResult(CommandResult.Good(document));
    }

    private static async Task<CommandResult> ExportAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var time = Inputs.TimeOf(parsed);
        using var fetcher = new GuardedFetcher(NetworkOptions.Current, SystemResolver.Instance, time, NullLogger<GuardedFetcher>.Instance);
        var fetched = new CertificateSource(fetcher, CertificateFreshness.Default, time, NullLogger<CertificateSource>.Instance);
        var outcome = await TrustOptions.ReadAsync(parsed, parsed.GetValue(File)!, fetched, time, cancellationToken);
        if (!outcome.TryGet(out var list, out var refusal))
        {
            return CommandResult.Refused(
                new JsonObject { ["verified"] = false, ["reason"] = KebabCase.Of(refusal.Reason), ["detail"] = refusal.Detail });
        }

        var pem = new StringBuilder();
        foreach (var certificate in list.Roots.All.Select(root => root.Certificate))
            pem.Append("# ")
                .Append(PlainText.Show(certificate.Subject.ToString()))
                .Append('\n')
                .Append(certificate.ToPem().Trim())
                .Append('\n');
        await System.IO.File.WriteAllTextAsync(parsed.GetValue(Out)!, pem.ToString(), cancellationToken);
        return CommandResult.Good(new JsonObject
        {
            ["sequence"] = list.Sequence,
            ["expires"] = Inputs.Text(list.ExpiresAt),
            ["roots"] = list.Roots.All.Count,
            ["file"] = parsed.GetValue(Out),
        });
    }

    private static TrustListDocument Read(string path)
    {
        if (!Jws.TryParse(Inputs.FileText(path).Trim(), Limits.TrustListOctets, out var jws, out var failure))
            throw new UsageException($"{path} is not a trusted-CA list: {failure}.");
        return TrustListDocument.TryRead(jws.DecodePayload(), out var document, out var refusal)
            ? document
            : throw new UsageException($"{path} is not a trusted-CA list: {refusal.Detail}.");
    }

    // By fingerprint, so that a root is the same in either form; what is no certificate is told apart by its text.
    private static Dictionary<string, string> RootsOf(TrustListDocument list)
    {
        var roots = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in list.Entries)
        {
            if (CertificateBundle.TryRead(OctetsOf(entry), out var certificates, out _))
                roots[certificates[0].Fingerprint] = certificates[0].Subject.ToString();
            else roots[entry] = "(no certificate)";
        }

        return roots;
    }

    private static byte[] OctetsOf(string entry)
    {
        var octets = new byte[entry.Length];
        return Convert.TryFromBase64String(entry, octets, out var written) ? octets[..written] : Encoding.UTF8.GetBytes(entry);
    }

    private static JsonArray ArrayOf(IEnumerable<KeyValuePair<string, string>> roots) =>
        [.. roots.Select(root => (JsonNode)new JsonObject { ["sha256"] = root.Key, ["subject"] = root.Value })];
}
