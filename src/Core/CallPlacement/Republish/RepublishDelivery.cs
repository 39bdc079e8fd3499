using Shaken.Core.CallPlacement.Deliveries;

namespace Shaken.Core.CallPlacement.Republish;

/// <summary>A publication on its way to one peer.</summary>
internal sealed class RepublishDelivery(Republication publication, RepublishTarget target, RepublishSigner signer, CpsClient client)
    : IDelivery
{
    public DateTimeOffset WorthUntil => publication.WorthUntil;

    public long Characters => publication.Characters;

    public async ValueTask<Func<CancellationToken, Task<CpsAnswer>>> PrepareAsync()
    {
        var bearer = await signer.SignAsync(publication.Publisher, target.Audience, CancellationToken.None);
        return cancellationToken => client.RepublishAsync(
            target.BaseUrl, publication.Call, publication.Passports, publication.Authorization, bearer, cancellationToken);
    }
}
