using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Verification.Verdicts;

/// <summary>Counts how often the wall clock is read.</summary>
internal sealed class CountedTime(ManualTime time) : TimeProvider
{
    public int Readings { get; set; }

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow()
    {
        Readings++;
        return time.GetUtcNow();
    }

    public override long GetTimestamp() => time.GetTimestamp();
}
