using Shaken.Core.Pki.Crls;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Web.PolicyAdministrator.Lists;
using Shaken.Web.PolicyAdministrator.Partners;
using Shaken.Web.Shared.OpenApi;
using Shaken.Web.Verification.Statistics;

namespace Shaken.Web.PolicyAdministrator.Borders;

/// <summary>What the functions of <see cref="BorderPart"/> promise.</summary>
internal static class BorderOperations
{
    private const string CopyPattern = "^[0-9a-f]{32}[.]crl$";

    private static readonly Content Entry = Content.Json(() => CountryPolicyAnswersJson.Default.CountryEntryAnswer);
    private static readonly Content Partner = Content.Json(() => PartnerAnswersJson.Default.PartnerAnswer);

    private static readonly Content PartnerRoots = Content.Json(() => PartnerRootAnswersJson.Default.PartnerRootsAnswer);

    private static readonly Parameter Country = Parameters.Id("country", "ISO 3166-1 alpha-2.", "^[A-Z]{2}$", "CA");
    private static readonly Parameter PartnerId = Parameters.Id("id", "The partner's id.", "^[a-z][a-z0-9-]{0,31}$", "cst-ga");

    private static readonly IReadOnlyList<Member> PartnerTerms =
    [
        Members.Text("name", "For people."), new("countries", new ListSchema(new TextSchema("ISO 3166-1 alpha-2."), 32)),
        Members.Text("listUrl", "https, of its trusted-CA list."),
        new("roots", new ListSchema(new TextSchema("A root of its STI-PA in PEM."), 16)),
        new(
            "crls", new ListSchema(new TextSchema("https, of a CRL that its server does not name."), PartnerCrlUrls.Most),
            IsRequired: false),
    ];

    public static IReadOnlyList<Operation> All { get; } =
    [
        DirectoryOperations.SignedList(
            "PaGetCountryPolicy", "Read the country policy in force",
            Content.Json(() => CountryPolicyAnswersJson.Default.CountryPolicyAnswer)),
        DirectoryOperations.SignedList(
            "PartnerGetCaList", "Read the trusted-CA list in force and where our CRL is, as a partner",
            Content.Json(() => ListAnswersJson.Default.SharedListAnswer)),
        new("PaGetPartnerCrl", "Read our copy of a partner's CRL")
        {
            Security = [],
            Path =
            [
                PartnerId with { Name = "partner" },
                Parameters.Id("file", "The copy's name, as the country policy has it.", CopyPattern, $"{new string('a', 32)}.crl"),
            ],
            Headers = [Parameters.IfNoneMatch],
            Answers =
            [
                new(200, "The CRL as the partner signed it.", Content.Octets(PublishedCrl.MediaType, "The CRL in DER.")),
                Answer.NotModified,
            ],
            Refusals = [404],
        },
        new("OperatorGetPublishedPolicy", "Read a country policy that was published")
        {
            Path = [DirectoryOperations.Sequence],
            Answers = [new(200, "The policy.", Content.Json(() => CountryPolicyAnswersJson.Default.PublishedCountryPolicyAnswer))],
            Refusals = [404],
        },
        new("OperatorListCountries", "List countries with terms")
        {
            Query = Parameters.Page,
            Answers = [new(200, "A page.", Content.Json(() => CountryPolicyAnswersJson.Default.CountryEntriesAnswer))],
            Refusals = [400, 404],
        },
        new("OperatorShowCountry", "Read the terms of a country")
        {
            Path = [Country], Answers = [new(200, "The terms.", Entry)], Refusals = [400, 404],
        },
        Operation.Change("OperatorSetCountry", "Replace the terms of a country", Country, Entry,
            new("terms", new ObjectSchema([], "As in the country policy.")), Members.Revision),
        Operation.Change("OperatorApproveCountry", "Approve the terms of a country that wait", Country, Entry, Members.Revision),
        new("OperatorListPartners", "List partners")
        {
            Query = Parameters.Page,
            Answers = [new(200, "A page.", Content.Json(() => PartnerAnswersJson.Default.PartnersAnswer))],
            Refusals = [400, 404],
        },
        new("OperatorAddPartner", "Add a partner, whose list is read from then on")
        {
            Headers = [Parameters.IdempotencyKey],
            Body = Content.Json([Members.Text("id", "The new partner's id.", example: "\"cst-ga\""), .. PartnerTerms, Members.Reason]),
            Answers = [new(201, "Added.", Partner)],
            Refusals = [400, 404, 409],
        },
        new("OperatorGetPartner", "Read a partner, with its last good list")
        {
            Path = [PartnerId], Answers = [new(200, "The partner.", Partner)], Refusals = [404],
        },
        Operation.Change("OperatorAmendPartner", "Replace what is known of a partner", PartnerId, Partner,
            [.. PartnerTerms, Members.Revision]),
        Operation.Change("OperatorMovePartner", "Pause, exclude or resume a partner", PartnerId, Partner,
            new("state", ChoiceSchema.Of<PartnerState>("The new state.")), Members.Revision),
        new("OperatorGetPartnerRoots", "Compare a partner's roots with those that are accepted")
        {
            Path = [PartnerId], Answers = [new(200, "The roots.", PartnerRoots)], Refusals = [404],
        },
        Operation.Change("OperatorAcceptRoots", "Set which roots of a partner stand on the own list", PartnerId, PartnerRoots,
            new("roots", new ListSchema(new TextSchema("SHA-256 of a root in DER, hexadecimal."), 64)), Members.Revision),
        Operation.Change("OperatorApproveRoots", "Approve the roots of a partner that wait", PartnerId, PartnerRoots, Members.Revision),
        new("OperatorGetNextTrust", "Read the next list and country policy as they are proposed")
        {
            Answers = [new(200, "The proposal.", CallStatisticsOperations.Proposal)],
            Refusals = [404],
        },
        new("OperatorForecastNextTrust", "Count the last day's verdicts that the next list and policy would change")
        {
            Query = Parameters.Page,
            Answers = [new(200, "A page.", CallStatisticsOperations.Impact)],
            Refusals = [400, 404],
        },
        new("OperatorListMergedRoots", "List the roots of the next list with their origins")
        {
            Query = Parameters.Page,
            Answers = [new(200, "A page.", Content.Json(() => PartnerRootAnswersJson.Default.MergedRootsAnswer))],
            Refusals = [400, 404],
        },
    ];
}
