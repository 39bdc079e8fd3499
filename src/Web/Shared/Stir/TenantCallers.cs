using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Principals;
using Shaken.Core.Storage;
using Shaken.Core.Tenants;
using Shaken.Web.Operators;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Limiting;

namespace Shaken.Web.Shared.Stir;

/// <summary>
/// Finds whose call a request is about, by the same credentials as <see cref="Callers"/> and in the time that a call has: what was read of
/// the store a moment ago counts (<see cref="BriefReads{TKey, TValue}"/>), so that a principal that is disabled is refused everywhere
/// within seconds.
/// </summary>
internal sealed class TenantCallers
{
    private const int Remembered = 4096;
    private const string KeyStart = $"{ApiKeyPrefixes.Caller}_";
    private const string OperatorKeyStart = $"{ApiKeyPrefixes.Operator}_";

    private readonly OperatorSettings _operators;
    private readonly KnownPrincipals _principals;
    private readonly TenantDirectory _tenants;
    private readonly ClientCertificates _certificates;
    private readonly ClientAddress _addresses;
    private readonly RequestIds _requestIds;
    private readonly PrincipalTokens _tokens;
    private readonly BriefReads<string, Principal> _byKey;
    private readonly BriefReads<string, Principal> _byCertificate;
    private readonly BriefReads<string, Principal> _byName;

    public TenantCallers(
        IOptions<TenantAccessSettings> settings, IOptions<OperatorSettings> operators, KnownPrincipals principals, TenantDirectory tenants,
        ClientCertificates certificates, ClientAddress addresses, RequestIds requestIds, IRecords records, TimeProvider time,
        ILogger<TenantCallers> logger)
    {
        _operators = operators.Value;
        (_principals, _tenants, _certificates, _addresses, _requestIds) = (principals, tenants, certificates, addresses, requestIds);
        _byKey = new BriefReads<string, Principal>("keys of callers", time, Remembered, logger);
        _byCertificate = new BriefReads<string, Principal>("certificates of callers", time, Remembered, logger);
        _byName = new BriefReads<string, Principal>("callers", time, Remembered, logger);
        _tokens = new PrincipalTokens(
            settings.Value.HostNames, (name, cancellationToken) => _byName.GetAsync(name, _principals.FindAsync, cancellationToken),
            records, time);
    }

    /// <summary>The tenant; or why there is none that may call.</summary>
    public async ValueTask<Outcome<Tenant, StirFault>> FindAsync(HttpContext context)
    {
        if (await FindPrincipalAsync(context) is not { } principal) return new StirFault(StirError.CallerUnknown);
        if (!principal.IsActive) return NotAllowed("caller-disabled");
        if (!AddressList.Allows(principal.Addresses, _addresses.Of(context))) return NotAllowed("address-not-allowed");
        if (principal.Kind != PrincipalKind.Tenant || !TenantId.TryParse(principal.Account, out var id))
            return NotAllowed("caller-not-a-tenant");
        return await _tenants.FindAsync(id, context.RequestAborted) switch
        {
            null => NotAllowed("tenant-unknown"),
            { IsActive: false } => NotAllowed("tenant-closed"),
            var tenant => tenant,
        };
    }

    // What stands in Authorization decides alone: a wrong key is not made good by a certificate.
    private ValueTask<Principal?> FindPrincipalAsync(HttpContext context)
    {
        var cancellationToken = context.RequestAborted;
        if (context.Request.Headers.Authorization.Count > 0)
        {
            var text = context.Request.Headers.Authorization is [var only] ? AuthorizationText.TokenOf(only) : null;
            if (text is not { Length: <= Limits.BearerOctets }) return default;
            if (text.StartsWith(KeyStart, StringComparison.Ordinal)) return FindByKeyAsync(text, cancellationToken);

            // An operator is told that it is one, and not that nobody knows it.
            if (text.StartsWith(OperatorKeyStart, StringComparison.Ordinal))
            {
                return _operators.Find(text) is { } known
                    ? ValueTask.FromResult<Principal?>(known)
                    : FindByKeyAsync(text, cancellationToken);
            }

            return text.Contains('.', StringComparison.Ordinal)
                ? _tokens.FindAsync(text, _requestIds.Of(context), cancellationToken)
                : default;
        }

        return _certificates.FindFingerprint(context) is { } fingerprint
            ? _byCertificate.GetAsync(fingerprint, _principals.FindByCertificateAsync, cancellationToken)
            : default;
    }

    private ValueTask<Principal?> FindByKeyAsync(string key, CancellationToken cancellationToken) =>
        _byKey.GetAsync(HashOf(key), (_, token) => _principals.FindByKeyAsync(key, token), cancellationToken);

    // Keys are not kept in memory as they are.
    private static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static StirFault NotAllowed(string reason) => new(StirError.NotAllowed, reason);
}

/// <summary>The one way from a request to its <see cref="Tenant"/>.</summary>
internal static partial class TenantAccess
{
    /// <summary>The tenant whose call it is. Null: the refusal was written.</summary>
    public static async ValueTask<Tenant?> FindAsync(HttpContext context)
    {
        var found = await context.RequestServices.GetRequiredService<TenantCallers>().FindAsync(context);
        if (found.TryGet(out var tenant, out var fault)) return tenant;
        var reason = fault.Variable ?? "caller-unknown";
        var logger = context.RequestServices.GetRequiredService<ILogger<TenantCallers>>();
        var endpoint = context.GetEndpoint()?.DisplayName;
        if (context.IsRefusalToBeTold(reason)) LogRefused(logger, endpoint, reason);
        await StirAnswers.RefuseAsync(context, fault);
        return null;
    }

    [LoggerMessage(EventId = 4261, Level = LogLevel.Information, Message = "A caller is not let in to {Endpoint}: {Reason}")]
    private static partial void LogRefused(ILogger logger, string? endpoint, string reason);
}
