using Shaken.Core.Registry.Countries;
using Shaken.Web.PolicyAdministrator;
using Shaken.Web.PolicyAdministrator.Lists;
using Shaken.Web.Reputation;
using Shaken.Web.Shared.OpenApi;

namespace Shaken.Web.Registry;

/// <summary>What the functions of <see cref="RegistryModule"/> promise.</summary>
internal static class RegistryOperations
{
    private static readonly Content Registration = Content.Json(() => RegistryAnswersJson.Default.RegistrationAnswer);
    private static readonly Content CaList = Content.Json(() => ListAnswersJson.Default.CaListAnswer);
    private static readonly Content Request = Content.Json(() => RegistryAnswersJson.Default.RequestAnswer);

    private static readonly Parameter Country = Parameters.Id(
        "country", "ISO 3166-1 alpha-2, or a code that ISO leaves to its users.", "^[A-Z]{2}$", "CA");

    private static readonly Member Revision = Members.Revision;

    public static IReadOnlyList<Operation> All { get; } =
    [
        DirectoryOperations.SignedList(
            "RegistryGetList", "Read the registry list in force", Content.Json(() => RegistryAnswersJson.Default.RegistryListAnswer)) with
        {
            Security = [],
        },
        new("RegistryGetPublished", "Read a registry list that was published")
        {
            Security = [],
            Path = [DirectoryOperations.Sequence],
            Answers = [new(200, "The list.", Content.Json(() => RegistryAnswersJson.Default.PublishedRegistryListAnswer))],
            Refusals = [404],
        },
        DirectoryOperations.SignedList("RegistryGetJoinedList", "Read the joined trusted-CA list of all countries", CaList) with
        {
            Security = [],
        },
        new("RegistryGetSigner", "Read the certificate of a signer of the registry, which `x5u` names")
        {
            Security = [],
            Path = [new("file", "The signer's name, and `.crt` or `.der`.", new TextSchema(), "none.crt")],
            Headers = [Parameters.IfNoneMatch],
            Answers =
            [
                new(200, "The certificate.", Content.Text("application/pem-certificate-chain", "PEM."),
                    Content.Octets("application/pkix-cert", "DER.")),
                Answer.NotModified,
            ],
            Refusals = [404],
        },
        new("RegistryListCountries", "List the countries of the registry")
        {
            Security = [],
            Query =
            [
                .. Parameters.Page,
                new("form", "`csv` and `html` ask for these, as `Accept` does.", new ChoiceSchema(["json", "csv", "html"])),
            ],
            Answers =
            [
                new(200, "A page.", Content.Json(() => RegistryAnswersJson.Default.CountriesAnswer),
                    Content.Text("text/csv", "A line a country."), Content.Text("text/html", "A page for a browser.")),
            ],
            Refusals = [400, 404],
        },
        new("RegistryGetCountry", "Read a country of the registry")
        {
            Security = [],
            Path = [Country],
            Answers = [new(200, "The country.", Content.Json(() => RegistryAnswersJson.Default.CountryAnswer))],
            Refusals = [400, 404],
        },
        DirectoryOperations.SignedList("RegistryGetCountryList", "Read the trusted-CA list of a country, as it signed it", CaList) with
        {
            Security = [], Path = [Country], Refusals = [400, 404],
        },
        new("RegistryLookUpNumber", "Find the countries that a number belongs to, and their roots")
        {
            Security = [],
            Path = [new("number", "With country code, without a plus sign.", new TextSchema(Pattern: "^[0-9]{1,15}$"), "14165550100")],
            Answers = [new(200, "The countries.", Content.Json(() => RegistryAnswersJson.Default.NumberAnswer))],
            Refusals = [400, 404],
        },
        new("RegistryAsk", "Ask to be registered, or to have an entry changed")
        {
            Description = "The body is a compact JWS that a certificate below a registered root signed, with its chain in `x5c` and the "
                + "payload `{aud, exp, revision, reason, registration}`.",
            Security = [],
            Path = [Country],
            Body = Content.Text("application/jose", "The request."),
            Answers = [new(202, "It waits for the registry; the challenge is to be answered first.", Request)],
            Refusals = [400, 403, 404, 409],
        },
        new("RegistryProve", "Have the host of the list URL asked for its answer")
        {
            Security = [],
            Path = [Country],
            Answers = [new(202, "How the request stands.", Request)],
            Refusals = [400, 404, 409],
        },
        new("OperatorListRegistered", "List registrations, whatever their state")
        {
            Query = Parameters.Page,
            Answers = [new(200, "A page.", Content.Json(() => RegistryAnswersJson.Default.RegistrationsAnswer))],
            Refusals = [400, 404],
        },
        new("OperatorGetRegistered", "Read a registration, with how its list stands")
        {
            Path = [Country], Answers = [new(200, "The registration.", Registration)], Refusals = [400, 404],
        },
        Operation.Change("OperatorOverrideRegistered", "Propose another entry for a country in dispute", Country, Registration,
            new("registration", new ObjectSchema([], "An object with `entry` and `contact`, as countries send it.")), Revision),
        Operation.Change("OperatorApproveRegistered", "Approve what waits of a country", Country, Registration, Revision),
        Operation.Change("OperatorRefuseRegistered", "Refuse what waits of a country", Country, Registration, Revision),
        Operation.Change("OperatorMoveRegistered", "Declare or settle a dispute, or take a country off the list", Country, Registration,
            new("state", ChoiceSchema.Of<RegistrationState>("The new state.")), Revision),
        .. RegistryFeedbackPart.Operations,
    ];
}
