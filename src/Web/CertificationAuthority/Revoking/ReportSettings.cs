using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.CertificationAuthority.Revoking;

/// <summary>Where to report revocations.</summary>
/// <param name="Url">The policy administrator's <c>/pa/v1/revocations</c>.</param>
internal sealed record ReportSettings(Uri Url, string Secret)
{
    private const string UrlName = "Ca:ReportTo:Url";
    private const string SecretName = "Ca:ReportTo:SecretFile";

    /// <summary>Null: the policy administrator is this deployment, or nothing is reported.</summary>
    public static ReportSettings? Read(SettingsReader reader)
    {
        if (reader.Text(UrlName) is not { } text) return null;
        var secret = reader.FileText(SecretName, reader.Text(SecretName))?.Trim();
        if (string.IsNullOrEmpty(secret)) reader.Refuse(SecretName, "a file with the secret that the policy administrator issued is wanted");
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || url.IsLoopback)) return new ReportSettings(url, secret ?? "");
        reader.Refuse(UrlName, $"\"{text}\" is no https URL");
        return null;
    }
}
