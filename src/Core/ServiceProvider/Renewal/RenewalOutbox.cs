using Shaken.Core.Foundations;

namespace Shaken.Core.ServiceProvider.Renewal;

/// <summary>
/// News on its way to the operator: written in the same step as what it tells of, and taken off when it was taken. So none is lost with a
/// process, and a receiver that is down for long is not asked for ever.
/// </summary>
internal sealed class RenewalOutbox(RenewalOptions options, IRenewalNotices notices, TimeProvider time, IRandom random)
{
    private const int MostWaiting = 8;
    private const int MostTries = 10;

    /// <summary>The news that wait, with one more; of too many the oldest goes.</summary>
    public IReadOnlyList<RenewalNotice> Add(
        IReadOnlyList<RenewalNotice> waiting, RenewalEvent what, CertificateInForce? current, string detail) =>
    [
        .. waiting.TakeLast(MostWaiting - 1),
        new RenewalNotice(random.NewUuid(), what, options.Provider.ToString(), current?.X5u, current?.NotAfter, detail, time.GetUtcNow()),
    ];

    /// <summary>Sends what waits. Somebody who writes meanwhile has it sent twice at worst; its id tells.</summary>
    public async Task DeliverAsync(RenewalRecord record, CancellationToken cancellationToken)
    {
        if (record.State.Notices.Count == 0 || record.State.IsHeldAt(time.GetUtcNow())) return;
        var left = new List<RenewalNotice>();
        foreach (var notice in record.State.Notices)
        {
            if (!await notices.TrySendAsync(notice, cancellationToken) && notice.Tries + 1 < MostTries)
                left.Add(notice with { Tries = notice.Tries + 1 });
        }

        await record.TryWriteAsync(record.State with { Notices = left }, cancellationToken);
    }
}
