using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;

namespace Shaken.Cli.Operators;

/// <summary>A service's routes below <c>/operator</c>, asked with an operator's key.</summary>
internal sealed class OperatorServer : IDisposable
{
    public static readonly Option<string> Server = new("--server")
    {
        Description = $"URL of the service, such as https://ca.example. Default: {Variables.Server}.",
    };

    public static readonly Option<string> KeyFile = new("--key-file") { Description = "File with the operator's key, op_…." };
    public static readonly Option<string> KeyVariable = new("--key-env")
    {
        Description = $"Environment variable with that key; {Variables.OperatorKey} where neither is given.",
    };

    private const int MaxAnswerOctets = 1024 * 1024;
    private const int MaxFileOctets = 256 * 1024 * 1024;
    private const string OperatorRoutes = "/operator/";
    private const int RequestIdOctets = 16;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly OperatorBounds Bounds = new(TimeSpan.FromSeconds(120), MaxAnswerOctets);
    private static readonly OperatorBounds FileBounds = new(TimeSpan.FromMinutes(10), MaxFileOctets);

    private readonly NamedHost _host = new();
    private readonly string _base;
    private readonly AuthenticationHeaderValue _authorization;

    private OperatorServer(string @base, AuthenticationHeaderValue authorization) => (_base, _authorization) = (@base, authorization);

    /// <summary>Makes a command ask a service, named by its options.</summary>
    public static Command Asks(Command command, Func<ParseResult, OperatorServer, CancellationToken, Task<CommandResult>> run)
    {
        command.Add(Server);
        command.Add(KeyFile);
        command.Add(KeyVariable);
        return command.Runs(async (parsed, cancellationToken) =>
        {
            using var server = Of(parsed);
            return await run(parsed, server, cancellationToken);
        });
    }

    public static OperatorServer Of(ParseResult parsed) => Of(
        parsed,
        parsed.GetValue(Server) ?? Variables.Text(Variables.Server)
            ?? throw new UsageException($"No service is given: give --server URL, or set the environment variable {Variables.Server}."));

    /// <param name="server">The URL, where a command has a --server of its own.</param>
    public static OperatorServer Of(ParseResult parsed, string server)
    {
        var url = Inputs.Url(server, "--server");
        if (url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback) throw new UsageException("--server: must be an https URL, because the operator's key is sent to it; http is allowed to this machine only.");
        var key = KeyOf(parsed);
        if (key.Any(letter => letter is <= ' ' or > '~') || !AuthenticationHeaderValue.TryParse($"Bearer {key}", out var authorization))
            throw new UsageException("The operator's key must start with op_: make one with `shaken operator key NAME`.");
        return new OperatorServer(url.GetLeftPart(UriPartial.Path).TrimEnd('/'), authorization);
    }

