using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.CallPlacement;

// The form of RFC 9888.
public sealed partial class PublishPassports
{
    /// <summary>
    /// The form of RFC 9888 (RFC 8816 section 9): the path names the called number alone. Where a number table says whose that is, the
    /// PASSporTs wait for that provider; else any provider that is served here may read them.
    /// </summary>
    /// <param name="chain">The client's certificate, whose key it has proven, and those that came with it; null: none came.</param>
    /// <param name="client">Who posts; fetches are counted by it.</param>
    public async ValueTask<Outcome<PublishReceipt, CpsRefusal>> PublishByNumberAsync(
        TelephoneNumber dest, IReadOnlyList<StiCertificate>? chain, ReadOnlyMemory<byte> body, ClientKey client,
        CancellationToken cancellationToken)
    {
        if (!CpsBody.TryReadLines(body.Span, out var read, out var refusal)) return refusal;
        if (_options.DemandsClientCertificate && !_clients.Judge(chain).TryGet(out _, out refusal)) return refusal;
        var destinations = await _called.FindServedAsync(dest, cancellationToken);
        if (destinations is { Count: 0 })
            return new CpsRefusal(CpsFailure.NumberNotServed, "the called number is not one of a provider that this CPS serves");
        if (!(await _admission.AdmitCalledAsync(read, dest, client, cancellationToken)).TryGet(out var admitted, out refusal))
            return refusal;
        return await StoreAsync(admitted, publisher: null, destinations, deleteAt: null, cancellationToken);
    }
}
