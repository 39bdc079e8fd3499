using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>The account of a newAccount request.</summary>
/// <param name="IsNew">201; else 200, and the account is as it was.</param>
public sealed record RegisteredAccount(AcmeAccount Account, bool IsNew);

/// <summary>newAccount (RFC 8555 section 7.3): the account of a key, made if there is none.</summary>
public sealed class RegisterAccount
{
    private readonly AcmeAccounts _accounts;
    private readonly ExternalAccountKeys _externalKeys;
    private readonly NewAccountRate _rate;
    private readonly AcmeOptions _options;
    private readonly TimeProvider _time;
    private readonly IRandom _random;

    public RegisterAccount(AcmeAccounts accounts, ExternalAccountKeys externalKeys, NewAccountRate rate, AcmeOptions options,
        TimeProvider time, IRandom random) =>
        (_accounts, _externalKeys, _rate, _options, _time, _random) = (accounts, externalKeys, rate, options, time, random);

    /// <summary>Finds or makes the account of the key that signed.</summary>
    /// <param name="address">Whom the request comes from, for the rate of new accounts.</param>
    public async ValueTask<Outcome<RegisteredAccount, AcmeProblem>> RegisterAsync(
        AcmeRequest request, string address, CancellationToken cancellationToken)
    {
        if (await FindAsync(request, cancellationToken) is { } existing) return existing;
        JsonDocument? json;
        if (request.IsPostAsGet && _options.Quirks.EmptyNewAccount) json = JsonDocument.Parse("{}");
        else if (!request.TryReadPayload(out json, out var problem))
            return problem.Naming(request.IsPostAsGet ? AcmeQuirks.EmptyNewAccountSetting : null);
        using (json) return await RegisterAsync(request, address, json.RootElement, cancellationToken);
    }

    private async ValueTask<Outcome<RegisteredAccount, AcmeProblem>> RegisterAsync(
        AcmeRequest request, string address, JsonElement payload, CancellationToken cancellationToken)
    {
        if (!payload.ReadFlag("onlyReturnExisting").TryGet(out var isOnlyAsked, out var problem)) return problem;
        if (isOnlyAsked) return new AcmeProblem(AcmeError.AccountDoesNotExist, "no account has this key");
        if (!AcmeContacts.Read(payload).TryGet(out var contacts, out problem)) return problem;
        if (!payload.ReadFlag("termsOfServiceAgreed").TryGet(out var agreed, out problem)) return problem;
        if (_options.TermsOfService is { } terms && !agreed)
            return new AcmeProblem(AcmeError.UserActionRequired, $"termsOfServiceAgreed must be true: the terms are at {terms}");

        ExternalBinding? bound = null;
        string? boundBy = null;
        if (payload.TryGetOptional("externalAccountBinding", out var inner))
        {
            if (!AcmeMessage.TryRead(inner, out var binding, out problem))
                return problem with { Detail = $"externalAccountBinding: {problem.Detail}" };
            if (!(await _externalKeys.VerifyAsync(binding, request.Key, request.Url, cancellationToken)).TryGet(out bound, out problem))
                return problem;
            boundBy = inner.GetRawText();

            // An account that changed its key since: nothing is reserved for this one, which it may want to change back to.
            if (bound.AccountId is { } before && await _accounts.FindAsync(before, cancellationToken) is not null)
                return await FindAsync(request, cancellationToken) ?? ExternalAccountKeys.AnothersAccount;
        }
        else if (_options.RequiresExternalAccount)
        {
            return new AcmeProblem(
                AcmeError.ExternalAccountRequired, "this CA knows its subscribers: bind the account by a key that its operator gave you");
        }
        else if (_rate.Take(address) is { } tooMany)
        {
            return tooMany;
        }

        return await AddAsync(request, contacts, agreed, bound, boundBy, cancellationToken);
    }

    private async ValueTask<Outcome<RegisteredAccount, AcmeProblem>> AddAsync(
        AcmeRequest request, IReadOnlyList<string> contacts, bool agreed, ExternalBinding? bound, string? boundBy,
        CancellationToken cancellationToken)
    {
        if (await request.TakeNonceAsync(cancellationToken) is { } used) return used;
        var now = _time.GetUtcNow();
        DateTimeOffset? keptUntil = bound is null ? now + _options.UnusedAccountLife : null;
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            var id = await _accounts.ReserveAsync(request.Key, AcmeId.New(_random), keptUntil, cancellationToken);
            if (bound is not null && await _externalKeys.BindAsync(bound, id, cancellationToken) is { } refusal) return refusal;
            var account = new AcmeAccount(
                id, request.Key, AcmeAccountStatus.Valid, contacts, agreed, bound?.KeyId, boundBy, bound?.Organization, now, keptUntil,
                bound?.Customer);
            if (await _accounts.TryAddAsync(account, cancellationToken)) return new RegisteredAccount(account, IsNew: true);

            // Another request registered the key just now; where its account has changed its key since, this one is free again.
            if (await FindAsync(request, cancellationToken) is { } existing) return existing;
        }

        throw StorageException.OfContention("The account of a key");
    }

    private async ValueTask<Outcome<RegisteredAccount, AcmeProblem>?> FindAsync(AcmeRequest request, CancellationToken cancellationToken)
    {
        if (await _accounts.FindByKeyAsync(request.Key, cancellationToken) is not { Account: var account }) return null;
        if (account.Obstacle is { } obstacle) return AcmeProblem.Unauthorized(obstacle) with { Status = 401 };
        if (await request.TakeNonceAsync(cancellationToken) is { } used) return used;

        // One from before the list of accounts, which has no certificate by which the ledger's rebuild would find it.
        await _accounts.ListAgainAsync([account.Id], cancellationToken);
        return new RegisteredAccount(account, IsNew: false);
    }
}
