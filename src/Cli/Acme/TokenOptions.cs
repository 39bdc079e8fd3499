using System.CommandLine;
using Shaken.Cli.Output;
using Shaken.Core.ServiceProvider.AcmeClient;

namespace Shaken.Cli.Acme;

/// <summary>Where SPC tokens come from: one of three.</summary>
internal static class TokenOptions
{
    public static readonly Option<string> Token = new("--token") { Description = "An SPC token, a file with it, or - for standard input." };
    public static readonly Option<string> PolicyAdministrator = new("--sti-pa") { Description = "Ask an STI-PA for tokens: the URL before /api/v1; takes --sp-id, --user and --password-file." };
    public static readonly Option<string> ProviderAccount = new("--sp-id") { Description = "The STI-PA's id for the provider." };
    public static readonly Option<string> User = new("--user") { Description = "User at the STI-PA." };
    public static readonly Option<string> PasswordFile = new("--password-file") { Description = "File with that user's password." };
    public static readonly Option<string> Authority = new("--token-authority") { Description = "Ask a token authority (RFC 9448 section 5.5): the URL before /at/account; takes --token-account." };
    public static readonly Option<string> AuthorityAccount = new("--token-account") { Description = "Id of the account at the token authority." };
    public static readonly Option<string> AuthorizationFile = new("--authorization-file") { Description = "File with the Authorization header for the token authority." };
    public static readonly Option<string> Fingerprint = new("--fingerprint") { Description = "What a token's fingerprint is computed over: jwk (RFC 9448) or spki.", DefaultValueFactory = _ => "jwk" };

    public static IAuthorityTokens Read(ParseResult parsed, HttpMessageInvoker http)
    {
        if (parsed.GetValue(Token) is { } token) return new GivenToken(Inputs.TokenText(token));
        if (parsed.GetValue(PolicyAdministrator) is { } administrator)
        {
            return new PolicyAdministratorTokens(
                http,
                new PolicyAdministratorAccount(
                    Inputs.Url(administrator, "--sti-pa"), Needed(parsed, ProviderAccount), Needed(parsed, User), Inputs.FileText(Needed(parsed, PasswordFile)).TrimEnd('\r', '\n')),
                Clock.System);
        }

        if (parsed.GetValue(Authority) is not { } authority) throw new UsageException("No source of the SPC token is given: give --token, --sti-pa or --token-authority.");
        var authorization = parsed.GetValue(AuthorizationFile) is { } file ? Inputs.FileText(file).Trim() : null;
        return new TokenAuthorityTokens(http, Inputs.Url(authority, "--token-authority"), Needed(parsed, AuthorityAccount), authorization, Clock.System);
    }

    public static FingerprintForm FormOf(ParseResult parsed) => parsed.GetValue(Fingerprint) switch
    {
        "jwk" => FingerprintForm.Jwk,
        "spki" => FingerprintForm.PublicKeyInfo,
        var other => throw new UsageException($"--fingerprint: \"{other}\" must be jwk or spki."),
    };

    private static string Needed(ParseResult parsed, Option<string> option) => parsed.GetValue(option) ?? throw new UsageException($"{option.Name} is needed with the other options for tokens.");
}
