using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Pki.Crls;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Tests.CertificationAuthority.Acme;

namespace Shaken.Web.Tests.Shared.Crls;

/// <summary>A CA without the role pa has a register too, and purges it itself.</summary>
public sealed class RegisterPurgeTests(CaDeployment ca) : IClassFixture<CaDeployment>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CaAlone_PurgesRevocationsLongAfterTheCertificatesEnd()
    {
        var register = ca.Services.GetRequiredService<RevocationRegister>();
        var (_, certificate) = await ca.IssueAsync(await ca.RegisterAsync());
        Assert.True((await register.RevokeAsync(RevocationNotice.Of(certificate, RevocationReason.Superseded, "test"), Token)).IsSuccess);
        Assert.DoesNotContain(Role.Pa, ca.Services.GetRequiredService<IOptions<RoleSettings>>().Value.Roles);

        ca.Time.Move(TimeSpan.FromDays(90 + 399));
        await PurgeAsync();
        Assert.NotNull(await register.FindAsync(certificate.Issuer, certificate.SerialNumber, Token));
        ca.Time.Move(TimeSpan.FromDays(2));
        await PurgeAsync();
        Assert.Null(await register.FindAsync(certificate.Issuer, certificate.SerialNumber, Token));
    }

    private async Task PurgeAsync()
    {
        var roles = ca.Services.GetRequiredService<IOptions<RoleSettings>>().Value.Roles;
        foreach (var timer in FunctionTable.Timers.Where(timer =>
            timer.Role is { } role && roles.Contains(role) && timer.Name.EndsWith("PurgeRevocations", StringComparison.Ordinal)))
            await timer.RunAsync(ca.Services, Token);
    }
}
