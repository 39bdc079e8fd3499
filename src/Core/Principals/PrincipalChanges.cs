using System.Globalization;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;

namespace Shaken.Core.Principals;

/// <summary>The fields of two versions of a principal, for the audit log. No field shows a secret or its hash.</summary>
internal static class PrincipalChanges
{
    public static IEnumerable<AuditChange> Between(Principal? before, Principal after) =>
        AuditChange.Between(before is null ? [] : FieldsOf(before), FieldsOf(after));

    private static IEnumerable<(string Name, string? Value)> FieldsOf(Principal principal)
    {
        var credentials = principal.Credentials;
        yield return ("kind", KebabCase.Of(principal.Kind));
        yield return ("account", principal.Account);
        yield return ("roles", Join(principal.Roles.Order().Select(role => KebabCase.Of(role))));
        yield return ("addresses", Join(principal.Addresses.Select(network => network.ToString())));
        yield return ("listVersion", principal.ListForm.HasVersionAsText ? "text" : "number");
        yield return ("listEntries", principal.ListForm.HasEntriesInPem ? "pem" : "der");
        yield return ("active", principal.IsActive ? "true" : "false");
        yield return ("password", credentials.PasswordHash is null ? null : "set");
        yield return ("secondFactor", credentials.SecondFactor is null ? null : "set");
        yield return ("keys", Join(credentials.Keys.Select(key => $"{key.Id} {key.Name}")));
        yield return ("certificates", Join(credentials.Certificates.Select(certificate => $"{certificate.Sha256} {certificate.Name}")));
        yield return ("publicKeys", Join(credentials.PublicKeys.Select(key => $"{key.Thumbprint} {key.Name}")));
        yield return ("epoch", credentials.Epoch.ToString(CultureInfo.InvariantCulture));
    }

    private static string? Join(IEnumerable<string> items) => string.Join("; ", items) is { Length: > 0 } text ? text : null;
}
