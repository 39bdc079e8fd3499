using Shaken.Core.CertificationAuthority.Acme;

namespace Shaken.Web.CertificationAuthority.Acme;

/// <summary>Where the ACME servers of a deployment are, and which of them a request is for. Each is a keyed service, by its path.</summary>
internal static class AcmePlaces
{
    /// <summary>That of the role ca.</summary>
    public const string Authority = "/acme";

    /// <summary>That of the role delegation.</summary>
    public const string Delegation = "/delegation/acme";

    /// <summary>The path of the server that a request is for; null: it is for none.</summary>
    public static string? Find(PathString path) =>
        path.StartsWithSegments(Authority, StringComparison.Ordinal) ? Authority
        : path.StartsWithSegments(Delegation, StringComparison.Ordinal) ? Delegation
        : null;

    /// <summary>The server that a request is for; null: this deployment has not configured it.</summary>
    public static AcmeServer? FindServer(HttpContext context) =>
        Find(context.Request.Path) is { } path ? context.RequestServices.GetKeyedService<AcmeServer>(path) : null;

    /// <summary>Its URLs; without a configured base, below the address that the request was sent to.</summary>
    public static AcmeUrls UrlsOf(HttpContext context, AcmeServer server) =>
        new(server.Options.BaseUrl?.AbsoluteUri.TrimEnd('/') ?? $"{context.Request.Scheme}://{context.Request.Host}{server.Path}");
}
