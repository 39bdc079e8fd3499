using System.Net;
using System.Security.Cryptography.X509Certificates;
using Shaken.Azure.KeyVault;
using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Mailbox;
using Shaken.Core.CallPlacement.Republish;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Storage;
using Shaken.Web.CertificateRepository;
using Shaken.Web.CertificationAuthority;
using Shaken.Web.ServiceProvider;
using Shaken.Web.Shared.Crls;
using Shaken.Web.Shared.Limiting;
using Shaken.Web.Shared.Trust;

namespace Shaken.Web.Shared.Configuration;

/// <summary>Everything that is wrong with a configuration, each line with the setting's name and the rule it broke.</summary>
public sealed record SettingsErrors(IReadOnlyList<string> Lines);

/// <summary>From configuration to <see cref="Settings"/>, or to the list of everything that is wrong with it.</summary>
public static class SettingsParser
{
    private const string FunctionsHostPort = "FUNCTIONS_CUSTOMHANDLER_PORT";
    private const string Keys = "Shaken:Keys";
    private const int DefaultPort = 7071;
    private const int MaxPeers = 64;
    private const long Megabyte = 1024 * 1024;

    /// <summary>Opens the keys that settings name in vaults, if they do, and reads everything.</summary>
    /// <param name="connect">Gives access to vaults.</param>
    public static async Task<Outcome<Settings, SettingsErrors>> ParseAsync(IConfiguration configuration, Func<VaultSettings, Vaults> connect, CancellationToken cancellationToken)
    {
        // Its errors are found again, and told, when everything is read.
        var first = new SettingsReader(configuration);
        if (first.Member(Keys, KeysKind.Software) == KeysKind.Software) return Parse(configuration);
        var vaults = connect(VaultSettings.Read(first));
        var keys = await VaultKeys.OpenAsync(first, vaults, cancellationToken);
        var reader = new SettingsReader(configuration);
        if (VaultAddress.TryParse(first.Text("Renewal:Vault") ?? "", out var vault) && await vaults.FindSecretsFaultAsync(vault, RenewalSettings.NameOf(first), cancellationToken) is { } fault) reader.Refuse("Renewal:Vault", fault);
        return Parse(reader, keys, vaults);
    }

    /// <summary>Reads everything, with keys in files.</summary>
    public static Outcome<Settings, SettingsErrors> Parse(IConfiguration configuration) => Parse(new SettingsReader(configuration), PemFileKeys.Instance, vaults: null);

    private static Outcome<Settings, SettingsErrors> Parse(SettingsReader reader, INamedKeys named, Vaults? vaults)
    {
        var keys = reader.Member(Keys, KeysKind.Software);
        if (keys == KeysKind.KeyVault && vaults is null) reader.Refuse(Keys, "this program takes keys from files only");
        if (keys == KeysKind.KeyVault) VaultSettings.Read(reader);
        var listen = ReadListen(reader);
        var roles = reader.Members<Role>("Shaken:Roles");
        var storage = reader.Member("Shaken:Storage", StorageKind.Disk);
        var secrets = ReadSecrets(reader);
        var fetching = ReadFetching(reader, listen);
        var cps = ReadCps(reader);
        var trustList = ReadTrustList(reader, named);
        var settings = new Settings
        {
            // Alone, as on a laptop, everything is on; a deployment says what it does.
            Roles = (roles.Count > 0 || listen.IsUnderFunctionsHost ? roles : Enum.GetValues<Role>()).ToHashSet(),
            Storage = storage,
            AzureStorage = AzureStorageSettings.Read(reader, storage),
            Vaults = vaults,
            DataFolder = reader.Text("Shaken:DataFolder") ?? "shaken-data",
            DiskReserveOctets = Megabyte * reader.Number("Shaken:DiskReserveMegabytes", 64, 0, 65536),
            AcceptsLostJournal = reader.Flag("Shaken:AcceptLostJournal", otherwise: false),
            Secrets = secrets,
            Listen = listen,
            Fetching = fetching,
            FastVerification = ReadFastVerification(reader),
            TrustList = trustList,
            Cps = cps,
            Republish = ReadRepublish(reader, named, cps, fetching),
            Limits = LimitSettings.Read(reader, listen),
            Operators = reader.Values<OperatorKey>("Operator:Keys", OperatorKey.TryParse, "each is name:sha256, as `shaken operator key` prints it"),
            Acme = AcmeSettings.Read(reader, listen),
            Renewal = RenewalSettings.Read(reader, keys),
            Ca = CaSettings.Read(reader, named),
            Revocation = RevocationSettings.Read(reader, named, trustList.Roots),
            Cr = CrSettings.Read(reader),
        };

        CheckDeployment(reader, settings);
        return reader.Errors.Count == 0 ? settings : new SettingsErrors(reader.Errors);
    }

