using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Local.Keys;

/// <summary>A private key with the certificate over it.</summary>
/// <param name="Name">What it is for, such as <c>ca-issuing</c>.</param>
/// <param name="Version">Counts from 1; several versions of a name live at once.</param>
/// <param name="Chain">Its certificate first; at least one.</param>
public sealed record KeyEntry(string Name, int Version, ISigningKey Key, IReadOnlyList<StiCertificate> Chain)
{
    public StiCertificate Certificate => Chain[0];
}
