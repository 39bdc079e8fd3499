using Shaken.Azure.KeyVault;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;
using Shaken.Core.ServiceProvider.Renewal;
using Shaken.Web.Authentication.Signing;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Authentication.Renewal;

/// <summary>The settings of the role as: whose certificate is kept in force, at which CA, with tokens from where.</summary>
/// <param name="Plan">Null where no renewal is configured.</param>
internal sealed record RenewalSettings(RenewalPlan? Plan) : ISettings<RenewalSettings>
{
    private const int MinSecretLength = 16;

    public bool IsConfigured => Plan is not null;

    public static IReadOnlyList<Setting> Declared => RenewalSetting.All;

    public static RenewalSettings Read(SettingsReader reader)
    {
        var plan = ReadPlan(reader);
        if (plan is null && reader.Get<SigningSettings>().Fixed.Count == 0 && reader.Get<RoleSettings>().IsDeployed(Role.As))
            reader.Refuse(RenewalSetting.Provider, "the role as names the provider whose certificate it keeps in force, as US/1234");
        return new RenewalSettings(plan);
    }

    /// <summary>Refuses a vault that does not hold the provider's keys as it should, before everything is read.</summary>
    public static async Task CheckVaultAsync(SettingsReader reader, Vaults vaults, CancellationToken cancellationToken)
    {
        if (!VaultAddress.TryParse(reader.Text(RenewalSetting.Account.Vault) ?? "", out var vault)) return;
        if (await vaults.FindSecretsFaultAsync(vault, NameOf(reader), cancellationToken) is { } fault)
            reader.Refuse(RenewalSetting.Account.Vault, fault);
    }

    private static RenewalPlan? ReadPlan(SettingsReader reader)
    {
        if (reader.Text(RenewalSetting.Provider) is not { } text) return null;
        if (!ProviderId.TryParse(text, out var provider)) reader.Refuse(RenewalSetting.Provider, "a country and a code, as US/1234");
        var account = AccountSettings.Read(reader, RenewalSetting.Account);
        var (webhook, secret, repository) = (
            reader.OperatorUrl(RenewalSetting.WebhookUrl), reader.Text(RenewalSetting.WebhookSecret),
            reader.OperatorUrl(RenewalSetting.RepositoryUrl));
        if (webhook is not null && secret is not { Length: >= MinSecretLength })
        {
            reader.Refuse(
                RenewalSetting.WebhookSecret,
                $"with Renewal:WebhookUrl a secret of {MinSecretLength} characters or more, by which the receiver knows us");
        }

        if (provider is null || account is null) return null;
        var options = new RenewalOptions(provider, TnAuthList.Of(new SpcEntry(provider.Code)))
        {
            Repository = repository,
            Profile = reader.Text(RenewalSetting.Profile),
        };
        return new RenewalPlan(options, account, webhook is null ? null : new WebhookTarget(webhook, secret ?? ""));
    }

    /// <summary>The name of the certificate that is kept in force, and of its key in a vault.</summary>
    private static string NameOf(SettingsReader reader) =>
        ProviderId.TryParse(reader.Text(RenewalSetting.Provider), out var provider)
            ? new RenewalOptions(provider, TnAuthList.Of(new SpcEntry(provider.Code))).Name
            : "shaken";
}

/// <summary>A renewal that is configured.</summary>
internal sealed record RenewalPlan(RenewalOptions Options, AccountSettings Account, WebhookTarget? Webhook);

/// <summary>Where news go, and the secret that signs them.</summary>
public sealed record WebhookTarget(Uri Url, string Secret);
