using System.Diagnostics.CodeAnalysis;

namespace Shaken.Core.Delegation.Presentations;

/// <summary>
/// The id of a presentation, <c>tenant~customer~fingerprint</c>: a certificate is presented once for a customer. Fit for a route.
/// </summary>
public sealed record PresentationId
{
    private const int FingerprintLength = 64;

    internal PresentationId(CustomerRef customer, string fingerprint) => (Customer, Fingerprint) = (customer, fingerprint);

    public CustomerRef Customer { get; }

    /// <summary>SHA-256 of the delegate certificate, 64 hexadecimal digits in lower case.</summary>
    public string Fingerprint { get; }

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out PresentationId? id)
    {
        id = text?.Split('~') is [var tenant, var customer, var fingerprint] && IsFingerprint(fingerprint)
            && CustomerRef.Of(tenant, customer) is { } reference
                ? new PresentationId(reference, fingerprint)
                : null;
        return id is not null;
    }

    public override string ToString() => $"{Customer.Key}~{Fingerprint}";

    private static bool IsFingerprint(string text) => text.Length == FingerprintLength && text.All(char.IsAsciiHexDigitLower);
}
