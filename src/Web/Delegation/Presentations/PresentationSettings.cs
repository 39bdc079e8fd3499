using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Delegation.Presentations;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Trust;

namespace Shaken.Web.Delegation.Presentations;

/// <summary>How proofs of possession are taken from customers of other providers.</summary>
internal sealed record PresentationSettings(PresentationOptions Options) : ISettings<PresentationSettings>
{
    private const int MaxAudiences = 16;

    public static IReadOnlyList<Setting> Declared => PresentationSetting.All;

    /// <summary>Whether any are taken.</summary>
    public bool IsOn => Options.Audiences.Count > 0;

    public static PresentationSettings Read(SettingsReader reader)
    {
        var audiences = reader.Values<string>(
            PresentationSetting.Audiences, TryReadOrigin,
            "each must be an origin without a path, such as https://as.example, or one of this machine, such as http://127.0.0.1:7071");
        if (audiences.Count > MaxAudiences) reader.Refuse(PresentationSetting.Audiences, $"must have {MaxAudiences} origins at most");
        if (audiences.Count > 0 && reader.Get<RoleSettings>().IsDeployed(Role.Delegation))
            TrustListSettings.DemandList(reader, "presentations are judged by a trusted-CA list");
        return new PresentationSettings(new PresentationOptions(audiences));
    }

    // As a customer signs it: in lower case, without a slash at its end.
    private static bool TryReadOrigin(string text, [NotNullWhen(true)] out string? origin)
    {
        origin = Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { PathAndQuery: "/", Fragment: "", UserInfo: "" }
            && SettingsReader.IsPrivate(url)
                ? url.GetLeftPart(UriPartial.Authority)
                : null;
        return origin is not null;
    }
}
