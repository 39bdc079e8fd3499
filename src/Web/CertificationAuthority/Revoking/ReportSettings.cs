using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.CertificationAuthority.Revoking;

/// <summary>Where to report revocations.</summary>
/// <param name="Url">The policy administrator's <c>/pa/v1/revocations</c>.</param>
/// <param name="HasNotices">Whether its notices are read, beside that URL.</param>
internal sealed record ReportSettings(Uri Url, string Secret, bool HasNotices = true)
{
    /// <summary>Null: the policy administrator is this deployment, or nothing is reported.</summary>
    public static ReportSettings? Read(SettingsReader reader)
    {
        if (reader.Text(CaSetting.ReportToUrl) is not { } text) return null;
        var secret = reader.FileText(CaSetting.ReportToSecretFile, reader.Text(CaSetting.ReportToSecretFile))?.Trim();
        if (string.IsNullOrEmpty(secret))
            reader.Refuse(CaSetting.ReportToSecretFile, "a file with the secret that the policy administrator issued is wanted");
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || url.IsLoopback))
            return new ReportSettings(url, secret ?? "", reader.Flag(CaSetting.ReportToNotices));
        reader.Refuse(CaSetting.ReportToUrl, $"\"{text}\" is no https URL");
        return null;
    }
}
