using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Delegation;

/// <summary>The settings of <see cref="DelegationSettings"/>.</summary>
internal static class DelegationSetting
{
    public static NumberSetting LongestDays { get; } = new("Delegation:LongestDays", 366, 1, 3660,
        "Days from a grant's making to its end, at most", "90");

    public static NumberSetting ComparedPerMinute { get; } = new("Delegation:ComparedPerMinute", 20_000, 100, 1_000_000,
        "Grants that are compared each minute with what their providers hold: a number that was ported away is found when its turn comes",
        "50000");

    public static IReadOnlyList<Setting> All { get; } = [.. LenderSetting.Any.All, LongestDays, ComparedPerMinute];
}

/// <summary>A provider that lends numbers, <c>Delegation:Providers:N:…</c>.</summary>
/// <param name="section">As <c>Delegation:Providers:0</c>; with N in place of the number for the table of settings.</param>
internal sealed class LenderSetting(string section)
{
    /// <summary>For the table of settings.</summary>
    public static LenderSetting Any { get; } = new("Delegation:Providers:N");

    public Setting Id { get; } = new($"{section}:Id",
        "A provider that lends numbers here, a country and a code; N is 0, 1 and so on",
        "None: no numbers are lent",
        "US/1234");

    public Setting TnAuthList { get; } = new($"{section}:TnAuthList",
        "The TNAuthList of that provider's certificate, base64 of its DER: of the numbers that it names the provider lends no others. A "
        + "list of codes alone leaves that to the number table",
        "The number table tells which numbers the provider holds",
        "MAigBhYEMTIzNA==");

    public IReadOnlyList<Setting> All => [Id, TnAuthList];
}