    private static void CheckDeployment(SettingsReader reader, Settings settings)
    {
        if (settings.Storage == StorageKind.Azure && settings.Secrets is null) reader.Refuse("Shaken:DeploymentSecrets", "the storage Azure is shared by instances, which share a secret: id:base64 of 32 octets");
        if (!settings.Listen.IsUnderFunctionsHost) return;
        if (settings.Roles.Count == 0) reader.Refuse("Shaken:Roles", "a deployment names its roles; none is on by default");
        if (settings.Roles.Contains(Role.Cps) && settings.Secrets is null) reader.Refuse("Shaken:DeploymentSecrets", "a deployment with the role cps has a secret, id:base64 of 32 octets");
        if (settings.Roles.Contains(Role.Cps) && !settings.TrustList.IsConfigured) reader.Refuse("TrustList:Url", "the role cps follows a trusted-CA list: set TrustList:Url or TrustList:File");
        if (settings.Roles.Contains(Role.Cr) && settings.Cr.Publishers.Count > 0 && !settings.TrustList.IsConfigured) reader.Refuse("TrustList:Url", "a role cr with Cr:PublisherKeys judges their chains by a trusted-CA list: set TrustList:Url or TrustList:File");
        if (settings.Roles.Contains(Role.Ca) && !settings.Ca.IsConfigured) reader.Refuse("Ca:Certificates", "the role ca has a CA: its folder in Ca:Folder, or its certificate chain, and in Ca:Keys its key");
        if (settings.Roles.Contains(Role.Ca) && settings.TrustList.Roots.Count == 0) reader.Refuse("TrustList:PolicyAdministratorRoots", "the role ca takes SPC tokens below a pinned root of the STI-PA: name its PEM file");
        if (settings.Roles.Contains(Role.Ca) && settings.Secrets is null) reader.Refuse("Shaken:DeploymentSecrets", "a deployment with the role ca has a secret, id:base64 of 32 octets");
        if (settings.Roles.Contains(Role.Ca) && settings.Acme.Options.BaseUrl is null) reader.Refuse("Acme:BaseUrl", "a deployment with the role ca names the URL of its ACME server, as https://ca.example/acme");
        if (settings.Roles.Contains(Role.As) && !settings.Renewal.IsConfigured) reader.Refuse("Renewal:Provider", "the role as names the provider whose certificate it keeps in force, as US/1234");
        if (settings.Roles.Contains(Role.Cps) && settings.Cps.HostNames.Count == 0) reader.Refuse("Cps:HostNames", "the role cps needs the host names that a bearer's aud may have, as cps.example.net: without one every bearer is refused");
        if (settings.Roles.Contains(Role.Cps) && settings.Cps.Served.Count == 0) reader.Refuse("Cps:ServedSpcs", "the role cps serves at least one provider, as US/1234");
    }

    private static ListenSettings ReadListen(SettingsReader reader)
    {
        int? hostPort = reader.Text(FunctionsHostPort) is null ? null : reader.Number(FunctionsHostPort, 0, 1, 65535);
        var address = IPAddress.Loopback;
        if (reader.Text("Shaken:Listen:Address") is { } text && !IPAddress.TryParse(text, out address!))
        {
            address = IPAddress.Loopback;
            reader.Refuse("Shaken:Listen:Address", $"\"{text}\" is no IP address");
        }

        int? tlsPort = reader.Text("Shaken:Tls:Port") is null ? null : reader.Number("Shaken:Tls:Port", 0, 0, 65535);
        var tls = tlsPort is null ? null : TlsSettings.Read(reader);
        int? port = reader.Text("Shaken:Listen:Port") == "off" ? null : reader.Number("Shaken:Listen:Port", DefaultPort, 0, 65535);
        if (port is null && tlsPort is null) reader.Refuse("Shaken:Listen:Port", "off leaves nothing to listen on without Shaken:Tls:Port");
        return new ListenSettings(hostPort, address, port, tlsPort, tls);
    }

    private static DeploymentSecrets? ReadSecrets(SettingsReader reader)
    {
        const string Name = "Shaken:DeploymentSecrets";
        var secrets = reader.Values<DeploymentSecret>(Name, DeploymentSecret.TryParse, "each is id:base64 of 32 octets, the id 1 to 16 of a-z 0-9");
        if (secrets.Count > 2) reader.Refuse(Name, "two at most: the one in use, then the one before it");
        if (secrets.DistinctBy(secret => secret.Id).Count() != secrets.Count) reader.Refuse(Name, "each secret has an id of its own");
        return secrets.Count == 0 ? null : new DeploymentSecrets(secrets[0], secrets.Count > 1 ? secrets[1] : null);
    }

