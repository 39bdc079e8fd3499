using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Foundations;

namespace Shaken.Core.ServiceProvider.AcmeClient;

/// <summary>An order as the CA shows it (RFC 8555 section 7.1.3).</summary>
/// <param name="Url">Its name: with it, the account can take the order up again.</param>
/// <param name="Certificate">Where the chain is, once the order is valid.</param>
/// <param name="X5u">Where verifiers find the certificate (RFC 9448 section 7); null where the CA publishes none.</param>
/// <param name="Problem">Why it is invalid.</param>
/// <param name="RetryAfter">How long the CA asks to wait before it is read again.</param>
public sealed record PlacedOrder(
    string Url, AcmeOrderStatus Status, IReadOnlyList<string> Authorizations, string Finalize, string? Certificate, string? X5u,
    string? Problem, TimeSpan? RetryAfter)
{
    private const int MaxAuthorizations = 16;

    internal static Outcome<PlacedOrder, AcmeFailure> Read(string url, AcmeAnswer answer)
    {
        if (!answer.TryReadJson("the order", out var json, out var failure)) return failure;
        using (json)
        {
            var root = json.RootElement;
            if (!root.TryGetString("status"u8, out var text) || StatusOf(text) is not { } status)
                return AcmeFailure.NotUnderstood("the order has no status of RFC 8555");
            if (!root.TryGetString("finalize"u8, out var finalize)) return AcmeFailure.NotUnderstood("the order names no finalize");
            if (!root.TryGetTexts("authorizations"u8, out var authorizations, MaxAuthorizations))
                return AcmeFailure.NotUnderstood("the order names no authorizations");
            root.TryGetString("certificate"u8, out var certificate);
            root.TryGetString("x5u"u8, out var x5u);
            string? problem = null;
            if (root.TryGetProperty("error"u8, out var error) && AcmeProblemText.TryRead(error, out _, out var words)) problem = words;
            return new PlacedOrder(
                url, status, authorizations, finalize, certificate, x5u ?? answer.CertificateLocation, problem, answer.RetryAfter);
        }
    }

    private static AcmeOrderStatus? StatusOf(string text) => text switch
    {
        "pending" => AcmeOrderStatus.Pending,
        "ready" => AcmeOrderStatus.Ready,
        "processing" => AcmeOrderStatus.Processing,
        "valid" => AcmeOrderStatus.Valid,
        "invalid" => AcmeOrderStatus.Invalid,
        _ => null,
    };
}
