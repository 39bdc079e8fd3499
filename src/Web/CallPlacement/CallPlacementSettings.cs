using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Mailbox;
using Shaken.Core.CallPlacement.Republish;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Trust;

namespace Shaken.Web.CallPlacement;

/// <summary>The settings of the role cps.</summary>
/// <param name="Options">What its rules are.</param>
/// <param name="Republish">Null: what is published here is handed on to nobody.</param>
internal sealed record CallPlacementSettings(CpsOptions Options, RepublishSettings? Republish) : ISettings<CallPlacementSettings>
{
    private const long Megabyte = 1024 * 1024;

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
            reader.Refuse("Cps:HostNames", "the role cps needs the host names that a bearer's aud may have, as cps.example.net: without one every bearer is refused");
        if (options.Served.Count == 0) reader.Refuse("Cps:ServedSpcs", "the role cps serves at least one provider, as US/1234");
    }

    private static CpsOptions ReadOptions(SettingsReader reader)
    {
        var served = reader.Values<ProviderId>("Cps:ServedSpcs", ProviderId.TryParse, "each is a country and a code, as US/1234");
        return new CpsOptions
        {
            Served = served,
            HostNames = reader.Texts("Cps:HostNames"),
            ReaderKeys = reader.Values<ReaderKey>("Cps:ReaderKeys", ReaderKey.TryParse,
                "each is US/1234:sha256, as `shaken cps key` prints it"),
            RepublishFrom = reader.Values<RepublishPeer>("Cps:RepublishFrom", RepublishPeer.TryParse,
                "each is a provider and its CPS's host, as US/1234@cps.example"),
            Freshness = reader.Seconds("Cps:FreshnessSeconds", 60, 1, 600),
            Ahead = reader.Seconds("Cps:AheadSeconds", 5, 0, 600),
            PerCertificatePerSecond = reader.Number("Cps:PerCertificatePerSecond", 2000, 1, 1_000_000),
            LongestWait = reader.Seconds("Cps:LongestWaitSeconds", 60, 1, 600),
            AcceptsWithoutExp = reader.Flag("Cps:AcceptWithoutExp", otherwise: false),
            Mailbox = ReadMailbox(reader, served.Count),
        };
    }

    private static MailboxBounds ReadMailbox(SettingsReader reader, int served)
    {
        const int Most = 1_000_000;
        var inAll = reader.Number("Cps:MailboxMegabytes", 1024, 1, Most);
        return new MailboxBounds
        {
            InAll = inAll * Megabyte,
            PerSigner = reader.Number("Cps:MailboxMegabytesPerSigner", 256, 1, Most) * Megabyte,

            // A flood for one of several must not take the place of the others.
            PerProvider = reader.Number("Cps:MailboxMegabytesPerProvider", served > 1 ? Math.Max(inAll / 2, 1) : inAll, 1, Most) * Megabyte,
        };
    }
}
