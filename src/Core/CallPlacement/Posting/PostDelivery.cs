using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.CallPlacement.Deliveries;
using Shaken.Core.Foundations;

namespace Shaken.Core.CallPlacement.Posting;

/// <summary>A PASSporT that is to be posted.</summary>
/// <param name="WorthUntil">When it is stale.</param>
internal sealed record PostOrder(string Token, CallNumbers Call, DateTimeOffset WorthUntil);

/// <summary>A PASSporT on its way to one CPS.</summary>
internal sealed class PostDelivery(PostOrder order, PostRoute route, CpsClient client, PostIdentity? identity, TimeProvider time)
    : IDelivery
{
    public DateTimeOffset WorthUntil => order.WorthUntil;

    public long Characters => order.Token.Length;

    public ValueTask<Func<CancellationToken, Task<CpsAnswer>>> PrepareAsync() => route.Form switch
    {
        CpsForm.Open => new(token => client.PostOpenAsync(route.Url, Passports, token)),
        CpsForm.ByNumber => new(token => client.PostByNumberAsync(route.Url, order.Call.Dest, Passports, token)),
        CpsForm.Shared => PrepareSharedAsync(Bearers),
        CpsForm.Agreed => PrepareAgreedAsync(Bearers),
    };

    private string[] Passports => [order.Token];

    private BearerSigner Bearers =>
        identity?.Bearers ?? throw new InvalidOperationException("A peer that takes bearers is configured without a key for them.");

    // As long as the PASSporT is of use: the CPS deletes it then.
    private TimeSpan Life =>
        order.WorthUntil - time.GetUtcNow() is var left && left > TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1);

    private async ValueTask<Func<CancellationToken, Task<CpsAnswer>>> PrepareSharedAsync(BearerSigner bearers)
    {
        var bearer = await bearers.ForPublishingSharedAsync(order.Call, Passports, route.Audience, Life, CancellationToken.None);
        return token => client.PublishSharedAsync(route.Url, order.Call, Passports, bearer, token);
    }

    private async ValueTask<Func<CancellationToken, Task<CpsAnswer>>> PrepareAgreedAsync(BearerSigner bearers)
    {
        var bearer = await bearers.ForPublishingAsync(order.Call, Passports, route.Audience, Life, CancellationToken.None);
        return token => client.PublishAsync(route.Url, identity!.Code, order.Call, Passports, bearer, token);
    }
}

/// <summary>Who posts and reads with bearers.</summary>
/// <param name="Code">A code of the certificate's TNAuthList: spc.</param>
public sealed record PostIdentity(ServiceProviderCode Code, BearerSigner Bearers);
