using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.ServiceProvider.AcmeClient;
using Shaken.Core.Tokens;

namespace Shaken.Cli.Acme;

/// <summary><c>shaken acme register</c>.</summary>
internal static class RegisterAtCa
{
    private static readonly Argument<string> Ca = new("ca") { Description = "The CA: the URL of its ACME directory, or a name of --directory or --authorities." };
    private static readonly Option<string[]> Contact = new("--contact") { Description = "Whom the CA may write to, such as mailto:sti@provider.example; may be repeated." };
    private static readonly Option<bool> AgreeTerms = new("--agree-terms") { Description = "You have read the CA's terms of service, and agree." };
    private static readonly Option<string> ExternalId = new("--eab-kid") { Description = "Name of the key that the CA gave you for external account binding." };
    private static readonly Option<string> ExternalKey = new("--eab-key-file") { Description = "File with that key, base64url." };
    private static readonly Option<bool> OnlyExisting = new("--only-existing") { Description = "Find the account of the key in --account, and make none." };

    public static Command New() => new Command("register", "Register an account at a CA, or find the one that its key has. Running it again changes nothing.")
    {
        Ca, AcmeInputs.Account, Contact, AgreeTerms, ExternalId, ExternalKey, OnlyExisting, AuthorityChoices.Directory, AuthorityChoices.File,
    }.Runs(RunAsync);

    private static async Task<CommandResult> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var directory = AuthorityChoices.DirectoryOf(parsed, parsed.GetValue(Ca)!);
        var registration = new AcmeRegistration(parsed.GetValue(Contact) ?? [], parsed.GetValue(AgreeTerms), ExternalOf(parsed), parsed.GetValue(OnlyExisting));
        var folder = AccountFolder.OpenOrMake(AcmeInputs.AccountFolder(parsed));
        using var http = NamedHost.NewHttp();
        if (!(await AcmeConnection.OpenAsync(http, directory, Clock.System, cancellationToken)).TryGet(out var connection, out var failure)) return AcmeInputs.Failed(failure);
        if (!(await AcmeSession.RegisterAsync(connection, folder.Key, registration, cancellationToken)).TryGet(out var session, out failure)) return AcmeInputs.Failed(failure);
        folder.Save(directory, session);
        var key = JsonWebKey.From(folder.Key.PublicKey);
        return CommandResult.Good(new JsonObject
        {
            ["account"] = session.AccountUrl,
            ["directory"] = directory.AbsoluteUri,
            ["fingerprint"] = KeyFingerprint.Of(key),
            ["fingerprintOfPublicKeyInfo"] = key.TryToPublicKey(out var publicKey) ? KeyFingerprint.OfPublicKeyInfo(publicKey.ToSubjectPublicKeyInfo()) : null,
        });
    }

    private static ExternalAccountKey? ExternalOf(ParseResult parsed) => (parsed.GetValue(ExternalId), parsed.GetValue(ExternalKey)) switch
    {
        (null, null) => null,
        ({ } id, { } file) => StrictBase64Url.TryDecode(Inputs.FileText(file).Trim().TrimEnd('='), out var octets)
            ? new ExternalAccountKey(id, octets)
            : throw new UsageException($"--eab-key-file: {file} must hold the key in base64url."),
        _ => throw new UsageException("--eab-kid and --eab-key-file must be given together."),
    };
}
