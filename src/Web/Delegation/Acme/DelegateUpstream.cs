using Shaken.Core.CertificateRepository;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Delegation.Ordering;
using Shaken.Core.Delegation.Ordering.Upstream;
using Shaken.Core.ServiceProvider.Renewal;
using Shaken.Core.Trust;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Trust;

namespace Shaken.Web.Delegation.Acme;

/// <summary>The STI-CA that signs for customers, asked by the provider's account there.</summary>
internal sealed partial class DelegateUpstream : DelegateParts
{
    private const string AccountKey = "delegation-account";

    private readonly UpstreamSettings _upstream;
    private readonly UpstreamOrders _orders;
    private readonly AccountAtCa _account;

    public DelegateUpstream(IServiceProvider services, DelegationAcmeSettings settings)
        : base(services, settings)
    {
        _upstream = settings.Upstream ?? throw new ArgumentException("No STI-CA is configured.", nameof(settings));
        _orders = new UpstreamOrders(Records);
        var ring = _upstream.Account.NewRing(Get<ParsedSettings>().Get<KeySettings>().Vaults, Get<TimeProvider>());
        _account = _upstream.Account.NewAccount(ring, AccountKey, Get<HttpMessageInvoker>(), Get<TimeProvider>());
        Certificates = new UpstreamCertificates(_orders, _account, Get<TimeProvider>());
    }

    public override IAcmeCertificates Certificates { get; }

    /// <summary>Goes on with orders whose clients do not ask: what the STI-CA issued meanwhile is known, and can be revoked.</summary>
    public async Task ContinueAsync(AcmeServer server, CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            (var orderIds, continuation) = await _orders.ListOpenAsync(continuation, cancellationToken);
            foreach (var orderId in orderIds) await ContinueAsync(server, orderId, cancellationToken);
        }
        while (continuation is not null);
    }

    protected override (CustomerEntitlement Entitlement, IAcmeIssuing Issuing, AcmeOptions Options) NewIssuing()
    {
        var entitlement = new CustomerEntitlement(Get<NumberGrants>(), issuer: null, Get<TimeProvider>());
        var domain = Get<ParsedSettings>().Get<TrustListSettings>().IsConfigured ? Get<TrustDomain>() : null;
        var issuing = new UpstreamIssuing(
            new UpstreamOptions(_upstream.Repository, Settings.Life), Settings.Options.Profiles, _orders, Certificates, _account,
            new AcmeAccounts(Records), entitlement, Get<PublishedChains>(), domain, Get<TimeProvider>(), Get<ILogger<UpstreamIssuing>>());
        return (entitlement, issuing, Settings.Options);
    }

    private async Task ContinueAsync(AcmeServer server, string orderId, CancellationToken cancellationToken)
    {
        try
        {
            if (await server.FinalizeOrder.ContinueAsync(orderId, cancellationToken) is not { Status: AcmeOrderStatus.Processing })
                await _orders.CloseAsync(orderId, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever keeps one order from being gone on with must not keep the others.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotContinued(Get<ILogger<DelegateUpstream>>(), exception, orderId);
        }
    }

    [LoggerMessage(EventId = 4321, Level = LogLevel.Error,
        Message = "The customer's order {Order} at the STI-CA could not be gone on with; it is tried again")]
    private static partial void LogNotContinued(ILogger logger, Exception exception, string order);
}
