using System.Text.Json;
using Shaken.OperatorConsole.Api;

namespace Shaken.OperatorConsole.Screens.Providers;

/// <summary>What differs between two versions of an account, in words.</summary>
internal static class AccountDifference
{
    public static string Told(ProviderAccountAnswer before, ProviderAccountAnswer after)
    {
        var changes = Fields(before).Zip(Fields(after))
            .Where(pair => pair.First.Text != pair.Second.Text)
            .Select(pair => $"{pair.First.Name}: {pair.First.Text} is now {pair.Second.Text}");
        var told = string.Join(". ", changes);
        return told.Length == 0 ? "Nothing of the profile differs." : $"{told}. Saving sets the profile to what you typed.";
    }

    private static IEnumerable<(string Name, string Text)> Fields(ProviderAccountAnswer account) =>
    [
        ("State", account.State),
        ("Name", account.Profile.Name ?? ""),
        ("Country", account.Profile.Country ?? ""),
        ("Codes", string.Join(", ", account.Profile.Providers ?? [])),
        ("Contacts", TextOf(account.Profile.Contacts)),
        ("Evidence", TextOf(account.Profile.Evidence)),
        ("Technical operator", TextOf(account.Profile.Operator)),
        ("May delegate", account.Profile.MayDelegate == true ? "yes" : "no"),
    ];

    private static string TextOf<T>(T value) => JsonSerializer.Serialize(value, OperatorApi.Json);
}
