namespace Shaken.Core.Reputation.Observations;

/// <summary>Why a batch is not taken. Nothing of it is kept.</summary>
/// <param name="Detail">Which rule was broken, without personal data.</param>
public sealed record ObservationRefusal(ObservationFailure Failure, string Detail)
{
    /// <summary>When the reporter may try again; null: not before it sends something else.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>The closed set of reasons.</summary>
public enum ObservationFailure
{
    /// <summary>The batch is no strict JSON, or a member is missing, unknown or of another form.</summary>
    BatchMalformed,

    /// <summary>The batch has no observation, or more than it may have.</summary>
    BatchTooLarge,

    /// <summary>An observation tells whom the call was for.</summary>
    CalledNumberSent,

    /// <summary>Something else than a number stands where the calling number belongs, such as a hash.</summary>
    NumberNotPlain,

    /// <summary>An observation is older than observations may be, or ahead of the clock.</summary>
    MomentNotAllowed,

    /// <summary>A batch of this id with other content was taken before.</summary>
    BatchDiffers,

    /// <summary>The reporter sends more than it may.</summary>
    ReporterTooFast,
}
