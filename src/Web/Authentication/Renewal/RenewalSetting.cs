using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Authentication.Renewal;

/// <summary>The settings of the role as.</summary>
internal static class RenewalSetting
{
    public static Setting Provider { get; } = new("Renewal:Provider",
        "The provider whose certificate the role `as` keeps in force. Without it the role has nothing to do; under the "
        + "Functions host with `as` it must be set",
        "None",
        "US/1234");

    /// <summary>The provider's account at the CA, and where its tokens come from.</summary>
    public static AccountSetting Account { get; } = new("Renewal");

    public static Setting Profile { get; } = new("Renewal:Profile",
        "The kind of certificate that is ordered: one of the profiles in the directory of the CA",
        "The CA's usual one",
        "short-lived");

    public static Setting RepositoryUrl { get; } = new("Renewal:RepositoryUrl",
        "Our own STI-CR over the same store, for a CA that publishes nothing: certificates are published below its `/certificates/`",
        "None",
        "https://cr.provider.example");

    public static Setting WebhookUrl { get; } = new("Renewal:WebhookUrl",
        "Where news of renewals and failures are posted, and the secret (16 characters or more) that signs them",
        "None: logs alone",
        "https://ops.provider.example/hook");

    public static Setting WebhookSecret { get; } = new("Renewal:WebhookSecret", WebhookUrl.Meaning, WebhookUrl.Without, "");

    public static IReadOnlyList<Setting> All { get; } =
    [
        Provider, .. Account.All, Profile, RepositoryUrl, WebhookUrl, WebhookSecret,
    ];
}
