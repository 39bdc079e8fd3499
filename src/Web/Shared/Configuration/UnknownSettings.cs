namespace Shaken.Web.Shared.Configuration;

/// <summary>
/// Names that no part of the program declares. A misspelt setting must not pass as one that was left out: with <c>Shaken:Rols</c> a
/// deployment would start every role.
/// </summary>
internal static class UnknownSettings
{
    // In the names of settings of which there are several, in the order that the operator numbers them.
    private const string Numbered = "N";

    /// <summary>Refuses each name below a section of the program's own, and tells the nearest that is known.</summary>
    public static void Refuse(SettingsReader reader)
    {
        var declared = Declared();
        var sections = declared.Where(name => name.Length > 1).Select(name => name[0]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var name in reader.NamesWithValues())
        {
            var isOwn = name.Split(':') is [var section, _, ..] && sections.Contains(section);
            if (isOwn && FindFault(name, declared) is { } fault) reader.Refuse(name, fault);
        }
    }

    /// <summary>What is wrong with names on the command line, where each must be a setting.</summary>
    public static IEnumerable<string> FaultsOf(IEnumerable<string> names)
    {
        var declared = Declared();
        foreach (var name in names)
        {
            if (FindFault(name, declared) is { } fault) yield return $"--{name}: {fault}";
        }
    }

    /// <summary>Whether a name is that setting, an item of it, or one of those that an operator numbers or names.</summary>
    public static bool IsOf(Setting setting, string name) => Fits(setting.Name.Split(':'), name.Split(':'));

    private static List<string[]> Declared() =>
        [.. SettingsParts.All.SelectMany(part => part.Declared).Select(setting => setting.Name.Split(':'))];

    private static string? FindFault(string name, List<string[]> declared)
    {
        var parts = name.Split(':');
        var isOfProgram = name.Equals(ListenSettings.IsolatedWorker, StringComparison.OrdinalIgnoreCase);
        if (isOfProgram || declared.Exists(pattern => Fits(pattern, parts))) return null;
        var nearest = declared.Select(pattern => Filled(pattern, parts)).MinBy(known => Distance(known, name));
        return $"is no setting; the nearest is {nearest}";
    }

    // A list has its items below the setting's own name.
    private static bool Fits(string[] pattern, string[] parts) =>
        (parts.Length == pattern.Length || (parts.Length == pattern.Length + 1 && IsNumber(parts[^1])))
        && pattern.Zip(parts).All(pair => Fits(pair.First, pair.Second));

    private static bool Fits(string pattern, string part) => pattern switch
    {
        Setting.Named => true,
        Numbered => IsNumber(part),
        _ => pattern.Equals(part, StringComparison.OrdinalIgnoreCase),
    };

    private static string Filled(string[] pattern, string[] parts) => string.Join(
        ':', pattern.Select((part, index) => part is Setting.Named or Numbered && index < parts.Length ? parts[index] : part));

    private static bool IsNumber(string part) => part.Length > 0 && part.All(char.IsAsciiDigit);

    // Levenshtein's, in any case of letters.
    private static int Distance(string one, string other)
    {
        var (a, b) = (one.ToUpperInvariant(), other.ToUpperInvariant());
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
