using Shaken.ConsolePages;
using Shaken.Web.ConsolePages.Sessions;
using Shaken.Web.Shared.OpenApi;

namespace Shaken.Web.ConsolePages;

/// <summary>What the functions of the role console promise.</summary>
internal static class ConsolePagesOperations
{
    private static readonly Content Session = Content.Json(() => ConsoleSessionJson.Default.ConsoleSessionAnswer);

    public static IReadOnlyList<Operation> All { get; } =
    [
        .. ConsoleAsset.All.Select(Of),
        new("Console", "Read a file of the console")
        {
            Description = "The path of a screen answers with the console's page.",
            Security = [],
            Path = [new("path", "Below `/console/`.", new TextSchema(MaxLength: 2048), "index.html")],
            Headers = [Parameters.IfNoneMatch],
            Answers =
            [
                new(
                    200, "The file.", Content.Text("text/html", "A page."), Content.Text("text/css", "Styles."),
                    Content.Text("text/javascript", "A script."), Content.Text("image/svg+xml", "A picture."),
                    Content.Octets("application/wasm", "A part of the program.")),
                Answer.NotModified,
            ],
            Refusals = [404],
        },
        new("ConsoleSession", "Read the session of a browser")
        {
            Security = [], Answers = [new(200, "Who is signed in.", Session)], Refusals = [401],
        },
        new("ConsoleSignIn", "Sign in with a browser")
        {
            Description = "The tokens of the session come as cookies that no script can read.",
            Security = [],
            Body = Content.Json(
                Members.Text("userId", "Of an operator."), Members.Text("password", "The user's password.", example: "\"wrong\""),
                Members.Text("code", "Of the second factor.", isRequired: false)),
            Answers = [new(200, "Who is signed in.", Session)],
            Refusals = [400, 401, 403, 413, 429],
        },
        new("ConsoleRefreshSession", "Go on with a browser's session")
        {
            Security = [], Answers = [new(200, "Who is signed in.", Session)], Refusals = [401, 403, 429],
        },
        new("ConsoleEndSession", "Sign a browser out")
        {
            Security = [], Answers = [new(200, "The session is over.", Content.Acknowledgement)],
        },
    ];

    private static Operation Of(ConsoleAsset asset)
    {
        var mediaType = asset.MediaType[..asset.MediaType.IndexOf(';', StringComparison.Ordinal)];
        return new Operation(ConsolePagesModule.NameOf(asset), $"Read {asset.Route} of the console")
        {
            Security = [],
            Headers = [Parameters.IfNoneMatch],
            Answers = [new(200, "The file.", Content.Text(mediaType, "The file.")), Answer.NotModified],
        };
    }
}