    public Task<OperatorAnswer> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"/operator/v1/{path}", (HttpContent?)null, cancellationToken);

    public Task<OperatorAnswer> PostAsync(string path, JsonObject body, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"/operator/v1/{path}", body, cancellationToken);

    public Task<OperatorAnswer> PutAsync(string path, JsonObject body, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, $"/operator/v1/{path}", body, cancellationToken);

    /// <summary>A file that is not JSON, such as CSV. A refusal is JSON here too.</summary>
    public async Task<(OperatorAnswer Answer, byte[] Body)> GetFileAsync(string path, CancellationToken cancellationToken)
    {
        var (answer, reply) = await GetAnyAsync($"/operator/v1/{path}", cancellationToken);
        return (answer, reply.Body.ToArray());
    }

    /// <summary>The same of any route, with its headers.</summary>
    /// <param name="path">From the root of the server on, with its slash.</param>
    public async Task<(OperatorAnswer Answer, OperatorReply Reply)> GetAnyAsync(string path, CancellationToken cancellationToken)
    {
        var reply = await SendPatientlyAsync(HttpMethod.Get, path, content: null, FileBounds, cancellationToken);
        return (new OperatorAnswer(reply.Status, reply.IsSuccess ? null : ObjectIn(reply.Body)), reply);
    }

    /// <summary>Sends a document to any route.</summary>
    /// <param name="path">From the root of the server on, with its slash.</param>
    public async Task<OperatorAnswer> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        using var content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, MediaTypeNames.Application.Json);
        return await SendAsync(method, path, (HttpContent?)content, cancellationToken);
    }

    /// <summary>Sends anything to any route.</summary>
    public async Task<OperatorAnswer> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        var reply = await SendPatientlyAsync(method, path, content, Bounds, cancellationToken);
        return new OperatorAnswer(reply.Status, ObjectIn(reply.Body));
    }

    // A busy service is asked again. Reading changes nothing, and an operator's change has one id for all tries, under which it is made
    // once; what else is posted is sent once.
    private async Task<OperatorReply> SendPatientlyAsync(
        HttpMethod method, string path, HttpContent? content, OperatorBounds bounds, CancellationToken cancellationToken)
    {
        var octets = content is null ? null : await content.ReadAsByteArrayAsync(cancellationToken);
        var isChange = method != HttpMethod.Get;
        var isAudited = path.StartsWith(OperatorRoutes, StringComparison.Ordinal);
        var requestId = isChange && isAudited ? SystemRandom.Instance.NewText(RequestIdOctets) : null;
        return await BusyHost.AskAsync(
            SendOnceAsync,
            reply => isChange && !isAudited ? null : BusyHost.PauseOf(reply.Status, reply.Headers),
            Patience, Clock.System, cancellationToken);

        async Task<OperatorReply> SendOnceAsync(CancellationToken token)
        {
            using var request = new HttpRequestMessage(method, _base + path);
            if (octets is not null)
            {
                request.Content = new ByteArrayContent(octets);
                request.Content.Headers.ContentType = content!.Headers.ContentType;
            }

            request.Headers.Authorization = _authorization;
            if (requestId is not null) request.Headers.Add("Idempotency-Key", requestId);
            return await _host.SendAsync(request, bounds, token);
        }
    }

    public void Dispose() => _host.Dispose();

    private static string KeyOf(ParseResult parsed)
    {
        if (parsed.GetValue(KeyFile) is { } file) return Inputs.FileText(file).Trim();
        var variable = parsed.GetValue(KeyVariable) ?? Variables.OperatorKey;
        return Variables.Text(variable)
            ?? throw new UsageException($"An operator's key is needed: give --key-file FILE, or set the environment variable {variable}.");
    }

    /// <summary>The object in the body of an answer; null: it is none.</summary>
    public static JsonObject? ObjectIn(ReadOnlyMemory<byte> octets)
    {
        if (!StrictJson.TryParseObject(octets, MaxAnswerOctets, out var json, out _)) return null;
        using (json) return JsonObject.Create(json.RootElement.Clone());
    }
}

/// <summary>What a service answered an operator.</summary>
/// <param name="Body">Null where it is no JSON object.</param>
internal sealed record OperatorAnswer(HttpStatusCode Status, JsonObject? Body)
{
    public bool IsGood => Status is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Accepted;

    /// <summary>The document of an answer that is one: else <see cref="ToRefusal"/> tells why.</summary>
    public JsonObject? Document => IsGood ? Body : null;

    /// <summary>The document, or why the service did not do it.</summary>
    public CommandResult ToResult() => Document is { } document ? CommandResult.Good(document) : ToRefusal();

    /// <summary>Why the service did not do it: 3 where trying again may help, else 1.</summary>
    public CommandResult ToRefusal() => new(
        (int)Status is >= 500 or 429 ? ExitCode.Unavailable : ExitCode.Refused,
        new JsonObject
        {
            ["accepted"] = false,
            ["status"] = (int)Status,
            ["reason"] = Body?["reason"]?.DeepClone() ?? "not-understood",
            ["detail"] = Body?["detail"]?.DeepClone()
                ?? "the server has no operator route there: check that --server is the URL of a deployment with the role of this command",
        });
}