    private static FetchingOptions ReadFetching(SettingsReader reader, ListenSettings listen)
    {
        var origins = reader.Texts("Fetching:ExemptOrigins");
        var roots = new X509Certificate2Collection();
        foreach (var path in reader.Texts("Fetching:TlsRoots"))
        {
            if (reader.FileOctets("Fetching:TlsRoots", path) is not { } pem) continue;
            if (TlsCertificate.TryReadCertificates(pem, out var certificates, out var failure)) roots.AddRange(certificates);
            else reader.Refuse("Fetching:TlsRoots", $"\"{path}\" {failure}");
        }

        if (listen.IsUnderFunctionsHost && !IsOnADesk(reader) && (origins.Count > 0 || roots.Count > 0))
            reader.Refuse("Fetching", "ExemptOrigins and TlsRoots are for a laptop and for tests; under the Functions host they are refused, but for the local one");
        var options = new FetchingOptions { ExemptOrigins = origins, TlsRoots = roots };
        foreach (var error in options.Errors()) reader.Refuse("Fetching", error);
        return options;
    }

    // The local Functions tools set the first; every app on Azure has the second, and an operator cannot take it away.
    private static bool IsOnADesk(SettingsReader reader) => reader.Text("AZURE_FUNCTIONS_ENVIRONMENT") == "Development" && reader.Text("WEBSITE_SITE_NAME") is null;

    private static TrustListSettings ReadTrustList(SettingsReader reader, INamedKeys named)
    {
        const string Roots = "TrustList:PolicyAdministratorRoots";
        var file = reader.Text("TrustList:File");
        var url = reader.Text("TrustList:Url");
        if (file is not null && url is not null) reader.Refuse("TrustList", "File or Url, not both");
        var roots = new List<TrustedRoot>();
        foreach (var path in reader.Texts(Roots))
        {
            foreach (var certificate in reader.Certificates(Roots, path))
            {
                if (TrustedRoot.TryCreate(certificate, out var root, out var failure)) roots.Add(root);
                else reader.Refuse(Roots, $"\"{path}\": {failure}");
            }
        }

        if ((file ?? url) is not null && roots.Count == 0) reader.Refuse(Roots, "a trusted-CA list is verified by at least one pinned root of the STI-PA: name its PEM file");
        return new TrustListSettings(file, url, roots, TrustListAccess.Read(reader, named));
    }

    private static FastVerificationOptions ReadFastVerification(SettingsReader reader)
    {
        var kibibytes = reader.Number("Verification:TableKilobytes", 64, 32, 64);
        if (kibibytes is not (32 or 64)) reader.Refuse("Verification:TableKilobytes", "32 or 64");
        return new FastVerificationOptions
        {
            IsOn = reader.Flag("Verification:Tables", otherwise: true),
            TableKibibytes = kibibytes,
            MemoryMebibytes = reader.Number("Verification:TableMegabytes", 64, 1, 65_536),
        };
    }

    private static CpsOptions ReadCps(SettingsReader reader)
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

    private static RepublishSettings? ReadRepublish(SettingsReader reader, INamedKeys named, CpsOptions cps, FetchingOptions fetching)
    {
        const string To = "Cps:RepublishTo";
        const string KeyFile = "Cps:Republish:KeyFile";
        const string CertificateUrl = "Cps:Republish:CertificateUrl";
        var texts = reader.Texts(To);
        var targets = reader.Values<RepublishTarget>(To, RepublishTarget.TryParse, "each is the base URL of a CPS, as https://cps.example or https://cps.example:8443=name-in-aud.example");
        var key = reader.Text(KeyFile) is { } keyText ? named.Find(reader, KeyFile, keyText) : null;
        var url = reader.Text(CertificateUrl);
        if (targets.Count > MaxPeers) reader.Refuse(To, $"{MaxPeers} at most");
        if (targets.DistinctBy(target => target.BaseUrl).Count() != targets.Count) reader.Refuse(To, "a CPS is named twice");
        if (targets.Any(target => cps.HostNames.Contains(target.Audience, StringComparer.OrdinalIgnoreCase))) reader.Refuse(To, "one of them is this CPS itself, by Cps:HostNames");
        if (texts.Count > 0 && reader.Text(KeyFile) is null) reader.Refuse(KeyFile, "who hands on signs for it: name the PEM file with the key of this CPS's own STI certificate, or the secret in a vault");
        if (texts.Count > 0 && url is null) reader.Refuse(CertificateUrl, "who hands on says where its certificate is published");
        if (texts.Count == 0 && (url ?? reader.Text(KeyFile)) is not null) reader.Refuse(To, "KeyFile and CertificateUrl are of use with a CPS to hand on to");

        // The peers fetch it by the rules for strangers' URLs, as this program does.
        var exempt = fetching.ExemptOrigins.Select(text => WebOrigin.TryParse(text, out var origin) ? origin : null).OfType<WebOrigin>().ToHashSet();
        if (url is not null && !FetchUrl.TryParse(url, exempt, out _, out var refusal)) reader.Refuse(CertificateUrl, refusal.Detail);
        return targets.Count > 0 && key is not null && url is not null ? new RepublishSettings(targets, key, url) : null;
    }
}
