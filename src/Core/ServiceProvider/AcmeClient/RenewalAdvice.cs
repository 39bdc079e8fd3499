using System.Text.Json;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.ServiceProvider.AcmeClient;

/// <summary>When a CA would have a certificate renewed (RFC 9773 section 4.2).</summary>
/// <param name="AskAgainAfter">How long the advice holds; null: the CA does not say.</param>
public sealed record RenewalAdvice(DateTimeOffset Start, DateTimeOffset End, TimeSpan? AskAgainAfter)
{
    /// <summary>A moment in the window, so that many clients spread over it.</summary>
    /// <param name="share">0 to 1, at random.</param>
    public DateTimeOffset At(double share) => Start + ((End - Start) * share);

    internal static Outcome<RenewalAdvice, AcmeFailure> Read(AcmeAnswer answer)
    {
        if (!answer.TryReadJson("renewal information", out var json, out var failure)) return failure;
        using (json)
        {
            return json.RootElement.TryGetProperty("suggestedWindow"u8, out var window) && window.ValueKind == JsonValueKind.Object
                && TryReadMoment(window, "start", out var start) && TryReadMoment(window, "end", out var end) && end > start
                ? new RenewalAdvice(start, end, answer.RetryAfter)
                : AcmeFailure.NotUnderstood("renewal information has no suggestedWindow whose end is later than its start");
        }
    }

    /// <summary>Where the advice for a certificate is; null: the certificate names no key of its issuer.</summary>
    internal static string? UrlOf(string renewalInfo, StiCertificate certificate) =>
        RenewalId.Of(certificate) is { } id ? $"{renewalInfo.TrimEnd('/')}/{id.Text}" : null;

    private static bool TryReadMoment(JsonElement window, string name, out DateTimeOffset moment)
    {
        DateTimeOffset? read = null;
        var isRead = window.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String
            && Rfc3339.TryParse(member.GetString(), out read);
        moment = read ?? default;
        return isRead && read is not null;
    }
}
