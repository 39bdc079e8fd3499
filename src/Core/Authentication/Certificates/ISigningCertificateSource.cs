using Shaken.Core.Foundations;

namespace Shaken.Core.Authentication.Certificates;

/// <summary>Where a provider's certificate and key come from.</summary>
public interface ISigningCertificateSource
{
    /// <summary>What operators know it by.</summary>
    string Name { get; }

    ProviderId Provider { get; }

    /// <summary>The certificate in force, published at its x5u; or why there is none, in words.</summary>
    /// <param name="known">What it gave before, which it gives again where nothing changed; null: nothing.</param>
    ValueTask<Outcome<SigningCertificate, string>> ReadAsync(SigningCertificate? known, CancellationToken cancellationToken);
}

/// <summary>A certificate that an operator replaces by hand.</summary>
/// <param name="name">As the settings name it.</param>
public sealed class FixedSigningCertificate(string name, SigningCertificate certificate) : ISigningCertificateSource
{
    public string Name => $"certificate {name}";

    public ProviderId Provider => certificate.Provider;

    public ValueTask<Outcome<SigningCertificate, string>> ReadAsync(SigningCertificate? known, CancellationToken cancellationToken) =>
        ValueTask.FromResult<Outcome<SigningCertificate, string>>(certificate);
}
