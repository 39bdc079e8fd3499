using Shaken.Core.Foundations;

namespace Shaken.Core.Authentication;

/// <summary>Which iat a caller may give.</summary>
public sealed record SigningOptions
{
    /// <summary>How old it may be; verifiers take 60 seconds (RFC 8224 section 6.2 step 4).</summary>
    public TimeSpan Freshness { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How far it may be ahead of this program's clock.</summary>
    public TimeSpan Ahead { get; init; } = ClockTolerance.CallSigners;
}
