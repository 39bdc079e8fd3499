using Shaken.Core.Pki.Crls;
using Shaken.Web.Shared.OpenApi;

namespace Shaken.Web.Shared.Crls;

/// <summary>What <see cref="CrlEndpoints"/> promise, for the CA's own CRL and the policy administrator's.</summary>
internal static class CrlOperations
{
    private const string Kept = "DER; PEM for a client whose `Accept` prefers it, and by setting for all.";

    public static IReadOnlyList<Operation> Of(string get, string force) =>
    [
        new(get, "Read the CRL in force")
        {
            Description = Kept,
            Security = [],
            Headers = [Parameters.IfNoneMatch],
            Answers =
            [
                new(200, "The CRL.", Content.Octets(PublishedCrl.MediaType, "The CRL in DER."),
                    Content.Text(PublishedCrl.PemMediaType, "The CRL in PEM.")),
                Answer.NotModified,
            ],
            Refusals = [404],
        },
        new(force, "Publish the next CRL now")
        {
            Security = [SecurityScheme.Secret],
            Answers = [new(200, "It is in force.", Content.Acknowledgement)],
            Refusals = [401, 404, 409, 503],
        },
    ];
}
