using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Keys;
using Shaken.Core.Principals;

namespace Shaken.Web.Operators;

/// <summary>An operator of the configuration, <c>name:sha256</c> or <c>name:sha256:role+role</c>.</summary>
internal sealed record OperatorKey(KeyOwner Owner, IReadOnlyList<OperatorRole> Roles)
{
    /// <summary>Roles where none is named: all but governance, which may be another organisation's.</summary>
    private static readonly OperatorRole[] Usual = [OperatorRole.Administrator, OperatorRole.Registrar, OperatorRole.Auditor];

    public static bool TryParse(string text, [NotNullWhen(true)] out ApiKey<OperatorKey>? key)
    {
        key = null;
        if (text.Split(':') is not [var name, var sha256, .. { Length: <= 1 } rest]) return false;
        if (!KeyOwner.TryParse(name, out var owner) || !HashedKey.TryParse(sha256, out var hash)) return false;
        if (!TryParseRoles(rest is [var named] ? named : null, out var roles)) return false;
        key = new ApiKey<OperatorKey>(new OperatorKey(owner, roles), hash);
        return true;
    }

    private static bool TryParseRoles(string? text, out IReadOnlyList<OperatorRole> roles)
    {
        var parsed = new List<OperatorRole>();
        roles = parsed;
        if (text is null)
        {
            roles = Usual;
            return true;
        }

        foreach (var name in text.Split('+'))
        {
            if (!PrincipalNames.TryParse(name, out OperatorRole? role)) return false;
            parsed.Add(role.Value);
        }

        return true;
    }
}
