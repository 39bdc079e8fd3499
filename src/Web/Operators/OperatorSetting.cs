using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Operators;

/// <summary>The settings of <see cref="OperatorSettings"/>.</summary>
internal static class OperatorSetting
{
    public static Setting Keys { get; } = new("Operator:Keys",
        "Operators' keys, `name:sha256`, as `shaken operator key NAME` prints it. They have all roles but governance; "
        + "`name:sha256:role+role` names others of administrator, registrar, auditor, governance",
        "None: no operator is let in but those of `/operator/v1/principals`",
        "alice:60303a…");

    public static IReadOnlyList<Setting> All { get; } = [Keys];
}
