using Shaken.Core.Foundations;

namespace Shaken.Core.CallPlacement.Taking;

/// <summary>What a CPS held for a call. Each PASSporT was handed out here and nowhere else.</summary>
/// <param name="Tokens">Compact PASSporTs, not verified. Empty: the CPS holds none, or could not be asked.</param>
/// <param name="Failure">Why the CPS could not be asked, in words without numbers; null: it was asked and answered.</param>
public sealed record HeldPassports(IReadOnlyList<string> Tokens, string? Failure)
{
    /// <summary>Asked and answered: nothing is held.</summary>
    public static HeldPassports None { get; } = new([], Failure: null);
}

/// <summary>
/// The CPS that a verification service takes from. It is asked for every call, also when an Identity header came in band: a PASSporT that
/// stays behind would vouch for the next, forged call.
/// </summary>
public interface IHeldPassports
{
    /// <summary>Takes what is held for a call, for any provider that this deployment reads for. Bounded in time.</summary>
    /// <exception cref="OperationCanceledException">The caller's own token was cancelled.</exception>
    ValueTask<HeldPassports> TakeAsync(CallNumbers call, CancellationToken cancellationToken);

    /// <summary>
    /// Takes what is held for a call and is for one provider: that of the tenant that verifies. A tenant never takes what was posted for
    /// another's provider. Nothing is held where the CPS does not serve the provider.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller's own token was cancelled.</exception>
    ValueTask<HeldPassports> TakeAsync(CallNumbers call, ProviderId reader, CancellationToken cancellationToken);
}

/// <summary>A deployment whose tenants have no CPS: nothing is ever held.</summary>
public sealed class NoHeldPassports : IHeldPassports
{
    /// <summary>The one instance.</summary>
    public static NoHeldPassports Instance { get; } = new();

    private NoHeldPassports()
    {
    }

    /// <inheritdoc/>
    public ValueTask<HeldPassports> TakeAsync(CallNumbers call, CancellationToken cancellationToken) =>
        ValueTask.FromResult(HeldPassports.None);

    /// <inheritdoc/>
    public ValueTask<HeldPassports> TakeAsync(CallNumbers call, ProviderId reader, CancellationToken cancellationToken) =>
        ValueTask.FromResult(HeldPassports.None);
}
