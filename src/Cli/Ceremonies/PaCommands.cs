using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Operators;
using Shaken.Cli.Administrator;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Ceremonies;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Tokens;
using Shaken.Local.Authorities;

namespace Shaken.Cli.Ceremonies;

/// <summary><c>shaken pa</c>: init, show, rollover, token; user, in a file of its own.</summary>
internal static class PaCommands
{
    private static readonly Option<string> Folder = new("--folder")
    {
        Description = "Folder of the policy administrator's keys.",
        DefaultValueFactory = _ => "pa",
    };

    private static readonly Option<string> CertificateUrl = new("--certificate-url")
    {
        Description = "https URL under which the folder \"certificates\" is published: an x5u is this and a file's name.",
        DefaultValueFactory = _ => "https://sti-pa.example/certificates/",
    };

    private static readonly Argument<string> Kind = new("kind")
    {
        Description = $"{string.Join(", ", SignedDocumentKinds.All.Select(CeremonyNames.Of))}.",
    };

    private static readonly Option<bool> Ca = new("--ca")
    {
        Description = "For a CA certificate of the provider's own, to delegate numbers with.",
    };

    private static readonly Option<string> Life = new("--life")
    {
        Description = "Lifetime of the token, such as 2h.",
        DefaultValueFactory = _ => "2h",
    };

    private static readonly Option<string> X5u = new("--x5u")
    {
        Description = "https URL of the signer's certificate, where it is not below --certificate-url of pa init.",
    };

    private static readonly Option<bool> Base64Url = new("--base64url")
    {
        Description = "Write tkvalue in base64url without padding, as RFC 9448 has it, instead of the field's base64.",
    };

    public static Command New()
    {
        var command = OfAccounts();
        foreach (var asked in AdministratorCommands.All) command.Add(asked);
        return command;
    }

    /// <summary>The key ceremony of who signs documents of these kinds: an STI-PA, a registry.</summary>
    public static Command NewInit(string description) => new Command("init", description)
    {
        Folder, CeremonyInputs.Country, CeremonyInputs.Organization, CertificateUrl, CeremonyInputs.RootLife, CeremonyInputs.LifeBelowRoot,
        CeremonyInputs.Vault, CeremonyInputs.VaultPrefix, CeremonyInputs.VaultHsm, KeyOptions.PassphraseVariable,
        KeyOptions.PassphraseFile, Inputs.At,
    }.Runs(InitAsync);

    private static Command OfAccounts() => new("pa", "Found a policy administrator (STI-PA), sign SPC tokens, manage who may call it.")
    {
        UserCommands.New(),
        AccountCommands.New(),
        AuthorityCommands.NewCa(),
        AuthorityCommands.NewTrustList(),
        ComplaintCommands.New(),
        BorderCommands.NewPolicy(),
        BorderCommands.NewPartner(),
        NewInit("Key ceremony: the STI-PA's root and one signer per kind of document, each with its own key. Never overwrites."),
        new Command("show", "Every key of the folder: its version, its certificate, which one is in use.")
            { Folder, KeyOptions.PassphraseVariable, KeyOptions.PassphraseFile }.Runs(ShowAsync),
        new Command("rollover", "A new key for one kind of document; the old certificate stays published, so that what it signed is read until it expires.")
        {
            Kind, Folder, CeremonyInputs.LifeBelowRoot, CeremonyInputs.Vault, CeremonyInputs.VaultPrefix, CeremonyInputs.VaultHsm, KeyOptions.PassphraseVariable, KeyOptions.PassphraseFile, Inputs.At,
        }.Runs(RollOverAsync),
        new Command("token", "Sign an SPC token (RFC 9448) for the key of an ACME account; or, at a running STI-PA, have it issue one.")
        {
            Folder, AuthorityInputs.Spc, AuthorityInputs.Number, AuthorityInputs.Range, FingerprintOptions.AccountKey,
            FingerprintOptions.Fingerprint, FingerprintOptions.OfPublicKeyInfo, Ca, Life, X5u, Base64Url, KeyOptions.PassphraseVariable,
            KeyOptions.PassphraseFile, Inputs.At, TokenCommands.NewRequest(), TokenCommands.NewList(), TokenCommands.NewRevoke(),
        }.Runs(TokenAsync),
    };

