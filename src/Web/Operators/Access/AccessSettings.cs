using Shaken.Core.Principals.Sessions;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Operators.Access;

/// <summary>How callers prove who they are.</summary>
/// <param name="ClientCertificates">Whether the TLS port asks for client certificates.</param>
/// <param name="CertificateHeader">The header of a forwarded client certificate; null: none counts.</param>
internal sealed record AccessSettings(SessionTerms Sessions, bool ClientCertificates, string? CertificateHeader) : ISettings<AccessSettings>
{
    public static IReadOnlyList<Setting> Declared => AccessSetting.All;

    public static AccessSettings Read(SettingsReader reader)
    {
        var terms = new SessionTerms(
            TimeSpan.FromMinutes(reader.Number(AccessSetting.TokenMinutes)), TimeSpan.FromHours(reader.Number(AccessSetting.SessionHours)));
        if (terms.Access > terms.Whole)
            reader.Refuse(AccessSetting.TokenMinutes, $"a token must not last longer than its session, {AccessSetting.SessionHours}");
        var header = reader.Text(AccessSetting.CertificateHeader);
        if (header is not null && !header.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
            reader.Refuse(AccessSetting.CertificateHeader, $"\"{header}\" is no name of a header such as X-ARR-ClientCert");
        var asks = reader.Flag(AccessSetting.ClientCertificates);
        if (asks && reader.Get<ListenSettings>().TlsPort is null)
            reader.Refuse(AccessSetting.ClientCertificates, "client certificates come over TLS: set Shaken:Tls:Port");
        return new AccessSettings(terms, asks, header);
    }
}
