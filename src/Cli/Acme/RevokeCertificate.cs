using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.ServiceProvider.AcmeClient;

namespace Shaken.Cli.Acme;

/// <summary><c>shaken acme revoke</c>.</summary>
internal static class RevokeCertificate
{
    private static readonly Argument<string> Certificate = new("certificate") { Description = "File with the certificate or its chain, PEM or DER." };
    private static readonly Option<string> Reason = new("--reason") { Description = "Why, as RFC 5280 spells it: keyCompromise, superseded, cessationOfOperation, affiliationChanged.", DefaultValueFactory = _ => "unspecified" };
    private static readonly Option<string> Key = new("--key") { Description = "File with the certificate's own key: revoke by it instead of by the account; takes --ca." };
    private static readonly Option<string> Ca = new("--ca") { Description = "With --key: URL of the CA's ACME directory, or a name of --directory or --authorities." };

    public static Command New() => new Command("revoke", "Revoke a certificate, by the account that ordered it or by its own key.")
    {
        Certificate, AcmeInputs.Account, Reason, Key, KeyOptions.PassphraseVariable, KeyOptions.PassphraseFile, Ca, AuthorityChoices.Directory, AuthorityChoices.File,
    }.Runs(RunAsync);

    private static async Task<CommandResult> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var certificate = Inputs.Certificates(parsed.GetValue(Certificate)!)[0];
        if (!RevocationReasons.TryParse(parsed.GetValue(Reason), out var reason)) throw new UsageException($"--reason: \"{parsed.GetValue(Reason)}\" is not a reason of RFC 5280 section 5.3.1, such as keyCompromise.");
        using var http = NamedHost.NewHttp();
        var outcome = parsed.GetValue(Key) is { } keyFile
            ? await ByKeyAsync(parsed, http, keyFile, certificate, reason.Value, cancellationToken)
            : await ByAccountAsync(parsed, http, certificate, reason.Value, cancellationToken);
        return outcome.TryGet(out _, out var failure)
            ? CommandResult.Good(new JsonObject { ["accepted"] = true, ["revoked"] = certificate.Fingerprint, ["reason"] = reason.Value.Text() })
            : AcmeInputs.Failed(failure);
    }

    private static async Task<Outcome<Done, AcmeFailure>> ByAccountAsync(ParseResult parsed, HttpMessageInvoker http, StiCertificate certificate, RevocationReason reason, CancellationToken cancellationToken)
    {
        var (folder, directory, account) = AccountFolder.OpenRegistered(AcmeInputs.AccountFolder(parsed));
        if (!(await AcmeConnection.OpenAsync(http, directory, Clock.System, cancellationToken)).TryGet(out var connection, out var failure)) return failure;
        return await AcmeSession.Resume(connection, folder.Key, account).RevokeAsync(certificate, reason, cancellationToken);
    }

    private static async Task<Outcome<Done, AcmeFailure>> ByKeyAsync(
        ParseResult parsed, HttpMessageInvoker http, string keyFile, StiCertificate certificate, RevocationReason reason, CancellationToken cancellationToken)
    {
        using var key = KeyOptions.Key(parsed, keyFile);
        var directory = AuthorityChoices.DirectoryOf(parsed, parsed.GetValue(Ca) ?? throw new UsageException("--key needs --ca, the CA's ACME directory."));
        if (!(await AcmeConnection.OpenAsync(http, directory, Clock.System, cancellationToken)).TryGet(out var connection, out var failure)) return failure;
        return await AcmeSession.RevokeByKeyAsync(connection, key, certificate, reason, cancellationToken);
    }
}
