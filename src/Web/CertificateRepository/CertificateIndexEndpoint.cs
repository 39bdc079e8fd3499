using Shaken.Core.CertificateRepository;
using Shaken.Core.Pki.Certificates;
using Shaken.Web.Operators;

namespace Shaken.Web.CertificateRepository;

/// <summary>A page of what is published; a cursor leads to the next.</summary>
public sealed record CertificateIndex(IReadOnlyList<CertificateLine> Certificates, string? Cursor);

/// <summary>One published chain, by its leaf.</summary>
/// <param name="Path">Below this host.</param>
/// <param name="Serial">In hexadecimal digits.</param>
public sealed record CertificateLine(string Id, string Path, string Subject, string Issuer, string Serial, DateTimeOffset NotBefore, DateTimeOffset NotAfter);

/// <summary>
/// <c>GET /operator/v1/certificates</c>: what the STI-CR publishes, for its operators. Everybody else asks for one URL at a time: a list of all would say
/// who the subscribers are.
/// </summary>
internal static class CertificateIndexEndpoint
{
    private const int PerPage = 100;

    public static Task GetAsync(HttpContext context) => OperatorAccess.ReadAsync(context, async _ =>
    {
        var repository = context.RequestServices.GetRequiredService<PublishedChains>();
        var cursor = context.Request.Query["cursor"].ToString();
        var page = await repository.ListAsync(cursor.Length == 0 ? null : cursor, PerPage, context.RequestAborted);
        var lines = new List<CertificateLine>();
        foreach (var id in page.Ids)
        {
            if (await repository.FindAsync(id, context.RequestAborted) is { } chain && CertificateBundle.TryRead(chain.Pem, out var certificates, out var _)) lines.Add(LineOf(id, certificates[0]));
        }

        await context.Response.WriteAsJsonAsync(new CertificateIndex(lines, page.Continuation), RepositoryJson.Default.CertificateIndex);
    });

    private static CertificateLine LineOf(string id, StiCertificate leaf) =>
        new(id, $"/certificates/{id}.pem", leaf.Subject.ToString(), leaf.Issuer.ToString(), leaf.SerialNumberText, leaf.NotBefore, leaf.NotAfter);
}
