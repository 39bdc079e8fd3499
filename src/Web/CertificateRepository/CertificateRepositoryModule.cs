using Shaken.Core.CertificateRepository;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Modules;

namespace Shaken.Web.CertificateRepository;

/// <summary>The role cr, STI-CR: publishes certificate chains under the URLs that x5u names.</summary>
internal sealed class CertificateRepositoryModule : IRoleModule
{
    public Role Role => Role.Cr;

    public IReadOnlyList<HttpFunction> Functions { get; } =
    [
        new("CrGetCertificate", Role.Cr, "GET", "certificates/{id}.pem", CertificateEndpoints.GetAsync),
        new("CrPutCertificate", Role.Cr, "PUT", "certificates/{id}.pem", PublishEndpoint.PutAsync),
        new("OperatorCertificates", Role.Cr, "GET", "operator/v1/certificates", CertificateIndexEndpoint.GetAsync),
    ];

    public IReadOnlyList<TimerFunction> Timers => [];

    public IReadOnlyList<SettingsPart> Settings { get; } = [SettingsPart.Of<CrSettings>()];

    public void AddServices(IServiceCollection services, ParsedSettings settings) => services.AddSingleton<PublishChain>();
}
