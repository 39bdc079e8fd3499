using Shaken.Core.Foundations;

namespace Shaken.Core.Trust.Sources;

/// <summary>Fetched content that tells its reader when to ask again, and whether it is old.</summary>
internal interface IAgingContent<out TSelf>
{
    /// <summary>The same while it is being fetched again.</summary>
    /// <param name="askAgain">When to ask for the newer one.</param>
    /// <param name="isStale">Fetching it again failed, and its time is over.</param>
    TSelf Aged(Deadline askAgain, bool isStale);
}
