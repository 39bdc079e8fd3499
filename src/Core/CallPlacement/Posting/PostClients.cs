using Shaken.Core.CallPlacement.Deliveries;

namespace Shaken.Core.CallPlacement.Posting;

/// <summary>Who sends a post: another client for a host that the operator named than for one that an outsider named.</summary>
/// <param name="operators">For hosts that the operator named.</param>
/// <param name="outsiders">By the rules for URLs of outsiders.</param>
/// <param name="identity">Signs bearers; null: no peer takes any.</param>
public sealed class PostClients(CpsClient operators, CpsClient outsiders, PostIdentity? identity, TimeProvider time)
{
    internal IDelivery NewDelivery(PostOrder order, PostRoute route) =>
        new PostDelivery(order, route, route.IsOperators ? operators : outsiders, identity, time);
}
