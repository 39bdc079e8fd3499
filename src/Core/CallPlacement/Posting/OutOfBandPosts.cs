namespace Shaken.Core.CallPlacement.Posting;

/// <summary>
/// Posts PASSporTs to the CPS of the called number's provider, in the background: signing never waits for it.
/// </summary>
public sealed class OutOfBandPosts
{
    private OutOfBandPosts()
    {
    }

    /// <summary>For a deployment that posts nothing.</summary>
    public static OutOfBandPosts ToNobody { get; } = new();

    /// <summary>
    /// Queues a PASSporT. Never waits and never throws: what does not fit is dropped and counted.
    /// </summary>
    /// <param name="token">The compact PASSporT.</param>
    /// <param name="issuedAt">Its iat: nothing is posted once it is stale.</param>
    public void Enqueue(string token, CallNumbers call, DateTimeOffset issuedAt)
    {
    }
}
