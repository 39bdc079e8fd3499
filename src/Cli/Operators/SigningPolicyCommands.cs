using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;
using Shaken.Core.Tenants;

namespace Shaken.Cli.Operators;

/// <summary><c>shaken tenant policy</c>: how a tenant's calls are signed, at a running service.</summary>
internal static class SigningPolicyCommands
{
    private const int MaxPages = 10_000;

    private static readonly Argument<string> Tenant = new("tenant") { Description = $"The tenant's id: {TenantId.Rule}" };

    private static readonly Argument<string> PolicyFile = new("file")
    {
        Description = "JSON file with the policy, or with what `show` prints, whose member policy is taken.",
    };

    private static readonly Argument<string> NumbersFile = new("file")
    {
        Description = "CSV file: NUMBERS,RULE,KIND[,CUSTOMER[,REFERENCE[,EXPIRES]]]. It replaces the table; an empty file takes it away.",
    };

    public static Command New() => new("policy", "How a tenant's calls are signed: attestation, evidence, origid.")
    {
        OperatorServer.Asks(
            new Command("show", "The policy in force, with its revision.") { Tenant },
            (parsed, server, token) => GoodOr(server.GetAsync(PathOf(parsed, "signing-policy"), token))),
        OperatorServer.Asks(new Command("set", "Replace the policy; the number table stays.")
        {
            Tenant, PolicyFile, ChangeOptions.Revision, ChangeOptions.Reason,
        }, SetAsync),
        OperatorServer.Asks(new Command("numbers", "Import the table of numbers that the tenant's customers may use.")
        {
            Tenant, NumbersFile, ChangeOptions.Revision, ChangeOptions.Reason,
        }, ImportAsync),
        OperatorServer.Asks(new Command("evidence", "Why calls get attestation A: each line of evidence, and whether it holds.")
        {
            Tenant,
        }, EvidenceAsync),
    };

    private static async Task<CommandResult> SetAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var (policy, path) = (PolicyIn(parsed.GetValue(PolicyFile)!), PathOf(parsed, "signing-policy"));
        if (!(await ChangeOptions.RevisionAsync(parsed, server, path, cancellationToken)).TryGet(out var revision, out var refused))
            return refused;
        var body = new JsonObject
        {
            ["policy"] = policy, ["revision"] = revision, ["reason"] = parsed.GetValue(ChangeOptions.Reason),
        };
        return await GoodOr(server.PutAsync(path, body, cancellationToken));
    }

    private static async Task<CommandResult> ImportAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var csv = Inputs.FileOctets(parsed.GetValue(NumbersFile)!);
        if (csv.Length > Limits.AssignedNumbersOctets)
            throw new UsageException($"{parsed.GetValue(NumbersFile)}: must have {Limits.AssignedNumbersOctets} octets at most.");
        var policy = PathOf(parsed, "signing-policy");
        if (!(await ChangeOptions.RevisionAsync(parsed, server, policy, cancellationToken)).TryGet(out var revision, out var refused))
            return refused;
        using var content = new ByteArrayContent(csv);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        var query = $"?revision={revision}&reason={Uri.EscapeDataString(parsed.GetValue(ChangeOptions.Reason)!)}";
        var answer = await server.SendAsync(
            HttpMethod.Put, $"/operator/v1/{PathOf(parsed, "signing-numbers")}{query}", content, cancellationToken);
        if (answer.Document is { } document) return CommandResult.Good(document);
        var refusal = answer.ToRefusal();
        if (answer.Body?["errors"] is JsonArray errors && refusal.Document is JsonObject told) told["errors"] = errors.DeepClone();
        return refusal;
    }

    private static async Task<CommandResult> EvidenceAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var (evidence, path) = (new JsonArray(), PathOf(parsed, "evidence"));
        string? cursor = null;
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var page = await server.GetAsync(
                cursor is null ? $"{path}?count=1000" : $"{path}?count=1000&cursor={Uri.EscapeDataString(cursor)}", cancellationToken);
            if (page.Document?["evidence"] is not JsonArray lines) return page.ToRefusal();
            foreach (var line in lines) evidence.Add(line?.DeepClone());
            cursor = (string?)page.Document["cursor"];
            if (cursor is null) return CommandResult.Good(evidence);
        }

        throw new UsageException("There is more evidence than this command lists.");
    }

    // What is wrong in the policy itself, the service says by member.
    private static JsonNode PolicyIn(string path)
    {
        var octets = Inputs.FileOctets(path);
        if (!StrictJson.TryParseObject(octets, Limits.SigningPolicyOctets, out var json, out var failure))
            throw new UsageException($"{path}: {failure}.");
        using (json)
        {
            var policy = json.RootElement.TryGetProperty("policy"u8, out var member) ? member : json.RootElement;
            return JsonNode.Parse(policy.GetRawText())!;
        }
    }

    private static async Task<CommandResult> GoodOr(Task<OperatorAnswer> asking)
    {
        var answer = await asking;
        return answer.Document is { } document ? CommandResult.Good(document) : answer.ToRefusal();
    }

    private static string PathOf(ParseResult parsed, string part) => TenantId.TryParse(parsed.GetValue(Tenant), out var id)
        ? $"tenants/{id}/{part}"
        : throw new UsageException($"\"{parsed.GetValue(Tenant)}\" is no tenant's id: it must have {TenantId.Rule}");
}
