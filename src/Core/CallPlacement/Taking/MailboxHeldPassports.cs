using Microsoft.Extensions.Logging;
using Shaken.Core.CallPlacement.Mailbox;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.CallPlacement.Taking;

/// <summary>The mailbox of the CPS in this deployment.</summary>
/// <param name="limit">The longest that a verification waits for the store.</param>
public sealed partial class MailboxHeldPassports(
    PassportMailbox mailbox, CpsOptions options, IRandom random, TimeProvider time, TimeSpan limit, ILogger<MailboxHeldPassports> logger)
    : IHeldPassports
{
    private readonly ILogger<MailboxHeldPassports> _logger = logger;

    /// <inheritdoc/>
    public ValueTask<HeldPassports> TakeAsync(CallNumbers call, CancellationToken cancellationToken) =>
        TakeAsync(call, options.Served, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<HeldPassports> TakeAsync(CallNumbers call, ProviderId reader, CancellationToken cancellationToken) =>
        options.Served.Contains(reader) ? TakeAsync(call, [reader], cancellationToken) : ValueTask.FromResult(HeldPassports.None);

    private async ValueTask<HeldPassports> TakeAsync(
        CallNumbers call, IReadOnlyList<ProviderId> readers, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            // Once the first PASSporT is taken the mailbox goes on to the end: then nothing is lost by a deadline.
            var taken = await mailbox.TakeAsync(call, readers, publisher: null, random.NewUuid(), either.Token);
            return taken.Passports.Count == 0 ? HeldPassports.None : new HeldPassports(taken.Passports, Failure: null);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new HeldPassports([], $"the mailbox did not answer within {limit.TotalSeconds:0.#} seconds");
        }
        catch (StorageException exception)
        {
            LogOutage(exception);
            return new HeldPassports([], "the store of the mailbox does not answer");
        }
    }

    [LoggerMessage(EventId = 4291, Level = LogLevel.Error,
        Message = "A verification could not take from the mailbox: its store does not answer")]
    private partial void LogOutage(Exception exception);
}
