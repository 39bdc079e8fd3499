namespace Shaken.Core.Reputation.Reporting;

/// <summary>What became of a batch that was posted. A closed set.</summary>
public enum PostResult
{
    /// <summary>It is stored there.</summary>
    Taken,

    /// <summary>It will not be taken, however often it is sent.</summary>
    Refused,

    /// <summary>There is no answer, or not yet: it may be sent again.</summary>
    NotNow,
}

/// <summary>The policy administrator to which observations are reported.</summary>
public interface IObservationSink
{
    /// <summary>Posts a batch; sent again under its id it counts once. Expected outages are results, not exceptions.</summary>
    /// <param name="batch">See <see cref="Observations.ObservationBatchJson"/>.</param>
    ValueTask<(PostResult Result, string Detail)> PostAsync(ReadOnlyMemory<byte> batch, CancellationToken cancellationToken);
}
