using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Delegation.Presentations;

/// <summary>The settings of <see cref="PresentationSettings"/>.</summary>
internal static class PresentationSetting
{
    public static Setting Audiences { get; } = new("Delegation:Presentations:Audiences",
        "Origins by which customers of other providers know this deployment. They sign one of them when they prove that they may call from "
        + "lent numbers (`POST /delegation/v1/presentations`), so that nobody can pass a proof on to another provider",
        "None: no presentations are taken",
        "https://as.example");

    public static IReadOnlyList<Setting> All { get; } = [Audiences];
}
