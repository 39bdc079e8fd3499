using System.Globalization;
using System.Text.RegularExpressions;

namespace Shaken.EndToEnd.Tests.FunctionsHost;

/// <summary>What the host itself is told, as infra/bicep tells it to an app.</summary>
internal static partial class HostSettings
{
    public const string DisableHomepage = "AzureWebJobsDisableHomepage";
    public const string BodyLimit = "FUNCTIONS_REQUEST_BODY_SIZE_LIMIT";

    /// <summary>Those that change how requests are passed on.</summary>
    public static IReadOnlyDictionary<string, string> OfTheTemplates { get; } =
        new Dictionary<string, string> { [DisableHomepage] = Read(DisableHomepage), [BodyLimit] = Read(BodyLimit) };

    /// <summary>Octets of the largest request body that the host takes.</summary>
    public static int BodyOctets { get; } = int.Parse(Read(BodyLimit), CultureInfo.InvariantCulture);

    private static string Read(string name) =>
        Lines()
            .Matches(Checkout.Read("infra/bicep/functionApp.bicep"))
            .Single(line => line.Groups["name"].Value == name)
            .Groups["value"].Value;

    [GeneratedRegex(@"(?m)^  (?<name>\w+): '(?<value>[^'$]+)'$")]
    private static partial Regex Lines();
}
