using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.Acme;

/// <summary>The account of a newAccount request.</summary>
/// <param name="IsNew">201; else 200, and the account is as it was.</param>
public sealed record RegisteredAccount(AcmeAccount Account, bool IsNew);

/// <summary>newAccount (RFC 8555 section 7.3): the account of a key, made if there is none.</summary>
public sealed class RegisterAccount
{
    private readonly AcmeAccounts _accounts;
    private readonly ExternalAccountKeys _externalKeys;
    private readonly AcmeOptions _options;
    private readonly TimeProvider _time;
    private readonly IRandom _random;

    public RegisterAccount(AcmeAccounts accounts, ExternalAccountKeys externalKeys, AcmeOptions options, TimeProvider time, IRandom random) =>
        (_accounts, _externalKeys, _options, _time, _random) = (accounts, externalKeys, options, time, random);

    public async ValueTask<Outcome<RegisteredAccount, AcmeProblem>> RegisterAsync(AcmeRequest request, CancellationToken cancellationToken)
    {
        if (await FindAsync(request, cancellationToken) is { } existing) return existing;
        JsonDocument? json;
        if (request.IsPostAsGet && _options.Quirks.EmptyNewAccount) json = JsonDocument.Parse("{}");
        else if (!request.TryReadPayload(out json, out var problem)) return problem;
        using (json) return await RegisterAsync(request, json.RootElement, cancellationToken);
    }

    private async ValueTask<Outcome<RegisteredAccount, AcmeProblem>> RegisterAsync(AcmeRequest request, JsonElement payload, CancellationToken cancellationToken)
    {
        if (IsTrue(payload, "onlyReturnExisting"u8)) return new AcmeProblem(AcmeError.AccountDoesNotExist, "no account has this key");
        if (!AcmeContacts.Read(payload).TryGet(out var contacts, out var problem)) return problem;
        var agreed = IsTrue(payload, "termsOfServiceAgreed"u8);
        if (_options.TermsOfService is { } terms && !agreed) return new AcmeProblem(AcmeError.UserActionRequired, $"termsOfServiceAgreed must be true: the terms are at {terms}");

        ExternalBinding? bound = null;
        string? boundBy = null;
        if (payload.TryGetProperty("externalAccountBinding"u8, out var inner))
        {
            if (!AcmeMessage.TryRead(inner, out var binding, out problem)) return problem with { Detail = $"externalAccountBinding: {problem.Detail}" };
            if (!(await _externalKeys.VerifyAsync(binding, request.Key, request.Url, cancellationToken)).TryGet(out bound, out problem)) return problem;
            boundBy = inner.GetRawText();

            // An account that changed its key since: nothing is reserved for this one, which it may want to change back to.
            if (bound.AccountId is { } before && await _accounts.FindAsync(before, cancellationToken) is not null)
                return await FindAsync(request, cancellationToken) ?? ExternalAccountKeys.AnothersAccount;
        }
        else if (_options.RequiresExternalAccount)
        {
            return new AcmeProblem(AcmeError.ExternalAccountRequired, "this CA knows its subscribers: bind the account by a key that its operator gave you");
        }

        while (true)
        {
            var id = await _accounts.ReserveAsync(request.Key, AcmeId.New(_random), cancellationToken);
            if (bound is not null && await _externalKeys.BindAsync(bound, id, cancellationToken) is { } refusal) return refusal;
            var account = new AcmeAccount(id, request.Key, AcmeAccountStatus.Valid, contacts, agreed, bound?.KeyId, boundBy, bound?.Organization, _time.GetUtcNow());
            if (await _accounts.TryAddAsync(account, cancellationToken)) return new RegisteredAccount(account, IsNew: true);

            // Another request registered the key just now; where its account has changed its key since, this one is free again.
            if (await FindAsync(request, cancellationToken) is { } existing) return existing;
        }
    }

    private async ValueTask<Outcome<RegisteredAccount, AcmeProblem>?> FindAsync(AcmeRequest request, CancellationToken cancellationToken)
    {
        if (await _accounts.FindByKeyAsync(request.Key, cancellationToken) is not { Account: var account }) return null;
        return account.Obstacle is { } obstacle ? AcmeProblem.Unauthorized(obstacle) with { Status = 401 } : new RegisteredAccount(account, IsNew: false);
    }

    private static bool IsTrue(JsonElement payload, ReadOnlySpan<byte> name) => payload.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.True;
}
