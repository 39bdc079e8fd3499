using Shaken.Core.CertificateRepository;
using Shaken.Web.Shared.OpenApi;

namespace Shaken.Web.CertificateRepository;

/// <summary>What the functions of the role cr promise.</summary>
internal static class CertificateRepositoryOperations
{
    private static readonly Content Chain =
        Content.Text(PublishedChains.MediaType, "PEM: the certificate first, and each next one its issuer's; without the root.");

    private static readonly Content Publication = Content.Json(() => RepositoryJson.Default.PublicationAnswer);

    private static readonly Parameter Id = Parameters.Id(
        "id", "The chain's id, which is made of what it holds.", "^[0-9a-f]{64}$", new string('a', 64));

    public static IReadOnlyList<Operation> All { get; } =
    [
        new("CrGetCertificate", "Read a published chain")
        {
            Description = "What is published under an id never changes.",
            Security = [],
            Path = [Id],
            Headers = [Parameters.IfNoneMatch],
            Answers = [new(200, "The chain.", Chain), Answer.NotModified],
            Refusals = [404],
        },
        new("CrPutCertificate", "Publish a chain of another CA")
        {
            Security = [SecurityScheme.Secret],
            Path = [Id],
            Body = Chain,
            Answers = [new(200, "It was published before.", Publication), new(201, "It is published.", Publication)],
            Refusals = [400, 401, 403, 409, 415],
        },
        new("OperatorCertificates", "List published chains")
        {
            Query = [Parameters.Cursor],
            Answers = [new(200, "A page.", Content.Json(() => RepositoryJson.Default.CertificateIndex))],
        },
    ];
}
