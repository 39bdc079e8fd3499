using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Operators;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Ceremonies;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Lint;
using Shaken.Local.Authorities;

namespace Shaken.Cli.Ceremonies;

/// <summary>
/// <c>shaken ca</c>: init, show, issue-intermediate, rollover, use, cross-certify; and what an operator asks a running CA.
/// </summary>
internal static class CaCommands
{
    private static readonly Option<string> Folder = new("--folder")
    {
        Description = "Folder of the CA's keys.",
        DefaultValueFactory = _ => "ca",
    };

    private static readonly Option<string> PolicyOid = new("--policy-oid")
    {
        Description = "The certificate policy that certificates assert; default in the United States: version 1.4 of its policy.",
    };

    private static readonly Option<string> CrlUrl = new("--crl-url")
    {
        Description = "http or https URL of the policy administrator's CRL.",
        Required = true,
    };

    private static readonly Option<string> CrlIssuer = new("--crl-issuer")
    {
        Description =
            "File with the certificate of the policy administrator's CRL signer: its subject goes into every certificate, octet for octet.",
        Required = true,
    };

    private static readonly Option<int> PathLength = new("--path-length")
    {
        Description = "How many CA certificates may follow below the intermediate: 1 where providers run CAs of their own (RFC 9060).",
        DefaultValueFactory = _ => 0,
    };

    private static readonly Argument<int> Version = new("version") { Description = "A version of ca-issuing." };

    private static readonly Argument<string> Signer = new("signer")
    {
        Description = "File with the certificate of the policy administrator's CRL signer.",
    };

    public static Command New()
    {
        var command = Ceremonies();
        foreach (var asked in CaOperatorCommands.All) command.Add(asked);
        return command;
    }

    private static Command Ceremonies() => new("ca", "Found a certification authority (STI-CA), renew its keys, and operate it.")
    {
        new Command("init", "Key ceremony: root, intermediate and profile. Never overwrites.")
        {
            Folder, CeremonyInputs.Country, CeremonyInputs.Organization, PolicyOid, CrlUrl, CrlIssuer, PathLength, CeremonyInputs.RootLife, CeremonyInputs.LifeBelowRoot,
            CeremonyInputs.Vault, CeremonyInputs.VaultPrefix, CeremonyInputs.VaultHsm, KeyOptions.PassphraseVariable, KeyOptions.PassphraseFile, Inputs.At,
        }.Runs(InitAsync),
        new Command("show", "Every key of the folder: its version, its certificate, which one issues.")
            { Folder, KeyOptions.PassphraseVariable, KeyOptions.PassphraseFile }.Runs(ShowAsync),
        AddCommand("issue-intermediate", "A further CA below the root, which does not issue yet: see ca use.", isCurrent: false),
        AddCommand("rollover", "A further CA below the root, which issues from now on. The one before stays valid, and so does what it issued.", isCurrent: true),
        new Command("use", "Let another version of ca-issuing issue from now on.")
            { Version, Folder, KeyOptions.PassphraseVariable, KeyOptions.PassphraseFile }.Runs(UseAsync),
        new Command("cross-certify", "A certificate of the CRL's signer below the CA's root, for OpenSSL and Asterisk, which want the CRL's path to end there.")
        {
            Signer, Folder, CeremonyInputs.LifeBelowRoot, KeyOptions.PassphraseVariable, KeyOptions.PassphraseFile, Inputs.At,
        }.Runs(CrossCertifyAsync),
    };

    private static Command AddCommand(string name, string description, bool isCurrent) =>
        new Command(name, description)
        {
            Folder, PathLength, CeremonyInputs.LifeBelowRoot, CeremonyInputs.Vault, CeremonyInputs.VaultPrefix, CeremonyInputs.VaultHsm,
            KeyOptions.PassphraseVariable, KeyOptions.PassphraseFile, Inputs.At,
        }.Runs(async (parsed, cancellationToken) =>
        {
            var folder = Founded(parsed);
            CeremonyInputs.CheckMaker(parsed, folder, CeremonyNames.CaRoot);
            return CeremonyInputs.Answer(folder, await folder.AddIntermediateAsync(CeremonyInputs.CeremonyOf(parsed), PathLengthOf(parsed), isCurrent, cancellationToken));
        });

