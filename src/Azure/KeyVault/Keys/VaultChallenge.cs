using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace Shaken.Azure.KeyVault.Keys;

/// <summary>
/// What a vault says to a request without a token (<c>WWW-Authenticate: Bearer authorization="…", resource="…"</c>): which tenant it trusts and what the
/// token must be for. A token for another resource would be of use to a false vault, so only the vault's own domain is taken.
/// </summary>
/// <param name="Scope">Of the token: the domain's <c>/.default</c>.</param>
/// <param name="TenantId">Null where the challenge names none.</param>
/// <param name="Claims">What a token must prove anew (continuous access evaluation), JSON; null: nothing.</param>
internal sealed partial record VaultChallenge(string Scope, string? TenantId, string? Claims)
{
    private const int MaxLength = 8192;

    public static bool TryRead(IEnumerable<string> headers, VaultAddress vault, [NotNullWhen(true)] out VaultChallenge? challenge, [NotNullWhen(false)] out string? failure)
    {
        challenge = null;
        failure = $"{vault} asks for no bearer token";
        if (headers.FirstOrDefault(header => header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) is not { Length: <= MaxLength } header) return false;
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (Match pair in Pairs().Matches(header["Bearer ".Length..])) values.TryAdd(pair.Groups["name"].Value, pair.Groups["value"].Value);

        var resource = values.GetValueOrDefault("resource") ?? WithoutDefault(values.GetValueOrDefault("scope"));
        if (resource is null || !Uri.TryCreate(resource, UriKind.Absolute, out var url))
        {
            failure = $"{vault} does not say what the token is for";
            return false;
        }

        if (url.Scheme != Uri.UriSchemeHttps || !url.IsDefaultPort || url is not { AbsolutePath: "/", Query: "" } || !string.Equals(url.IdnHost, vault.Domain, StringComparison.OrdinalIgnoreCase))
        {
            failure = $"{vault} asks for a token for {url.Host}, which is not its own domain";
            return false;
        }

        challenge = new VaultChallenge($"https://{vault.Domain}/.default", TenantOf(values.GetValueOrDefault("authorization") ?? values.GetValueOrDefault("authorization_uri")), ClaimsOf(values));
        return true;
    }

    private static string? WithoutDefault(string? scope) => scope is not null && scope.EndsWith("/.default", StringComparison.Ordinal) ? scope[..^"/.default".Length] : scope;

    private static string? TenantOf(string? authority) =>
        Uri.TryCreate(authority, UriKind.Absolute, out var url) && url.Segments is [_, var first, ..] && Guid.TryParse(first.TrimEnd('/'), out var tenant) ? tenant.ToString() : null;

    private static string? ClaimsOf(Dictionary<string, string> values)
    {
        if (values.GetValueOrDefault("error") != "insufficient_claims" || values.GetValueOrDefault("claims") is not { } text) return null;
        var octets = new byte[text.Length];
        return Convert.TryFromBase64String(text, octets, out var length) ? Encoding.UTF8.GetString(octets, 0, length) : null;
    }

    [GeneratedRegex(@"(?<name>[A-Za-z_]+)\s*=\s*""(?<value>[^""]*)""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pairs();
}
