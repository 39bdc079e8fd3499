using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.CertificateRepository;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Web.Shared.Limiting;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.CertificateRepository;

/// <summary>A rule that a published certificate breaks.</summary>
public sealed record PublicationFinding(string Rule, string Detail);

/// <summary>What stands at the STI-CR now.</summary>
/// <param name="Path">Below this host: what an x5u ends with.</param>
public sealed record PublicationAnswer(string Id, string Path, IReadOnlyList<PublicationFinding> Findings);

/// <summary><c>PUT /certificates/{id}.pem</c>: the chains of other CAs, from those whom the configuration names.</summary>
internal static partial class PublishEndpoint
{
    public static async Task PutAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (FindPublisher(context) is not { } publisher)
        {
            await context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status401Unauthorized, "publisher-unknown", "Authorization holds no key of Cr:PublisherKeys; `shaken cr key` makes one"));
            return;
        }

        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var sent) || !sent.MediaType.Equals(PublishedChains.MediaType, StringComparison.OrdinalIgnoreCase))
        {
            await context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status415UnsupportedMediaType, "media-type", $"the body's media type must be {PublishedChains.MediaType}"));
            return;
        }

        if (await BodyReader.ReadAsync(context.Request, Limits.ChainOctets) is not { } body)
        {
            await context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status413PayloadTooLarge, "body-too-large", $"the body is longer than {Limits.ChainOctets} octets"));
            return;
        }

        var id = (string)context.GetRouteValue("id")!;
        var outcome = await context.RequestServices.GetRequiredService<PublishChain>().PublishAsync(id, body, context.RequestAborted);
        var logger = context.RequestServices.GetRequiredService<ILogger<PublishChain>>();
        if (outcome.TryGet(out var publication, out var refusal))
        {
            if (publication.IsNew) LogPublished(logger, publisher.Value, publication.Id, publication.LintFindings.Count);
            await AnswerAsync(context, publication);
            return;
        }

        if (context.IsRefusalToBeTold(refusal.Failure.ToString())) LogRefused(logger, publisher.Value, refusal.Failure);
        var problem = Problem.Of(StatusOf(refusal.Failure), KebabCase.Of(refusal.Failure), refusal.Detail);
        await context.Response.WriteProblemAsync(problem with { RetryAfter = refusal.RetryAfter });
    }

    private static KeyOwner? FindPublisher(HttpContext context) =>
        context.RequestServices.GetRequiredService<IOptions<CrSettings>>().Value.Publishers
        .Find(context.Request.Headers.Authorization is [var only] ? BearerText.Of(only) : null);

    private static Task AnswerAsync(HttpContext context, ChainPublication publication)
    {
        var path = $"/certificates/{publication.Id}.pem";
        context.Response.StatusCode = publication.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        if (publication.IsNew) context.Response.Headers.Location = path;
        var findings = publication.LintFindings.Select(finding => new PublicationFinding(finding.Rule, finding.Detail))
            .Concat(publication.Findings.Select(finding => new PublicationFinding(KebabCase.Of(finding.Kind), finding.Detail)));
        return context.Response.WriteAsJsonAsync(new PublicationAnswer(publication.Id, path, [.. findings]), RepositoryJson.Default.PublicationAnswer);
    }

    private static int StatusOf(ChainPublicationFailure failure) => failure switch
    {
        ChainPublicationFailure.ChainMalformed => StatusCodes.Status400BadRequest,
        ChainPublicationFailure.IdIsAnother => StatusCodes.Status400BadRequest,
        ChainPublicationFailure.CertificateSuperfluous => StatusCodes.Status400BadRequest,
        ChainPublicationFailure.ChainRefused => StatusCodes.Status403Forbidden,
        ChainPublicationFailure.NoTrustList => StatusCodes.Status503ServiceUnavailable,
        ChainPublicationFailure.AnotherStands => StatusCodes.Status409Conflict,
    };

    [LoggerMessage(EventId = 2501, Level = LogLevel.Information, Message = "{Publisher} published the chain {Id}, with {Findings} findings")]
    private static partial void LogPublished(ILogger logger, string publisher, string id, int findings);

    [LoggerMessage(EventId = 2502, Level = LogLevel.Information, Message = "A chain that {Publisher} sent is not published: {Failure}")]
    private static partial void LogRefused(ILogger logger, string publisher, ChainPublicationFailure failure);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PublicationAnswer))]
[JsonSerializable(typeof(CertificateIndex))]
internal sealed partial class RepositoryJson : JsonSerializerContext;