    private static async Task<CommandResult> InitAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var url = HttpsUrl(parsed.GetValue(CertificateUrl)!, "--certificate-url");
        var terms = new PolicyAdministratorTerms(parsed.GetValue(CeremonyInputs.Organization)!, url.EndsWith('/') ? url : url + "/");
        var country = CeremonyInputs.CountryOf(parsed);
        var ceremony = CeremonyInputs.CeremonyOf(parsed);
        var folder = FolderOf(parsed);
        return CeremonyInputs.Answer(folder, await folder.FoundAsync(ceremony, country, terms, cancellationToken));
    }

    private static Task<CommandResult> ShowAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        Task.FromResult(CommandResult.Good(CeremonyInputs.AllOf(Founded(parsed).Folder)));

    private static async Task<CommandResult> RollOverAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (SignedDocumentKinds.All.Where(kind => CeremonyNames.Of(kind) == parsed.GetValue(Kind)).ToList() is not [var wanted])
            throw new UsageException($"\"{parsed.GetValue(Kind)}\" is not a kind of document: give one of {string.Join(", ", SignedDocumentKinds.All.Select(CeremonyNames.Of))}.");
        var (folder, _) = Founded(parsed);
        CeremonyInputs.CheckMaker(parsed, folder, CeremonyNames.PolicyAdministratorRoot);
        return CeremonyInputs.Answer(folder, await folder.RollOverAsync(CeremonyInputs.CeremonyOf(parsed), wanted, cancellationToken));
    }

    private static async Task<CommandResult> TokenAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var fingerprint = FingerprintOptions.Of(parsed);
        var authority = AuthorityInputs.Of(parsed);
        var life = CeremonyInputs.Life(parsed.GetValue(Life)!, "--life");
        var (folder, terms) = Founded(parsed);
        var name = CeremonyNames.Of(SignedDocumentKind.SpcToken);
        var signer = folder.Keys.FindCurrent(name) ?? throw new UsageException("The folder has no key that signs SPC tokens: make one with `shaken pa rollover spc-token`.");
        var x5u = parsed.GetValue(X5u) is { } given ? HttpsUrl(given, "--x5u") : terms.CertificateUrl + AuthorityFolder.FileName(name, signer.Version);
        var issuer = new SpcTokenIssuer(signer.Key, x5u, parsed.GetValue(Base64Url) ? TkvalueForm.Base64Url : TkvalueForm.Base64, Inputs.TimeOf(parsed), SystemRandom.Instance);
        return CommandResult.Good(new JsonObject { ["token"] = await issuer.IssueAsync(authority, fingerprint, parsed.GetValue(Ca), life, cancellationToken) });
    }

    private static PolicyAdministratorFolder FolderOf(ParseResult parsed) =>
        PolicyAdministratorFolder.Open(parsed.GetValue(Folder)!, KeyOptions.PassphraseOf(parsed), CeremonyInputs.KeysElsewhere);

    // Looked for before the folder is opened, which would make it.
    private static (PolicyAdministratorFolder Folder, PolicyAdministratorTerms Terms) Founded(ParseResult parsed) =>
        PolicyAdministratorFolder.IsAt(parsed.GetValue(Folder)!) && FolderOf(parsed) is var folder && folder.FindTerms() is { } terms
            ? (folder, terms)
            : throw new UsageException($"{parsed.GetValue(Folder)} holds no policy administrator: found one with `shaken pa init`.");

    private static string HttpsUrl(string text, string option) =>
        text.StartsWith("https://", StringComparison.Ordinal)
            ? Inputs.Url(text, option).ToString()
            : throw new UsageException($"{option}: \"{text}\" is not an https URL.");
}
