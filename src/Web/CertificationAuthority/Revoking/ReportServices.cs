using Microsoft.Extensions.DependencyInjection.Extensions;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.CertificationAuthority.Revoking;

/// <summary>Reports of revocations to a policy administrator of another deployment, for every role that revokes.</summary>
internal static class ReportServices
{
    /// <summary>Adds the outbox that the register reports by. Roles ca and pa of one deployment share the register and need none.</summary>
    public static void Add(IServiceCollection services, ParsedSettings settings)
    {
        if (settings.Get<CaSettings>().ReportTo is not { } reportTo) return;
        services.TryAddSingleton<RevocationOutbox>();
        services.TryAddSingleton<IRevocationReports>(provider => new HttpReports(
            reportTo, provider.GetRequiredService<HttpMessageInvoker>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<HttpReports>>()));
    }
}
