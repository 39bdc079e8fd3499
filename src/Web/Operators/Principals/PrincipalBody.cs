using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Principals;
using Shaken.Core.Trust.Lists;

namespace Shaken.Web.Operators.Principals;

/// <summary>The profile in a request's body.</summary>
internal static class PrincipalBody
{
    private const int MaxRoles = 8;

    public static Outcome<PrincipalProfile, PrincipalRefusal> ReadProfile(JsonElement body)
    {
        var kindText = body.TryGetString("kind"u8, out var named) ? named : null;
        if (!PrincipalNames.TryParse(kindText, out PrincipalKind? kind))
            return Refuse($"kind must be one of {KebabCase.NamesOf<PrincipalKind>()}");
        if (!TryReadAccount(body, out var account)) return Refuse("account must be a string");
        if (!TryReadTexts(body, "roles"u8, MaxRoles, out var roleTexts)) return Refuse("roles must be an array of strings");
        var roles = new List<OperatorRole>();
        foreach (var text in roleTexts)
        {
            if (!PrincipalNames.TryParse(text, out OperatorRole? role))
                return Refuse($"a role must be one of {KebabCase.NamesOf<OperatorRole>()}");
            roles.Add(role.Value);
        }

        if (!TryReadTexts(body, "addresses"u8, AddressList.MaxNetworks, out var addressTexts))
            return Refuse($"addresses must be an array of at most {AddressList.MaxNetworks} strings");
        var networks = new List<IPNetwork>();
        foreach (var text in addressTexts)
        {
            if (!AddressList.TryParse(text, out var network))
                return Refuse(
                    $"\"{PlainText.Show(text)}\" is no network such as 192.0.2.0/24 or 2001:db8::/32; "
                    + "the bits after the prefix must be zero");
            networks.Add(network.Value);
        }

        return TryReadForm(body, out var form)
            ? PrincipalProfile.Create(kind.Value, account, roles, networks, form)
            : Refuse("listForm must have version number or text, and entries der or pem");
    }

    private static bool TryReadAccount(JsonElement body, out string? account)
    {
        account = null;
        if (!body.TryGetProperty("account"u8, out var member) || member.ValueKind == JsonValueKind.Null) return true;
        return body.TryGetString("account"u8, out account);
    }

    // Absent is empty.
    private static bool TryReadTexts(
        JsonElement body, ReadOnlySpan<byte> name, int most, [NotNullWhen(true)] out IReadOnlyList<string>? texts)
    {
        texts = [];
        return !body.TryGetProperty(name, out _) || body.TryGetTexts(name, out texts, most);
    }

    private static bool TryReadForm(JsonElement body, out TrustListForm form)
    {
        form = TrustListForm.Standard;
        if (!body.TryGetProperty("listForm"u8, out var member)) return true;
        if (member.ValueKind != JsonValueKind.Object) return false;
        var version = member.TryGetString("version"u8, out var versionText) ? versionText : null;
        var entries = member.TryGetString("entries"u8, out var entriesText) ? entriesText : null;
        if (version is not (null or "number" or "text") || entries is not (null or "der" or "pem")) return false;
        form = new TrustListForm(HasVersionAsText: version == "text", HasEntriesInPem: entries == "pem");
        return true;
    }

    private static PrincipalRefusal Refuse(string detail) => new(PrincipalFailure.ProfileNotAllowed, detail);
}
