using Shaken.Core.Authentication.Certificates;
using Shaken.Web.Authentication.Renewal;
using Shaken.Web.Shared.Expiries;

namespace Shaken.Web.Authentication.Signing;

/// <summary>
/// The certificates that sign calls, as they are in memory. One that is renewed by the clock wants nobody unless that fails.
/// </summary>
internal sealed class SigningExpiries(SigningCertificates certificates, RenewalSettings renewal) : IExpirySource
{
    // Renewal begins when a third of the life is left; a tenth is left when it has failed for long.
    private const double LeastLeft = 0.1;

    public ValueTask<ExpiryList> ListAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(new ExpiryList([.. certificates.States.Select(Of)]));

    private Expiry Of(SigningCertificateState state)
    {
        var name = $"{state.Provider}: {state.Name}";
        if (state.Current is not { } current) return Expiry.Missing(ExpiryKind.SigningCertificate, name);
        if (renewal.Plan is not { } plan || state.Name != $"renewal {plan.Options.Name}")
            return Expiry.OfCertificate(ExpiryKind.SigningCertificate, name, current.Leaf);
        return new Expiry(
            ExpiryKind.SigningCertificate, name, current.NotAfter, current.NotAfter - ((current.NotAfter - current.NotBefore) * LeastLeft));
    }
}
