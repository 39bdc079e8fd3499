using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;
using Shaken.Core.Tenants;

namespace Shaken.Cli.Operators;

/// <summary>
/// <c>shaken tenant</c>: whose calls a running service signs and verifies, by its routes below <c>/operator/v1/tenants</c>, and the
/// credentials of their programs.
/// </summary>
internal static class TenantCommands
{
    private const int MaxPages = 1000;

    private static readonly Argument<string> Tenant = new("tenant") { Description = $"The tenant's id: {TenantId.Rule}" };
    private static readonly Option<string> Name = new("--name") { Description = "The tenant's name, for people.", Required = true };

    private static readonly Option<string> Provider = new("--provider")
    {
        Description = "The provider whose calls it signs, as US/1234.",
        Required = true,
    };

    private static readonly Option<string> Dialect = new("--dialect")
    {
        Description = "The form of its answers: both, atis or three-gpp.",
        DefaultValueFactory = _ => KebabCase.Of(RestDialect.Both),
    };

    private static readonly Option<bool> Closed = new("--closed") { Description = "Nothing is signed or verified for it." };

    private static readonly Option<bool> ShowAttestation =
        new("--show-attestation") { Description = "verstat of a verified call carries its attestation, as TN-Validation-Passed-A." };

    private static readonly Option<string> Enterprise = new("--enterprise")
    {
        Description = "What answers have for the called enterprise: none, verdict, or verdict-and-validation.",
        DefaultValueFactory = _ => KebabCase.Of(EnterpriseForm.None),
    };

    private static readonly Option<string> User = new("--user")
    {
        Description = "The user id of the tenant's program, as its SBC; it is made if there is none.",
        Required = true,
    };

    private static readonly Option<string> KeyName =
        new("--name") { Description = "What the key is for.", DefaultValueFactory = _ => "sbc" };

    public static Command New() => new("tenant", "At a running service: whose calls it signs and verifies.")
    {
        Asks(new Command("add", "Make a tenant. Its programs get credentials by `shaken tenant key`.")
        {
            Tenant, Name, Provider, Dialect, Closed, ShowAttestation, Enterprise, ChangeOptions.Reason,
        }, (parsed, server, token) => PutAsync(parsed, server, revision: 0, token)),
        Asks(new Command("change", "Replace what is known of a tenant.")
        {
            Tenant, Name, Provider, Dialect, Closed, ShowAttestation, Enterprise, ChangeOptions.Revision, ChangeOptions.Reason,
        }, ChangeAsync),
        Asks(new Command("list", "All tenants."), ListAsync),
        Asks(new Command("show", "One tenant.") { Tenant }, (parsed, server, token) => GoodOr(server.GetAsync(PathOf(parsed), token))),
        Asks(new Command("key", "Make an API key for a program of a tenant. It is shown this once.")
        {
            Tenant, User, KeyName, ChangeOptions.Reason,
        }, KeyAsync),
        SigningPolicyCommands.New(),
        TreatmentCommands.New(),
    };

    private static Command Asks(Command command, Func<ParseResult, OperatorServer, CancellationToken, Task<CommandResult>> run) =>
        OperatorServer.Asks(command, run);

    private static async Task<CommandResult> ChangeAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var revision = await ChangeOptions.RevisionAsync(parsed, server, PathOf(parsed), cancellationToken);
        return revision.TryGet(out var newest, out var refused) ? await PutAsync(parsed, server, newest, cancellationToken) : refused;
    }

    private static Task<CommandResult> PutAsync(
        ParseResult parsed, OperatorServer server, long revision, CancellationToken cancellationToken)
    {
        var dialect = parsed.GetValue(Dialect);
        if (!KebabCase.TryParse<RestDialect>(dialect, out _))
            throw new UsageException($"--dialect: \"{dialect}\" must be one of {KebabCase.NamesOf<RestDialect>()}.");
        var enterprise = parsed.GetValue(Enterprise);
        if (!KebabCase.TryParse<EnterpriseForm>(enterprise, out _))
            throw new UsageException($"--enterprise: \"{enterprise}\" must be one of {KebabCase.NamesOf<EnterpriseForm>()}.");
        if (!ProviderId.TryParse(parsed.GetValue(Provider), out var provider))
            throw new UsageException($"--provider: \"{parsed.GetValue(Provider)}\" must be a country and a code, as US/1234.");
        var body = new JsonObject
        {
            ["revision"] = revision,
            ["name"] = parsed.GetValue(Name),
            ["provider"] = provider.ToString(),
            ["dialect"] = dialect,
            ["isActive"] = !parsed.GetValue(Closed),
            ["showsAttestation"] = parsed.GetValue(ShowAttestation),
            ["enterprise"] = enterprise,
            ["reason"] = parsed.GetValue(ChangeOptions.Reason),
        };
        return GoodOr(server.PutAsync(PathOf(parsed), body, cancellationToken));
    }

    private static async Task<CommandResult> ListAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var tenants = new JsonArray();
        string? cursor = null;
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var page = await server.GetAsync(
                cursor is null ? "tenants" : $"tenants?cursor={Uri.EscapeDataString(cursor)}", cancellationToken);
            if (page.Document?["tenants"] is not JsonArray lines) return page.ToRefusal();
            foreach (var line in lines) tenants.Add(line?.DeepClone());
            cursor = (string?)page.Document["cursor"];
            if (cursor is null) return CommandResult.Good(tenants);
        }

        throw new UsageException("There are more tenants than this command lists.");
    }

    // Asked again, the user is there and gets another key: only the key is a secret.
    private static async Task<CommandResult> KeyAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var (user, reason) = (parsed.GetValue(User)!, parsed.GetValue(ChangeOptions.Reason));
        if (!Core.Principals.Principal.IsUserId(user))
            throw new UsageException($"--user: \"{user}\" is no user id: it must have 1 to 64 of a-z 0-9 - _ . @");
        var tenant = await server.GetAsync(PathOf(parsed), cancellationToken);
        if (tenant.Document is null) return tenant.ToRefusal();
        var path = $"principals/{Uri.EscapeDataString(user)}";
        var known = await server.GetAsync(path, cancellationToken);
        if (known.Document is { } principal)
        {
            if ((string?)principal["kind"] != "tenant" || (string?)principal["account"] != parsed.GetValue(Tenant))
                throw new UsageException($"The user {user} is there and is not of the tenant {parsed.GetValue(Tenant)}: choose another.");
        }
        else
        {
            var body = new JsonObject
            {
                ["userId"] = user, ["kind"] = "tenant", ["account"] = parsed.GetValue(Tenant), ["reason"] = reason,
            };
            var made = await server.PostAsync("principals", body, cancellationToken);
            if (made.Document is null) return made.ToRefusal();
        }

        return await GoodOr(server.PostAsync(
            $"{path}/keys", new JsonObject { ["name"] = parsed.GetValue(KeyName), ["reason"] = reason }, cancellationToken));
    }

    private static async Task<CommandResult> GoodOr(Task<OperatorAnswer> asking)
    {
        var answer = await asking;
        return answer.Document is { } document ? CommandResult.Good(document) : answer.ToRefusal();
    }

    private static string PathOf(ParseResult parsed) =>
        TenantId.TryParse(parsed.GetValue(Tenant), out var id)
            ? $"tenants/{id}"
            : throw new UsageException($"\"{parsed.GetValue(Tenant)}\" is no tenant's id: it must have {TenantId.Rule}");
}
