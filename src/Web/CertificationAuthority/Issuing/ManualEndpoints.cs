using System.Globalization;
using Microsoft.Net.Http.Headers;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.Foundations;
using Shaken.Web.Shared.Limiting;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.CertificationAuthority.Issuing;

/// <summary>The manual flow: <c>POST /ca/v1/certificates/preview</c> shows, <c>POST /ca/v1/certificates</c> issues.</summary>
internal static partial class ManualEndpoints
{
    private const string MediaType = "application/json";

    public static Task PreviewAsync(HttpContext context) => HandleAsync(context, async (manual, request) =>
    {
        var outcome = await manual.PreviewAsync(request, context.RequestAborted);
        if (outcome.TryGet(out var draft, out var refusal)) await context.Response.WriteAsJsonAsync(new PreviewAnswer(DraftContents.Of(draft)), ManualJson.Default.PreviewAnswer);
        else await RefuseAsync(context, refusal);
    });

    public static Task IssueAsync(HttpContext context) => HandleAsync(context, async (manual, request) =>
    {
        var outcome = await manual.IssueAsync(request, context.RequestAborted);
        if (!outcome.TryGet(out var issued, out var refusal))
        {
            await RefuseAsync(context, refusal);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = issued.Url;
        var chain = string.Concat(issued.Chain.Select(certificate => certificate.ToPem() + "\n"));
        var notAfter = issued.Chain[0].NotAfter.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        await context.Response.WriteAsJsonAsync(new IssuedAnswer(issued.Url, notAfter, chain), ManualJson.Default.IssuedAnswer);
    });

    private static async Task HandleAsync(HttpContext context, Func<IssueManually, ManualRequest, Task> answer)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var sent) || !sent.MediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase))
        {
            await context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status415UnsupportedMediaType, "media-type", $"the body's media type must be {MediaType}"));
            return;
        }

        if (await BodyReader.ReadAsync(context.Request, Limits.AcmeBodyOctets) is not { } body)
        {
            await context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status413PayloadTooLarge, "body-too-large", $"the body is longer than {Limits.AcmeBodyOctets} octets"));
            return;
        }

        var manual = context.RequestServices.GetRequiredService<IssueManually>();
        if (Read(body).TryGet(out var request, out var failure)) await answer(manual, request with { Client = context.ClientKey() });
        else await context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status400BadRequest, "body-malformed", failure));
    }

    private static Outcome<ManualRequest, string> Read(ReadOnlyMemory<byte> body)
    {
        if (!StrictJson.TryParseObject(body, Limits.AcmeBodyOctets, out var json, out var failure)) return failure;
        using (json)
        {
            var root = json.RootElement;
            if (!root.TryGetString("csr"u8, out var csr)) return "csr, the CSR in PEM, is absent";
            if (!root.TryGetString("token"u8, out var token)) return "token, the SPC token, is absent";
            root.TryGetString("organization"u8, out var organization);
            return new ManualRequest(csr, token.Trim(), organization);
        }
    }

    private static Task RefuseAsync(HttpContext context, ManualRefusal refusal)
    {
        var logger = context.RequestServices.GetRequiredService<ILogger<IssueManually>>();
        if (context.IsRefusalToBeTold(refusal.Failure.ToString())) LogRefused(logger, refusal.Failure);
        var status = refusal.Failure switch
        {
            ManualFailure.CsrRefused => StatusCodes.Status400BadRequest,
            ManualFailure.OrganizationMissing => StatusCodes.Status400BadRequest,
            ManualFailure.TokenRefused => StatusCodes.Status403Forbidden,
            ManualFailure.TokenUsed => StatusCodes.Status403Forbidden,
            ManualFailure.TokenNotVerifiable => StatusCodes.Status503ServiceUnavailable,
            ManualFailure.NotIssued => StatusCodes.Status403Forbidden,
        };
        var problem = Problem.Of(status, KebabCase.Of(refusal.Failure), refusal.Detail) with { RetryAfter = refusal.RetryAfter };
        return context.Response.WriteProblemAsync(problem);
    }

    [LoggerMessage(EventId = 3301, Level = LogLevel.Information, Message = "Manual request for a certificate refused: {Failure}")]
    private static partial void LogRefused(ILogger logger, ManualFailure failure);
}
