using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.Tokens;
using Shaken.Web.CertificationAuthority.Revoking;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Trust;

namespace Shaken.Web.CertificationAuthority;

/// <summary>The settings of the role ca.</summary>
/// <param name="Authorities">The CA that signs now, then those before it; empty where none is configured.</param>
/// <param name="Issuing">Null where no CA is configured.</param>
/// <param name="TokenReuse">How often an SPC token may be shown.</param>
/// <param name="TokenSignerName">The CN that signers of SPC tokens must have; null: any that does not name another kind of
/// document.</param>
/// <param name="ReportTo">The policy administrator that this CA reports to; null: it is this deployment, or nobody.</param>
internal sealed record CaSettings(
    IReadOnlyList<IssuingAuthority> Authorities, IssuingOptions? Issuing, AuthorityTokenReuse TokenReuse, string? TokenSignerName,
    ReportSettings? ReportTo)
    : ISettings<CaSettings>
{
    private const int MaxCommonName = 64;

    /// <summary>Whether a CA can issue at all.</summary>
    public bool IsConfigured => Issuing is not null;

    public static IReadOnlyList<Setting> Declared => CaSetting.All;

    public static CaSettings Read(SettingsReader reader)
    {
        var authority = AuthoritySettings.Read(reader, CaSetting.Authority);
        var issuing = authority.Issuing is { } configured ? ReadIssuing(reader, configured) : null;
        if (reader.Get<RoleSettings>().IsDeployed(Role.Ca)) CheckDeployment(reader, issuing);
        return new CaSettings(
            authority.Authorities,
            issuing,
            reader.Member(CaSetting.TokenReuse),
            ReadSignerName(reader),
            ReportSettings.Read(reader));
    }

    private static void CheckDeployment(SettingsReader reader, IssuingOptions? issuing)
    {
        if (issuing is null)
        {
            reader.Refuse(
                CaSetting.Authority.Certificates,
                "the role ca has a CA: its folder in Ca:Folder, or its certificate chain, and in Ca:Keys its key");
        }

        TrustListSettings.DemandRoots(reader, "the role ca takes SPC tokens below a pinned root of the STI-PA");
        StorageSettings.DemandSecrets(reader, Role.Ca);
    }

    private static string? ReadSignerName(SettingsReader reader)
    {
        var name = reader.Text(CaSetting.TokenSignerName);
        if (name?.Length > MaxCommonName)
            reader.Refuse(CaSetting.TokenSignerName, $"a CN has at most {MaxCommonName} characters (RFC 5280, ub-common-name)");
        return name;
    }

    private static IssuingOptions ReadIssuing(SettingsReader reader, IssuingOptions issuing) => issuing with
    {
        Life = TimeSpan.FromHours(reader.Number(CaSetting.LifeHours)),
        AllowsDelegation = reader.Flag(AcmeSetting.AllowDelegation),
        EndsWithToken = reader.Flag(CaSetting.EndWithToken),
        AllowsAccountKeys = reader.Flag(CaSetting.AllowAccountKeys),
        HasSubjectSerialNumber = reader.Flag(CaSetting.SubjectSerialNumber),
        RevokesOfSuspended = reader.Flag(CaSetting.RevokeOnSuspension),
    };
}
