using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Keys;

namespace Shaken.Web.Shared.Configuration;

/// <summary>Reads the keys of one door.</summary>
internal static class ApiKeySettings
{
    /// <summary>Reads keys as <c>owner:sha256</c>.</summary>
    /// <param name="rule">What each must be, for the refusal.</param>
    public static ApiKeys<TOwner> ReadApiKeys<TOwner>(
        this SettingsReader reader, Setting setting, ApiKey<TOwner>.OwnerParser parseOwner, string rule)
        where TOwner : class =>
        reader.TakeApiKeys(
            setting,
            reader.Values<ApiKey<TOwner>>(
                setting, (string text, [NotNullWhen(true)] out ApiKey<TOwner>? key) => ApiKey<TOwner>.TryParse(text, parseOwner, out key),
                rule));

    /// <summary>Takes keys that were read, unless two of them have one hash.</summary>
    public static ApiKeys<TOwner> TakeApiKeys<TOwner>(this SettingsReader reader, Setting setting, IReadOnlyList<ApiKey<TOwner>> all)
        where TOwner : class
    {
        if (ApiKeys<TOwner>.TryCreate(all, out var keys)) return keys;
        reader.Refuse(setting, "two keys have the same hash; give each owner a key of its own");
        return ApiKeys<TOwner>.None;
    }
}