    private static async Task<CommandResult> InitAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var country = CeremonyInputs.CountryOf(parsed);
        var policy = parsed.GetValue(PolicyOid) ?? (LintProfile.OfIssuer(country, []).PolicyOids is [.., var latest]
            ? latest
            : throw new UsageException(
                "--policy-oid is needed outside the United States: give the OID of the country's certificate policy."));
        if (policy.Split('.') is not [_, _, ..] arcs || !arcs.All(arc => arc.Length is > 0 and < 10 && arc.All(char.IsAsciiDigit)))
            throw new UsageException($"--policy-oid: \"{policy}\" is not an object identifier, such as {Oids.UnitedStatesPolicy14}.");
        var profile = new CaProfile(country, parsed.GetValue(CeremonyInputs.Organization)!, policy, new CrlReference(Inputs.Url(parsed.GetValue(CrlUrl)!, "--crl-url").ToString(), CrlIssuerOf(parsed)));
        var ceremony = CeremonyInputs.CeremonyOf(parsed);
        var pathLength = PathLengthOf(parsed);
        var folder = FolderOf(parsed);
        return CeremonyInputs.Answer(folder, await folder.FoundAsync(ceremony, profile, pathLength, cancellationToken));
    }

    private static Task<CommandResult> ShowAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        Task.FromResult(CommandResult.Good(CeremonyInputs.AllOf(Founded(parsed))));

    private static Task<CommandResult> UseAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var folder = Founded(parsed);
        var version = parsed.GetValue(Version);
        if (!folder.Keys.Versions(CeremonyNames.IssuingCa).Contains(version))
            throw new UsageException($"{CeremonyNames.IssuingCa} has no version {version}: `shaken ca show` lists them.");

        // Read first: a version that cannot be used must not become the one in use.
        var entry = folder.Keys.Get(CeremonyNames.IssuingCa, version);
        folder.Keys.MakeCurrent(CeremonyNames.IssuingCa, version);
        return Task.FromResult(CommandResult.Good((JsonNode)CeremonyInputs.Of(folder, entry)));
    }

    private static async Task<CommandResult> CrossCertifyAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (Inputs.Certificates(parsed.GetValue(Signer)!) is not [var signer, ..])
            throw new UsageException($"{parsed.GetValue(Signer)}: no certificate.");
        var outcome = await Founded(parsed).CrossCertifyAsync(CeremonyInputs.CeremonyOf(parsed), signer, cancellationToken);
        return outcome.TryGet(out var cross, out var refusal)
            ? CommandResult.Good(new JsonObject
            {
                ["subject"] = cross.Certificate.Subject.ToString(),
                ["issuer"] = cross.Certificate.Issuer.ToString(),
                ["notAfter"] = Inputs.Text(cross.Certificate.NotAfter),
                ["sha256"] = cross.Certificate.Fingerprint,
                ["certificate"] = cross.Path,
            })
            : throw new UsageException($"{refusal.Detail}.");
    }

    private static DistinguishedName CrlIssuerOf(ParseResult parsed)
    {
        if (Inputs.Certificates(parsed.GetValue(CrlIssuer)!) is not [var signer, ..])
            throw new UsageException("--crl-issuer: the file holds no certificate.");
        return signer.Extensions.KeyUsage?.Bits.HasFlag(KeyUsages.CrlSign) == true
            ? signer.Subject
            : throw new UsageException(
                $"--crl-issuer: {signer.Subject} may not sign CRLs: name the certificate whose KeyUsage has cRLSign.");
    }

    private static int PathLengthOf(ParseResult parsed) =>
        parsed.GetValue(PathLength) is var length && length is >= 0 and < Limits.PathLength - 2
            ? length
            : throw new UsageException($"--path-length: must be a number from 0 to {Limits.PathLength - 3}.");

    private static CertificationFolder FolderOf(ParseResult parsed) =>
        CertificationFolder.Open(parsed.GetValue(Folder)!, KeyOptions.PassphraseOf(parsed), CeremonyInputs.KeysElsewhere);

    private static CertificationFolder Founded(ParseResult parsed) =>
        CertificationFolder.IsAt(parsed.GetValue(Folder)!) && FolderOf(parsed) is var folder && folder.FindProfile() is not null
            ? folder
            : throw new UsageException($"{parsed.GetValue(Folder)} holds no CA: found one with `shaken ca init`.");
}
