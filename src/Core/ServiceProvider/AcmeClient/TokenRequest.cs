using System.Net.Http.Headers;
using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.ServiceProvider.AcmeClient;

/// <summary>What both token interfaces share: the atc object goes out, a JSON object with a token comes back.</summary>
internal static class TokenRequest
{
    /// <param name="value">The TNAuthList in the interface's own base64.</param>
    public static string BodyOf(string value, string fingerprint, bool ca) =>
        $$"""{"atc":{"tktype":"TNAuthList","tkvalue":"{{value}}","ca":{{(ca ? "true" : "false")}},"""
        + $"\"fingerprint\":{AcmeSigning.Text(fingerprint)}}}}}";

    /// <summary>Posts JSON and gives one text of the answer.</summary>
    /// <param name="authorization">The Authorization header as it stands on the wire; null: none.</param>
    public static async Task<Outcome<string, AcmeFailure>> PostAsync(
        AcmeHttp http, Uri url, string? authorization, string body, string member, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        var (sent, _) = await http.SendAsync(request, cancellationToken);
        if (!sent.TryGet(out var answer, out var failure))
            return failure.Kind == AcmeFailureKind.Unreachable ? failure : failure with { Kind = AcmeFailureKind.NoToken };
        if (!answer.TryReadJson("the token authority", out var json, out failure)) return failure;
        using (json)
        {
            if (json.RootElement.TryGetString(Encoding.ASCII.GetBytes(member), out var text)) return text;
            return AcmeFailure.NoToken(
                AcmeProblemText.TryRead(json.RootElement, out _, out var words) ? words : $"the token authority's answer has no {member}");
        }
    }

    public static Uri Below(Uri baseUrl, string path) => new($"{baseUrl.AbsoluteUri.TrimEnd('/')}/{path}");

    public static string PaddedOf(TnAuthList authority) => Convert.ToBase64String(TnAuthListDer.Write(authority));

    public static string UnpaddedOf(TnAuthList authority) => StrictBase64Url.Encode(TnAuthListDer.Write(authority));
}
