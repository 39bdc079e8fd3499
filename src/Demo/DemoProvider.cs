using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Demo;

/// <summary>A provider with the certificate that the STI-CA gave it by ACME.</summary>
/// <param name="Chain">The leaf first, the root left out.</param>
/// <param name="X5u">Where the STI-CR has it.</param>
internal sealed record DemoProvider(ProviderId Id, ISigningKey Key, IReadOnlyList<StiCertificate> Chain, string X5u)
{
    public StiCertificate Certificate => Chain[0];
}
