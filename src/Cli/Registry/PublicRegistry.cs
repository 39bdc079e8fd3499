using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Shaken.Cli.Operators;
using Shaken.Cli.Output;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;

namespace Shaken.Cli.Registry;

/// <summary>The routes of a registry that need no account.</summary>
internal static class PublicRegistry
{
    public static readonly Option<string> Server = new("--server")
    {
        Description = $"URL of the registry, such as https://registry.example. Default: {Variables.Server}.",
    };

    private const int MaxAnswerOctets = 1024 * 1024;

    private static readonly OperatorBounds Bounds = new(TimeSpan.FromSeconds(60), MaxAnswerOctets);

    /// <param name="path">Below <c>/registry/v1/</c>.</param>
    public static Task<OperatorAnswer> GetAsync(ParseResult parsed, string path, CancellationToken cancellationToken) =>
        SendAsync(parsed, HttpMethod.Get, path, content: null, cancellationToken);

    /// <param name="path">Below <c>/registry/v1/</c>.</param>
    /// <param name="jws">The body.</param>
    public static async Task<OperatorAnswer> PostAsync(ParseResult parsed, string path, string jws, CancellationToken cancellationToken)
    {
        using var content = new StringContent(jws, Encoding.ASCII, "application/jose");
        return await SendAsync(parsed, HttpMethod.Post, path, content, cancellationToken);
    }

    /// <summary>All pages of a list as one.</summary>
    /// <param name="getAsync">Gets a page by its path.</param>
    public static async Task<CommandResult> ListAsync(Func<string, Task<OperatorAnswer>> getAsync, string path, string member)
    {
        var all = new JsonArray();
        string? cursor = null;
        do
        {
            var answer = await getAsync(cursor is null ? $"{path}?count=50" : $"{path}?count=50&cursor={Uri.EscapeDataString(cursor)}");
            if (answer.Document is not { } document) return answer.ToRefusal();
            foreach (var item in document[member] as JsonArray ?? []) all.Add(item?.DeepClone());
            cursor = document["cursor"]?.GetValue<string>();
        }
        while (cursor is not null);
        return CommandResult.Good(all);
    }

    /// <summary>The code of a country, or of a group that has a user-assigned one.</summary>
    public static CountryCode CountryOf(string text) =>
        CountryCode.TryParse(text.ToUpperInvariant(), out var country)
            ? country
            : throw new UsageException(
                $"\"{text}\" is no ISO 3166-1 alpha-2 code, such as CA, and none that ISO leaves to its users (AA, QM-QZ, XA-XZ, ZZ).");

    private static async Task<OperatorAnswer> SendAsync(
        ParseResult parsed, HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        var given = parsed.GetValue(Server) ?? Variables.Text(Variables.Server)
            ?? throw new UsageException($"No registry is given: give --server URL, or set the environment variable {Variables.Server}.");
        var server = Inputs.Url(given, "--server").GetLeftPart(UriPartial.Path).TrimEnd('/');
        using var host = new NamedHost();
        using var request = new HttpRequestMessage(method, $"{server}/registry/v1/{path}") { Content = content };
        var reply = await host.SendAsync(request, Bounds, cancellationToken);
        return new OperatorAnswer(reply.Status, OperatorServer.ObjectIn(reply.Body));
    }
}
