using System.Diagnostics.Metrics;

namespace Shaken.Core.Trust.Lists;

/// <summary>Counts of what happens to signed lists, CRLs and trusted-CA lists, that an operator is to be woken for.</summary>
public sealed class ListMetrics : IDisposable
{
    public const string MeterName = "Shaken.Lists";

    /// <summary>Lists whose numbers were restarted, by <c>list</c>: crl or trusted-ca-list.</summary>
    public const string Restarts = "shaken.list.restarts";

    /// <summary>Refreshes of partners' lists, by <c>outcome</c>: taken, unchanged, refused or unreachable.</summary>
    public const string PartnerRefreshes = "shaken.partner.refreshes";

    /// <summary>Refreshes of the registry's list, by <c>outcome</c>: taken, refused or unreachable.</summary>
    public const string RegistryRefreshes = "shaken.registry.refreshes";

    /// <summary>Refreshes of partners' CRLs, by <c>outcome</c>: taken, unchanged, refused or unreachable.</summary>
    public const string ForeignCrlRefreshes = "shaken.partner.crl.refreshes";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _restarts;
    private readonly Counter<long> _partners;
    private readonly Counter<long> _registry;
    private readonly Counter<long> _foreignCrls;

    public ListMetrics()
    {
        _restarts = _meter.CreateCounter<long>(
            Restarts, "{list}", "Lists taken though their number is no higher than that of the last one, whose time had ended");
        _partners = _meter.CreateCounter<long>(PartnerRefreshes, "{refresh}", "Refreshes of the trusted-CA lists of partners");
        _registry = _meter.CreateCounter<long>(RegistryRefreshes, "{refresh}", "Refreshes of the list of the registry of countries");
        _foreignCrls = _meter.CreateCounter<long>(ForeignCrlRefreshes, "{refresh}", "Refreshes of the CRLs of partners");
    }

    public void Dispose() => _meter.Dispose();

    internal void CrlRestarted() => _restarts.Add(1, new KeyValuePair<string, object?>("list", "crl"));

    internal void PartnerRefreshed(string outcome) => _partners.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    internal void RegistryRefreshed(string outcome) => _registry.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    internal void ForeignCrlRefreshed(string outcome) => _foreignCrls.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    internal void TrustListRestarted() => _restarts.Add(1, new KeyValuePair<string, object?>("list", "trusted-ca-list"));
}
