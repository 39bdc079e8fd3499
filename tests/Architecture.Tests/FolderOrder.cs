using System.Text.RegularExpressions;

namespace Shaken.Architecture.Tests;

/// <summary>The folders of Core, lowest first: each may use itself and those before it. This list is the architecture.</summary>
internal static partial class FolderOrder
{
    public static readonly string[] Folders =
    [
        "Foundations", "Storage", "Auditing", "Fetching", "Signing", "Numbering", "Certificates", "Revocation", "TrustLists", "TrustedCertificates",
        "Passports", "Repository", "Accounts", "Issuing", "Reputation", "Registry", "CrossBorder", "CallPlacement", "Acme", "AcmeClient", "Renewal", "Delegation",
        "Authentication", "Verification",
    ];

    /// <summary>What the source of a folder uses though it stands higher, or is no folder of the list.</summary>
    public static IEnumerable<string> Breaches(string folder, string source)
    {
        var own = Array.IndexOf(Folders, folder);
        if (own < 0) return [$"{folder} is not in the list"];
        var used = FullNames().Matches(source).Select(match => match.Groups[1].Value)
            .Concat(RelativeNames().Matches(WithoutComments(source)).Select(match => match.Groups[1].Value).Where(Folders.Contains));
        return used.Distinct().Where(name => Array.IndexOf(Folders, name) > own || !Folders.Contains(name));
    }

    private static string WithoutComments(string source) => Comments().Replace(source, "");

    [GeneratedRegex(@"Shaken\.Core\.(\w+)")]
    private static partial Regex FullNames();

    // Within namespace Shaken.Core a folder can be named alone: "Foundations.KebabCase".
    [GeneratedRegex(@"(?<![\w.])([A-Z]\w+)\.[A-Z]")]
    private static partial Regex RelativeNames();

    [GeneratedRegex(@"//.*$", RegexOptions.Multiline)]
    private static partial Regex Comments();
}
