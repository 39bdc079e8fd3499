using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>
/// What the holder of an account changes of it: its contacts, or that it is no longer used (RFC 8555 sections 7.3.2 and 7.3.6).
/// </summary>
public sealed class UpdateAccount
{
    private readonly AcmeAccounts _accounts;

    public UpdateAccount(AcmeAccounts accounts) => _accounts = accounts;

    /// <summary>The account as it is afterwards; a POST-as-GET changes nothing.</summary>
    public async ValueTask<Outcome<AcmeAccount, AcmeProblem>> UpdateAsync(AcmeRequest request, CancellationToken cancellationToken)
    {
        if (request.IsPostAsGet) return request.Account;
        if (!request.TryReadPayload(out var json, out var problem)) return problem;
        using (json)
        {
            var payload = json.RootElement;
            var changed = request.Account;
            if (payload.TryGetOptional("contact", out _))
            {
                if (!AcmeContacts.Read(payload).TryGet(out var contacts, out problem)) return problem;
                changed = changed with { Contacts = contacts };
            }

            // Clients send the account back as they got it: members and values that an update does not know are ignored (section 7.3.2).
            if (payload.TryGetOptional("status", out var status))
            {
                if (status.ValueKind != JsonValueKind.String) return AcmeProblem.Malformed("status must be a string");
                if (status.ValueEquals("deactivated"u8)) changed = changed with { Status = AcmeAccountStatus.Deactivated };
            }

            if (changed == request.Account) return changed;
            return await _accounts.TryReplaceAsync(changed, request.Stored!.ETag, cancellationToken)
                ? changed
                : AcmeProblem.Malformed("the account was changed by another request just now") with { Status = 409 };
        }
    }
}
