using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.Tenants;

namespace Shaken.Cli.Operators;

/// <summary><c>shaken tenant treatment</c>: what happens to a tenant's verified calls, at a running service.</summary>
internal static class TreatmentCommands
{
    private const int MaxPolicyOctets = 128 * 1024;

    private static readonly Argument<string> Tenant = new("tenant") { Description = $"The tenant's id: {TenantId.Rule}" };

    private static readonly Argument<string> File = new("file")
    {
        Description = "JSON file with profile and rules, as `show` prints them. Other members of what `show` prints are passed over.",
    };

    public static Command New() => new("treatment", "What happens to calls after their verification: a profile, and rules by scope.")
    {
        OperatorServer.Asks(new Command("show", "The policy in force, with its revision.") { Tenant }, async (parsed, server, token) =>
        {
            var answer = await server.GetAsync(PathOf(parsed), token);
            return answer.Document is { } document ? CommandResult.Good(document) : answer.ToRefusal();
        }),
        OperatorServer.Asks(new Command("set", "Replace the policy. Every instance has it within seconds.")
        {
            Tenant, File, ChangeOptions.Revision, ChangeOptions.Reason,
        }, SetAsync),
    };

    private static async Task<CommandResult> SetAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var policy = PolicyIn(parsed.GetValue(File)!);
        var newest = await ChangeOptions.RevisionAsync(parsed, server, PathOf(parsed), cancellationToken);
        if (!newest.TryGet(out var revision, out var refused)) return refused;
        var body = new JsonObject
        {
            ["policy"] = policy, ["revision"] = revision, ["reason"] = parsed.GetValue(ChangeOptions.Reason),
        };
        var answer = await server.PutAsync(PathOf(parsed), body, cancellationToken);
        return answer.Document is { } document ? CommandResult.Good(document) : answer.ToRefusal();
    }

    // What is wrong in the policy itself, the service says by member.
    private static JsonObject PolicyIn(string path)
    {
        var octets = Inputs.FileOctets(path);
        if (!Core.Foundations.StrictJson.TryParseObject(octets, MaxPolicyOctets, out var json, out var failure))
            throw new UsageException($"{path}: {failure}.");
        using (json)
        {
            var policy = new JsonObject();
            foreach (var name in (string[])["profile", "rules"])
            {
                if (json.RootElement.TryGetProperty(name, out var member)) policy[name] = JsonNode.Parse(member.GetRawText());
            }

            return policy;
        }
    }

    private static string PathOf(ParseResult parsed) =>
        TenantId.TryParse(parsed.GetValue(Tenant), out var id)
            ? $"tenants/{id}/treatment-policy"
            : throw new UsageException($"\"{parsed.GetValue(Tenant)}\" is no tenant's id: it must have {TenantId.Rule}");
}
