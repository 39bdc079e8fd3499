using Shaken.Core.Keys;
using Shaken.Core.Principals;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Operators;

/// <summary>Operators that the configuration vouches for: the way to the first operator, and the way back in.</summary>
/// <param name="Keys">Nobody where empty.</param>
internal sealed record OperatorSettings(ApiKeys<OperatorKey> Keys) : ISettings<OperatorSettings>
{
    public static IReadOnlyList<Setting> Declared => OperatorSetting.All;

    public static OperatorSettings Read(SettingsReader reader) => new(reader.TakeApiKeys(
        OperatorSetting.Keys,
        reader.Values<ApiKey<OperatorKey>>(
            OperatorSetting.Keys, OperatorKey.TryParse,
            "each is name:sha256, as `shaken operator key` prints it, perhaps with :role+role of administrator, registrar, auditor, governance")));

    /// <summary>The operator that holds a secret; null: nobody.</summary>
    public Principal? Find(string? secret) =>
        Keys.Find(secret) is { } key ? Principal.OfOperator(key.Owner.Value, key.Roles) : null;

    /// <summary>Whether a key has this name, in any case, so that no principal may.</summary>
    public bool HasName(string userId) => Keys.All.Any(key => key.Owner.Owner.Value.Equals(userId, StringComparison.OrdinalIgnoreCase));
}
