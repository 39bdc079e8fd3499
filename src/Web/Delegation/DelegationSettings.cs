using Shaken.Core.Delegation.Grants;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;
using Shaken.Web.Delegation.Presentations;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Delegation;

/// <summary>Who lends numbers, and for how long.</summary>
/// <param name="Lenders">The providers that lend; none: nothing can be granted.</param>
/// <param name="ComparedPerMinute">Grants that are compared each minute with what their providers hold.</param>
internal sealed record DelegationSettings(IReadOnlyList<LendingProvider> Lenders, GrantRules Rules, int ComparedPerMinute)
    : ISettings<DelegationSettings>
{
    private const string LenderSection = "Delegation:Providers";

    public static IReadOnlyList<Setting> Declared => DelegationSetting.All;

    public static DelegationSettings Read(SettingsReader reader)
    {
        var lenders = new List<LendingProvider>();
        foreach (var index in reader.Indexes(LenderSection))
        {
            if (ReadLender(reader, new LenderSetting($"{LenderSection}:{index}"), lenders) is { } lender) lenders.Add(lender);
        }

        var takesPresentations = reader.Get<PresentationSettings>().IsOn;
        if (lenders.Count == 0 && !takesPresentations && reader.Get<RoleSettings>().IsDeployed(Role.Delegation))
        {
            reader.Refuse(
                LenderSection,
                "the role delegation lends the numbers of providers, or takes presentations: name a provider, or set "
                + "Delegation:Presentations:Audiences");
        }

        return new DelegationSettings(
            lenders, new GrantRules(TimeSpan.FromDays(reader.Number(DelegationSetting.LongestDays))),
            reader.Number(DelegationSetting.ComparedPerMinute));
    }

    private static LendingProvider? ReadLender(SettingsReader reader, LenderSetting section, List<LendingProvider> others)
    {
        if (!ProviderId.TryParse(reader.Text(section.Id), out var id))
        {
            reader.Refuse(section.Id, "must be a country and a code, such as US/1234");
            return null;
        }

        if (others.Exists(other => other.Id == id)) reader.Refuse(section.Id, $"the provider {id} has a section already");
        if (reader.Text(section.TnAuthList) is not { } text) return new LendingProvider(id, Listed: null);
        if (Decode(text) is not { } der || !TnAuthListDer.TryRead(der, out var list))
        {
            reader.Refuse(section.TnAuthList, "must be the base64 of a TNAuthList's DER");
            return null;
        }

        if (list.HasCode && !list.Holds(id.Code)) reader.Refuse(section.TnAuthList, $"the list names other codes than {id.Code}");
        return new LendingProvider(id, list.HasCodesOnly ? null : list.ToNumberSet());
    }

    private static byte[]? Decode(string text)
    {
        var octets = new byte[text.Length];
        return Convert.TryFromBase64String(text, octets, out var written) ? octets[..written] : null;
    }
}
