using System.Globalization;
using System.Text;
using Microsoft.Net.Http.Headers;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Web.CertificationAuthority.Acme;

/// <summary>The certificate of an order, and revocation (RFC 8555 sections 7.4.2 and 7.6).</summary>
internal static class IssuedEndpoints
{
    private const string ChainMediaType = "application/pem-certificate-chain";

    public static Task GetAsync(HttpContext context) => AcmeCall.ReadAsync(context, call => WriteChainAsync(call, alternate: 0));

    public static Task GetAlternateAsync(HttpContext context) => AcmeCall.ReadAsync(context, call =>
        int.TryParse(context.GetRouteValue("alternate") as string, NumberStyles.None, CultureInfo.InvariantCulture, out var alternate)
            ? WriteChainAsync(call, alternate)
            : call.RefuseAsync(AcmeProblem.NotFound("certificate")));

    public static Task RevokeAsync(HttpContext context) => AcmeCall.HandleAsync(context, AcmeSigner.Either, async call =>
    {
        var outcome = await call.Server.RevokeCertificate.RevokeAsync(call.Request, call.Aborted);
        if (outcome.TryGet(out _, out var problem)) call.AddHeaders();
        else await call.RefuseAsync(problem);
    });

    private static async Task WriteChainAsync(AcmeCall call, int alternate)
    {
        if (await call.Server.Orders.FindAsync(call.Id, call.Request.Account, call.Aborted) is not { Order: { Status: AcmeOrderStatus.Valid } order }
            || await call.Server.Certificates.FindByOrderAsync(order.Id, call.Aborted) is not { } issued)
        {
            await call.RefuseAsync(AcmeProblem.NotFound("certificate"));
            return;
        }

        IReadOnlyList<IReadOnlyList<StiCertificate>> chains = [issued.Chain, .. call.Server.Alternates.For(issued.Chain[0])];
        if (alternate >= chains.Count)
        {
            await call.RefuseAsync(AcmeProblem.NotFound("certificate"));
            return;
        }

        call.AddHeaders();
        for (var other = 0; other < chains.Count; other++)
        {
            if (other != alternate) call.Http.Response.Headers.Append(HeaderNames.Link, AcmeAnswers.Link(UrlOf(call, order.Id, other), "alternate"));
        }

        call.Http.Response.ContentType = ChainMediaType;
        await call.Http.Response.Body.WriteAsync(Encoding.ASCII.GetBytes(string.Concat(chains[alternate].Select(certificate => certificate.ToPem() + "\n"))), call.Aborted);
    }

    private static string UrlOf(AcmeCall call, string orderId, int alternate) =>
        alternate == 0 ? call.Urls.Certificate(orderId) : string.Create(CultureInfo.InvariantCulture, $"{call.Urls.Certificate(orderId)}/{alternate}");
}
