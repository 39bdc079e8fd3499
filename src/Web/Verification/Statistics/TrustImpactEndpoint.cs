using Shaken.Core.Foundations;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Countries;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Verification.Statistics;

/// <summary>
/// <c>POST /operator/v1/trust-impact?cursor=&amp;count=</c>: a proposed trusted-CA list and country policy, as
/// <see cref="TrustProposalFile"/> writes them; answers how many of the last day's verdicts here they would change. It changes nothing.
/// </summary>
internal static class TrustImpactEndpoint
{
    public static Task PostAsync(HttpContext context) => CallerAccess.HandleAsync(context, CallerRule.Operators(), async _ =>
    {
        if (await CallerAccess.ReadOctetsAsync(context, Limits.TrustListOctets) is not { } octets) return;
        if (!TrustProposalFile.TryRead(octets, out var proposal, out var failure))
        {
            await context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status400BadRequest, "proposal-malformed", failure));
            return;
        }

        var services = context.RequestServices;
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        await TrustImpactAnswers.WriteAsync(
            context, Present(services.GetRequiredService<TrustDomains>(), now), proposal, "the role vs does");
    });

    private static TrustOutlook Present(TrustDomains domains, DateTimeOffset now)
    {
        var known = domains.All.Where(domain => domain.Country is not null).ToList();
        var roots = domains.FindAnchors(now)?.All ?? [];
        return new TrustOutlook(
            roots.Select(root => root.Certificate.Fingerprint).ToHashSet(StringComparer.Ordinal),
            known.ToDictionary(domain => domain.Country!, domain => domain.Policy))
        {
            Pinned = known.Where(domain => domain.IsPolicyPinned).Select(domain => domain.Country!).ToHashSet(),
        };
    }
}
