using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.ServiceProvider.AcmeClient;

/// <summary>What a server answered to a request that it took.</summary>
/// <param name="Body">Not longer than <see cref="AcmeHttp.MaxOctets"/>.</param>
/// <param name="Location">The Location header, made absolute; null where there was none.</param>
/// <param name="RetryAfter">How long the server asks to wait.</param>
/// <param name="CertificateLocation">
/// The header X-Shaken-Certificate-Location, by which one CA names the public URL of a certificate.
/// </param>
internal sealed record AcmeAnswer(
    HttpStatusCode Status, ReadOnlyMemory<byte> Body, string? Location, TimeSpan? RetryAfter, string? CertificateLocation)
{
    /// <summary>The body as a JSON object; the caller disposes it.</summary>
    /// <param name="what">What was expected, for the failure's words.</param>
    public bool TryReadJson(string what, [NotNullWhen(true)] out JsonDocument? json, [NotNullWhen(false)] out AcmeFailure? failure)
    {
        failure = StrictJson.TryParseObject(Body, AcmeHttp.MaxOctets, out json, out var words)
            ? null
            : AcmeFailure.NotUnderstood($"{what}: {words}");
        return failure is null;
    }
}
