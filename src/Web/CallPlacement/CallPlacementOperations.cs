using Shaken.Web.Shared.OpenApi;

namespace Shaken.Web.CallPlacement;

/// <summary>What the functions of the role cps promise.</summary>
internal static class CallPlacementOperations
{
    private const string Passports = "application/passport";

    private static readonly Parameter Spc = Parameters.Code("spc", "The code of the provider that the bearer is to be one of.");
    private static readonly Parameter CalledNumber = Parameters.Dest with { Name = "number" };
    private static readonly Content HandedOut = Content.Json(() => CpsJson.Default.PassportsAnswer);

    private static readonly Content Posted = Content.Json(
        new Member("passports", new ListSchema(new TextSchema("A PASSporT: a compact JWS."), Core.Foundations.Limits.PassportsPerPost)));

    public static IReadOnlyList<Operation> All { get; } =
    [
        new("CpsPublishOpen", "Publish PASSporTs (out-of-band SHAKEN draft)")
        {
            Security = [],
            Path = [Parameters.Code("ocn", "The called provider's OCN.")],
            Body = Content.Text(Passports, "PASSporTs of one call, one a line."),
            Answers = [new(201, "They wait for the called provider.")],
            Refusals = [400, 403, 404, 415],
        },
        new("CpsRetrieveOwn", "Take the PASSporTs of a call at the provider's own CPS")
        {
            Description = "What is handed out is removed.",
            Security = [SecurityScheme.Secret, SecurityScheme.StirBearer],
            Path = [Parameters.Code("ocn", "The provider's own OCN."), Parameters.Dest, Parameters.Orig],
            Answers = [new(200, "They are handed out once.", HandedOut)],
            Refusals = [400, 401, 403, 404],
        },
        Publish("CpsPublish", "Publish PASSporTs at an agreed CPS (ATIS-1000105)", Spc),
        Retrieve("CpsRetrieve", "Take the PASSporTs of a call from an agreed CPS (ATIS-1000105)", HandedOut, Spc),
        new("CpsPublishByPath", "Publish PASSporTs, with the numbers and codes in the path")
        {
            Security = [],
            Path =
            [
                Parameters.Code("destspc", "The called provider's code."), Parameters.Dest,
                Parameters.Code("origspc", "The calling provider's code."), Parameters.Orig,
            ],
            Body = Content.Text(Passports, "PASSporTs of the call, one a line."),
            Answers = [new(201, "They wait for the called provider.")],
            Refusals = [400, 403, 404, 415],
        },
        Publish("CpsSharedPublish", "Publish PASSporTs at a shared CPS (ATIS-1000096)"),
        Retrieve("CpsSharedRetrieve", "Take the PASSporTs of a call from a shared CPS (ATIS-1000096)", HandedOut),
        Publish("CpsPlainPublish", "Publish PASSporTs, answered as another family of clients expects") with
        {
            Answers = [new(200, "They wait for the called provider.", Content.Json(() => CpsJson.Default.MessageAnswer))],
        },
        Retrieve(
            "CpsPlainRetrieve", "Take the PASSporTs of a call as a bare array", Content.Json(() => CpsJson.Default.IReadOnlyListString)),
        new("CpsRepublish", "Hand on PASSporTs from one CPS to another (ATIS-1000096)")
        {
            Security = [SecurityScheme.StirBearer],
            Path = [Parameters.Dest, Parameters.Orig],
            Body = Content.Json(
                new Member("passports", new ListSchema(new TextSchema("A PASSporT."), Core.Foundations.Limits.PassportsPerPost)),
                Members.Text("token", "The bearer token that they were published with.")),
            Answers = [new(201, "They wait for the called provider.", Content.Acknowledgement)],
            Refusals = [400, 401, 403, 404, 415],
        },
        new("CpsPublishByNumber", "Publish PASSporTs by called number (RFC 9888)")
        {
            Description = "Where the deployment demands it, with a STIR certificate as client certificate.",
            Security = [],
            Path = [CalledNumber],
            Body = Content.Text(Passports, "PASSporTs of calls to the number, one a line."),
            Answers = [new(201, "They wait for the called provider.")],
            Refusals = [400, 401, 403, 404, 415],
        },
        new("CpsRetrieveByNumber", "Take the PASSporTs for a called number (RFC 9888)")
        {
            Description = "What is handed out is removed.",
            Security = [SecurityScheme.StirCertificate, SecurityScheme.StirBearer],
            Path = [CalledNumber],
            Query = [new("orig", "The calling number; needed unless the deployment reads by called number alone.", Parameters.Orig.Schema)],
            Answers = [new(200, "They are handed out once.", Content.Text(Passports, "One a line."))],
            Refusals = [400, 401, 403, 404],
        },
        new("CpsAdvertisement", "Read the signed advertisement of this CPS (RFC 9888)")
        {
            Security = [],
            Answers = [new(200, "The advertisement.", Content.Text("application/jose", "A compact JWS."))],
            Refusals = [404],
        },
        new("CpsHostProof", "Serve the answer to a policy administrator's challenge")
        {
            Security = [],
            Path =
            [
                Parameters.Id("token", "The challenge's token.", "^[A-Za-z0-9_-]{16,64}$", "abcdefghijklmnopqrstuvwx"),
            ],
            Answers = [new(200, "The answer.", Content.Text("text/plain", "The token, a dot, and a hash."))],
            Refusals = [404],
        },
        new("CpsAddHostProof", "Give the CPS the answer to a policy administrator's challenge")
        {
            Body = Content.Json(Members.Text(
                "answer", "As the policy administrator gave it.", example: $"\"abcdefghijklmnopqrstuvwx.{new string('A', 43)}\"")),
            Answers = [new(200, "It is served for a day.", Content.Json(() => HostProofJson.Default.HostProofAnswer))],
            Refusals = [400],
        },
    ];

    private static Operation Publish(string function, string summary, params IReadOnlyList<Parameter> before) => new(function, summary)
    {
        Security = [SecurityScheme.StirBearer],
        Path = [.. before, Parameters.Dest, Parameters.Orig],
        Body = Posted,
        Answers = [new(201, "They wait for the called provider.", Content.Acknowledgement)],
        Refusals = [400, 401, 403, 404, 415],
    };

    private static Operation Retrieve(
        string function, string summary, Content answer, params IReadOnlyList<Parameter> before) => new(function, summary)
        {
            Description = "What is handed out is removed.",
            Security = [SecurityScheme.StirBearer],
            Path = [.. before, Parameters.Dest, Parameters.Orig],
            Answers = [new(200, "They are handed out once.", answer)],
            Refusals = [400, 401, 403, 404],
        };
}
