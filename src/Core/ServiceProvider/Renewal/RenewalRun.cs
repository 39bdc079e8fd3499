using Shaken.Core.ServiceProvider.AcmeClient;

namespace Shaken.Core.ServiceProvider.Renewal;

/// <summary>How a run ended.</summary>
public enum RenewalResult
{
    /// <summary>The certificate in force is young enough.</summary>
    NotDue,

    /// <summary>The last run failed; the pause after it is not over.</summary>
    Pausing,

    /// <summary>Another instance works on it.</summary>
    Busy,

    /// <summary>A new certificate is in force.</summary>
    Renewed,

    /// <summary>It did not come to that; what was reached is kept, and the next run goes on from there.</summary>
    Failed,
}

/// <summary>What a run did.</summary>
/// <param name="Current">The certificate in force afterwards; null while there is none.</param>
/// <param name="Failure">With <see cref="RenewalResult.Failed"/>.</param>
/// <param name="NextAt">When there is something to do again; null where nobody knows.</param>
public sealed record RenewalRun(RenewalResult Result, CertificateInForce? Current, AcmeFailure? Failure, DateTimeOffset? NextAt)
{
    /// <summary>The bug or outage that ended the run, with <see cref="AcmeFailureKind.Fault"/>; it is logged.</summary>
    public Exception? Fault { get; init; }
}
