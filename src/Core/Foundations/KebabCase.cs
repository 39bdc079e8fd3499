using System.Collections.Concurrent;
using System.Text;

namespace Shaken.Core.Foundations;

/// <summary>The name of a closed set's member as documents and logs carry it: <c>StaleDate</c> is <c>stale-date</c>.</summary>
public static class KebabCase
{
    private static readonly ConcurrentDictionary<Enum, string> Names = new();

    public static string Of(Enum member) => Names.GetOrAdd(member, static value => From(value.ToString()));

    private static string From(string pascal)
    {
        var name = new StringBuilder(pascal.Length + 8);
        foreach (var letter in pascal)
        {
            if (char.IsUpper(letter) && name.Length > 0) name.Append('-');
            name.Append(char.ToLowerInvariant(letter));
        }

        return name.ToString();
    }
}
