using Shaken.Core.Foundations;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.CallPlacement.OutOfBand;

/// <summary>From where a verification takes what was sent out of band. What a dialect needs is there, and is null in the others.</summary>
/// <param name="Limit">How long a verification waits.</param>
internal sealed record ReadSettings(ReadFrom From, TimeSpan Limit)
{
    private const int MaxPublishers = 16;

    /// <summary>Whose mailbox is read.</summary>
    public ProviderId? Provider { get; private init; }

    public Uri? Url { get; private init; }

    public SecretText? Key { get; private init; }

    public string? Audience { get; private init; }

    public IReadOnlyList<ServiceProviderCode> Publishers { get; private init; } = [];

    /// <param name="signer">Signs bearers; null: none is configured, or it has an error.</param>
    public static ReadSettings Read(SettingsReader reader, ProviderId? provider, OutOfBandSigner? signer)
    {
        var limit = TimeSpan.FromMilliseconds(reader.Number(OutOfBandSetting.ReadMilliseconds));
        var isHere = reader.Get<RoleSettings>().Roles.Contains(Role.Cps);
        var from = reader.Text(OutOfBandSetting.ReadFrom) is not null ? reader.Member(OutOfBandSetting.ReadFrom)
            : isHere && reader.Get<CallPlacementSettings>().Options.Served.Count > 0 ? ReadFrom.InProcess
            : ReadFrom.None;
        if (from == ReadFrom.InProcess && !isHere)
            reader.Refuse(OutOfBandSetting.ReadFrom, "this deployment has no CPS: turn the role cps on, or name another program's");
        var isElsewhere = from is ReadFrom.Open or ReadFrom.Shared or ReadFrom.Agreed;
        var url = reader.OperatorUrl(OutOfBandSetting.ReadUrl);
        var publishers = reader.Values<ServiceProviderCode>(
            OutOfBandSetting.ReadPublishers, ServiceProviderCode.TryParse, "each is a service provider code: 1 to 15 of A-Z 0-9");
        var key = reader.Text(OutOfBandSetting.ReadKeyFile) is { } file ? reader.Secret(OutOfBandSetting.ReadKeyFile, file) : null;
        if (isElsewhere) Demand(reader, from);
        if (publishers.Count > MaxPublishers) reader.Refuse(OutOfBandSetting.ReadPublishers, $"{MaxPublishers} at most");
        if (from is ReadFrom.Shared or ReadFrom.Agreed && signer is null && reader.Text(OutOfBandSetting.KeyFile) is null)
            reader.Refuse(OutOfBandSetting.KeyFile, "the CPS is read with bearers: name the key that signs them");
        return new ReadSettings(from, limit)
        {
            Provider = provider,
            Url = url,
            Key = key,
            Audience = reader.Text(OutOfBandSetting.ReadAudience) ?? url?.Host,
            Publishers = publishers,
        };
    }

    private static void Demand(SettingsReader reader, ReadFrom from)
    {
        if (reader.Text(OutOfBandSetting.ReadUrl) is null) reader.Refuse(OutOfBandSetting.ReadUrl, "the URL of the CPS that is read");
        if (reader.Text(OutOfBandSetting.Provider) is null)
            reader.Refuse(OutOfBandSetting.Provider, "whose mailbox the CPS keeps: a country and a code, as US/1234");
        if (from == ReadFrom.Open && reader.Text(OutOfBandSetting.ReadKeyFile) is null)
            reader.Refuse(OutOfBandSetting.ReadKeyFile, "the file with the reader key, as shaken cps key prints it");
        if (from == ReadFrom.Agreed && reader.Texts(OutOfBandSetting.ReadPublishers).Count == 0)
            reader.Refuse(OutOfBandSetting.ReadPublishers, "the codes of the providers with which the CPS was agreed");
    }
}
