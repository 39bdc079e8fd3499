using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Mailbox;
using Shaken.Core.CallPlacement.Republish;
using Shaken.Core.Foundations;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Trust;

namespace Shaken.Web.CallPlacement;

/// <summary>The settings of the role cps.</summary>
/// <param name="Options">What its rules are.</param>
/// <param name="Republish">Null: what is published here is handed on to nobody.</param>
internal sealed record CallPlacementSettings(CpsOptions Options, RepublishSettings? Republish) : ISettings<CallPlacementSettings>
{
    private const long Megabyte = 1024 * 1024;

    public static IReadOnlyList<Setting> Declared => CallPlacementSetting.All;

    public static CallPlacementSettings Read(SettingsReader reader)
    {
        var options = ReadOptions(reader);
        if (reader.Get<RoleSettings>().IsDeployed(Role.Cps)) CheckDeployment(reader, options);
        return new CallPlacementSettings(options, RepublishSettings.Read(reader, options.HostNames));
    }

    private static void CheckDeployment(SettingsReader reader, CpsOptions options)
    {
        StorageSettings.DemandSecrets(reader, Role.Cps);
        TrustListSettings.DemandList(reader, "the role cps follows a trusted-CA list");
        if (options.HostNames.Count == 0)
        {
            reader.Refuse(
                CallPlacementSetting.HostNames,
                "the role cps needs the host names that a bearer's aud may have, as cps.example.net: without one every bearer is refused");
        }

        if (options.Served.Count == 0)
            reader.Refuse(CallPlacementSetting.ServedSpcs, "the role cps serves at least one provider, as US/1234");
    }

    private static CpsOptions ReadOptions(SettingsReader reader)
    {
        var served =
            reader.Values<ProviderId>(CallPlacementSetting.ServedSpcs, ProviderId.TryParse, "each is a country and a code, as US/1234");
        return new CpsOptions
        {
            Served = served,
            HostNames = reader.Texts(CallPlacementSetting.HostNames),
            ReaderKeys = reader.ReadApiKeys<ProviderId>(CallPlacementSetting.ReaderKeys, ProviderId.TryParse,
                "each is US/1234:sha256, as `shaken cps key` prints it"),
            RepublishFrom = reader.Values<RepublishPeer>(CallPlacementSetting.RepublishFrom, RepublishPeer.TryParse,
                "each is a provider and its CPS's host, as US/1234@cps.example"),
            Freshness = reader.Seconds(CallPlacementSetting.FreshnessSeconds),
            Ahead = reader.Seconds(CallPlacementSetting.AheadSeconds),
            PerCertificatePerSecond = reader.Number(CallPlacementSetting.PerCertificatePerSecond),
            LongestWait = reader.Seconds(CallPlacementSetting.LongestWaitSeconds),
            AcceptsWithoutExp = reader.Flag(CallPlacementSetting.AcceptWithoutExp),
            Mailbox = ReadMailbox(reader, served.Count),
        };
    }

    private static MailboxBounds ReadMailbox(SettingsReader reader, int served)
    {
        var inAll = reader.Number(CallPlacementSetting.MailboxMegabytes);
        return new MailboxBounds
        {
            InAll = inAll * Megabyte,
            PerSigner = reader.Number(CallPlacementSetting.MailboxMegabytesPerSigner) * Megabyte,

            // A flood for one of several must not take the place of the others.
            PerProvider = Megabyte * reader.Number(
                CallPlacementSetting.MailboxMegabytesPerProvider, otherwise: served > 1 ? Math.Max(inAll / 2, 1) : inAll),
        };
    }
}
