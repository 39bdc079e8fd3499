using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.Principals;
using Shaken.Web.Operators.Access;
using Shaken.Web.PolicyAdministrator.Lists;
using Shaken.Web.Shared.Crls;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator.Partners;

/// <summary>
/// <c>GET /partner/v1/ca-list</c>: the trusted-CA server of ATIS-1000087 clause 4.3, option 2. It gives the list in force and the URL of
/// our CRL to other policy administrators, whose principals are of the kind partner, and to nobody else.
/// </summary>
internal static class PartnerListEndpoint
{
    private const int TagDigits = 8;

    private static readonly CallerRule Partners = CallerRule.Kinds(PrincipalKind.Partner);

    public static Task GetAsync(HttpContext context) => CallerAccess.HandleAsync(context, Partners, async caller =>
    {
        var services = context.RequestServices;
        if (services.GetService<TrustListPublisher>() is not { } publisher
            || await publisher.FindCurrentAsync(context.RequestAborted) is not { } list)
        {
            await context.Response.WriteProblemAsync(CaListEndpoint.NoList);
            return;
        }

        var (form, crl) = (caller.Principal.ListForm, services.GetRequiredService<CrlPublishers>().Administrator?.Publisher.Url);
        var version = string.Create(CultureInfo.InvariantCulture, $"{CaListEndpoint.VersionOf(list, form)}-{TagOf(crl)}");
        await SignedListAnswer.WriteAsync(context, version, list.JwtIn(form), jwt => JsonSerializer.SerializeToUtf8Bytes(
            new SharedListAnswer("success", jwt, crl), ListAnswersJson.Default.SharedListAnswer));
    });

    // A partner that has the list must still hear of another URL.
    private static string TagOf(string? crl) =>
        crl is null ? "none" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(crl)))[..TagDigits];
}
