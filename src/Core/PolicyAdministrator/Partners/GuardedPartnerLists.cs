using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.PolicyAdministrator.Partners;

/// <summary>The lists of partners that a registry names, by the guarded fetcher: outsiders chose their URLs.</summary>
public sealed class GuardedPartnerLists(IUrlFetcher fetcher) : IPartnerLists
{
    private static readonly FetchProfile Profile = FetchProfile.TrustList with { Accept = PartnerListClient.Accepted };

    public async ValueTask<Outcome<PartnerAnswer, TrustListRefusal>> GetAsync(
        Partner partner, PartnerStatus status, CancellationToken cancellationToken)
    {
        var client = new ClientKey($"partner:{partner.Id}");
        var fetched = await fetcher.FetchAsync(partner.Terms.ListUrl, Profile, client, cancellationToken);
        if (!fetched.TryGet(out var document, out var refusal))
            return new TrustListRefusal(TrustListFailure.Unreachable, $"{KebabCase.Of(refusal.Reason)}: {refusal.Detail}");
        return TrustListAnswer.Read(document.Octets).TryGet(out var compact, out var malformed)
            ? new PartnerAnswer(compact, ETag: null, LastModified: null) { CrlUrls = PartnerCrlUrls.Read(document.Octets) }
            : malformed;
    }
}

/// <summary>The lists of all partners: each kind by its own client.</summary>
/// <param name="entered">Of those that operators entered.</param>
/// <param name="registered">Of those that a registry names.</param>
public sealed class AllPartnerLists(IPartnerLists entered, IPartnerLists registered) : IPartnerLists
{
    public ValueTask<Outcome<PartnerAnswer, TrustListRefusal>> GetAsync(
        Partner partner, PartnerStatus status, CancellationToken cancellationToken) =>
        (partner.Id.IsOfRegistry ? registered : entered).GetAsync(partner, status, cancellationToken);
}
