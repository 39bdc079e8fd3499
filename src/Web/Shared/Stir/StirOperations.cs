using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Web.Shared.OpenApi;

namespace Shaken.Web.Shared.Stir;

/// <summary>What the operations of the signing and verification service share: parties, refusals, statuses.</summary>
internal static class StirOperations
{
    private const int MaxText = 256;

    private static readonly Schema ExceptionForm = new ObjectSchema(
    [
        Members.Text("messageId", "As SVC4001 or POL4030."), Members.Text("text", "In words; %1 stands for the variable."),
        new("variables", new ListSchema(new TextSchema(), 1), IsRequired: false),
        Members.Text("detail", "Which rule was broken.", isRequired: false),
    ]);

    /// <summary>Which statuses a request that is broken itself gets.</summary>
    public static IReadOnlyList<int> Refusals { get; } = [400, 401, 403, 406, 408, 411, 413, 415, 429, 500, 503];

    /// <summary>An exception of ATIS-1000082, the flat error of 3GPP TS 24.229 Annex V, or both, as the tenant's dialect says.</summary>
    public static Content Refusal { get; } = new("application/json", new ObjectSchema(
        [
            new("requestError", new ObjectSchema(
                [
                    new("serviceException", ExceptionForm, IsRequired: false), new("policyException", ExceptionForm, IsRequired: false),
                ]), IsRequired: false),
            Members.Text("error", "The flat form.", isRequired: false),
        ],
        Name: "StirError"));

    public static Member RequestId { get; } = Bounded("requestId", "Named in the answer too.");

    public static Member Trunk { get; } = Bounded("trunk", "The trunk of the call: policies may tell trunks apart.");

    public static Member Customer { get; } = Bounded("customer", "The customer of the call: policies may tell customers apart.");

    public static Parameter Tenant { get; } =
        new("tenant", "The tenant's id.", new TextSchema(Pattern: "^[a-z][a-z0-9-]{0,63}$"), "example-telephone");

    /// <summary>Whom a call comes from or goes to.</summary>
    public static Member Party(string name, string meaning, bool isRequired, string? example = null) => new(
        name, new ObjectSchema(
            [
                new("tn", OneOrMore("A telephone number."), IsRequired: false), new("uri", OneOrMore("A URI."), IsRequired: false),
            ],
            meaning),
        isRequired, example);

    /// <summary>Identity headers, or lines of headers: one, or several.</summary>
    public static Member Texts(string name, string meaning, int most) => new(
        name, new EitherSchema(new TextSchema(meaning), new ListSchema(new TextSchema(), most)), IsRequired: false);

    public static Member Bounded(string name, string meaning) => new(name, new TextSchema(meaning, MaxLength: MaxText), IsRequired: false);

    /// <summary>How a call was verified, as SIP says it; with the attestation behind it where the tenant wishes for that.</summary>
    public static Schema Verstat { get; } = new TextSchema(
        $"One of {string.Join(", ", Enum.GetValues<Verstat>().Select(verstat => verstat.Text()))}; perhaps with the attestation behind.");

    private static EitherSchema OneOrMore(string meaning) =>
        new(new TextSchema(meaning), new ListSchema(new TextSchema(), Limits.Destinations));
}
