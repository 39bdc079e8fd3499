using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator.Signing;

/// <summary>
/// <c>GET /download/v1/certificate/{name}.crt</c> and <c>{name}.der</c>: the certificates that x5u names. A .crt is PEM whatever a client
/// accepts, since one in the field asks for application/pkix-cert and reads PEM; a setting makes it DER. A .der is always DER.
/// </summary>
internal static class SignerEndpoints
{
    private const string KeepForADay = "public, max-age=86400";
    private const string KeepBriefly = "public, max-age=60";
    private const string PemMediaType = "application/pem-certificate-chain";
    private const string DerMediaType = "application/pkix-cert";

    public static async Task GetAsync(HttpContext context)
    {
        var (name, form) = Split((string)context.GetRouteValue("file")!);
        var signers = context.RequestServices.GetServices<SignerCertificate>();
        if (form is null || signers.FirstOrDefault(candidate => candidate.Name == name) is not { } signer)
        {
            var unknown = Problem.Of(StatusCodes.Status404NotFound, "certificate-unknown", "no signer's certificate has this name");
            await context.Response.WriteProblemAsync(unknown, KeepBriefly);
            return;
        }

        var settings = context.RequestServices.GetRequiredService<IOptions<AdministratorSettings>>().Value;
        var isPem = form == ".crt" && settings.SignerForm == SignerForm.Pem;
        var tag = $"\"{signer.Chain[0].Fingerprint}-{(isPem ? "pem" : "der")}\"";
        var headers = context.Response.Headers;
        headers.CacheControl = KeepForADay;
        headers.ETag = tag;
        if (EntityTagHeaderValue.TryParseList(context.Request.Headers.IfNoneMatch, out var known)
            && known.Any(one => one.Tag == "*" || one.Tag == tag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        ReadOnlyMemory<byte> octets = isPem ? signer.Pem : signer.Chain[0].Der;
        context.Response.ContentType = isPem ? PemMediaType : DerMediaType;
        context.Response.ContentLength = octets.Length;
        if (HttpMethods.IsGet(context.Request.Method)) await context.Response.Body.WriteAsync(octets, context.RequestAborted);
    }

    private static (string Name, string? Form) Split(string file) =>
        file.EndsWith(".crt", StringComparison.Ordinal) || file.EndsWith(".der", StringComparison.Ordinal)
            ? (file[..^4], file[^4..])
            : (file, null);
}
