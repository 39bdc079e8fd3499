using Shaken.Core.Delegation.Customers;
using Shaken.Core.Delegation.Grants;
using Shaken.Web.Shared.OpenApi;

namespace Shaken.Web.Delegation;

/// <summary>What the functions of <see cref="DelegationModule"/> promise.</summary>
internal static class DelegationOperations
{
    private static readonly Content Customer = Content.Json(() => GrantAnswersJson.Default.DelegationCustomerAnswer);
    private static readonly Content Grant = Content.Json(() => GrantAnswersJson.Default.GrantAnswer);
    private static readonly Content Grants = Content.Json(() => GrantAnswersJson.Default.GrantsAnswer);

    private static readonly Parameter CustomerPath =
        new("customer", "The id of a customer.", new TextSchema(Pattern: "^[a-z][a-z0-9-]{0,63}$"), "call-centre");

    private static readonly Parameter GrantPath = new(
        "grant", "The id of a grant.", new TextSchema(Pattern: "^[a-z][a-z0-9-]{0,63}\\.[A-Za-z0-9_-]{1,32}$"), "call-centre.none");

    private static readonly Parameter NumberPath =
        new("number", "A number: digits, `*` and `#`, without a plus sign.", new TextSchema(Pattern: "^[0-9*#]{1,15}$"), "12155550131");

    private static readonly Schema Numbers = new ListSchema(
        new EitherSchema(
            new TextSchema("A number, or the first and the last of a block with a hyphen between."),
            new ObjectSchema(
                [new("start", new TextSchema("The first number.")), new("count", new NumberSchema(1, 1_000_000_000_000_000))],
                "So many numbers from start on.")),
        NumberTexts.Max, "They may overlap and repeat.");

    public static IReadOnlyList<Operation> All { get; } =
    [
        new("OperatorLentCustomers", "List customers to whom numbers are lent")
        {
            Query = Parameters.Page,
            Answers = [new(200, "A page.", Content.Json(() => GrantAnswersJson.Default.DelegationCustomersAnswer))],
            Refusals = [400],
        },
        new("OperatorLentCustomer", "Read a customer to whom numbers are lent")
        {
            Path = [CustomerPath], Answers = [new(200, "The customer.", Customer)], Refusals = [404],
        },
        Operation.Change(
            "OperatorPutLentCustomer", "Make or change a customer to whom numbers are lent", CustomerPath, Customer,
            Members.Revision, new("name", new TextSchema("For people.", MaxLength: CustomerTerms.MaxName), Example: "\"Call centre\""),
            new("isActive", new FlagSchema("False: nothing is granted to it or issued for it. Absent: true."), IsRequired: false)),
        new("OperatorGrants", "List grants of a customer")
        {
            Query = [CustomerPath, .. Parameters.Page],
            Answers = [new(200, "A page, which may be short before the end.", Grants)],
            Refusals = [400],
        },
        new("OperatorGrantNumbers", "Lend numbers to a customer")
        {
            Headers = [Parameters.IdempotencyKey],
            Body = Content.Json(
                Members.Text("customer", "The id of a customer.", example: "\"call-centre\""),
                Members.Text("provider", "Who lends, as US/1234.", example: "\"US/1234\""),
                new("numbers", Numbers, Example: "[\"12155550100-12155550199\"]"),
                new("from", new TextSchema("Absent: from now on (RFC 3339).", Format: "date-time"), IsRequired: false),
                new("until", new TextSchema("The end (RFC 3339).", Format: "date-time"), Example: "\"2027-06-01T00:00:00Z\""),
                new("isShared", new FlagSchema("The numbers may be lent to others too; absent: false."), IsRequired: false),
                new(
                    "originators", new ListSchema(
                        new TextSchema("As US/1234."), GrantTerms.MaxOriginators,
                        "The providers through which the customer calls from the numbers; absent: the delegation base does not name them."),
                    IsRequired: false),
                Members.Reason),
            Answers = [new(201, "The grant.", Grant)],
            Refusals = [400, 409],
        },
        new("OperatorGrant", "Read a grant")
        {
            Path = [GrantPath], Answers = [new(200, "The grant.", Grant)], Refusals = [404],
        },
        Operation.Change("OperatorWithdrawGrant", "Withdraw a grant, by which what was issued for it is revoked", GrantPath, Grant),
        new("OperatorLentNumber", "List the grants by which a number is lent now")
        {
            Path = [NumberPath], Answers = [new(200, "The grants.", Grants)], Refusals = [400],
        },
        new("DelegationGrants", "List the grants of the customer who asks")
        {
            Query = Parameters.Page,
            Answers = [new(200, "A page, which may be short before the end.", Grants)],
            Refusals = [400, 409],
        },
        new("DelegationVerify", "Ask whether calls from a number may come through a provider")
        {
            Path = [Parameters.Code("spc", "The provider's code."), NumberPath with { Name = "tn" }],
            Answers = [new(204, "The number is lent for calls through that provider.")],
            Refusals = [400, 404],
        },
        new("DelegationBase", "Copy the delegation base")
        {
            Description = "A gzip of CSV without a header: lines `TN;SPC` or `TN-TN;SPC`; with `since` they end with `;CREATED` or "
                + "`;REMOVED`. The header `Delegation-Cursor` is what the next copy gives as `since`.",
            Query = [new("since", "The cursor of the copy before; absent: the whole base.", new TextSchema(Pattern: "^[0-9]{1,19}$"))],
            Answers = [new(200, "The copy.", Content.Octets("application/gzip", "CSV, compressed."))],
            Refusals = [400],
        },
    ];
}
