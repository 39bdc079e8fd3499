namespace Shaken.Core.Fetching;

/// <summary>What a fetch is counted by.</summary>
/// <param name="Host">In lower case.</param>
/// <param name="Client">Who made us fetch.</param>
/// <param name="IsStranger">The host is not known.</param>
/// <param name="IsNewPath">Nobody with a good certificate signed that it lies at this URL.</param>
internal readonly record struct FetchPlace(string Host, ClientKey Client, bool IsStranger, bool IsNewPath);

/// <summary>One of the counts that a fetch takes part in.</summary>
internal readonly record struct Share(ShareKind Kind, string Host, string Client);

internal enum ShareKind
{
    All,
    Host,
    Strangers,
    StrangersOfClient,
    NewPathsOfHost,
    NewPathsOfHostAndClient,
}

/// <summary>How many fetches of one pool may be under way at once.</summary>
internal sealed record FetchShares
{
    public required int All { get; init; }

    public required int PerHost { get; init; }

    public required int ToStrangers { get; init; }

    public required int ToStrangersPerClient { get; init; }

    public required int NewPathsPerHost { get; init; }

    public required int NewPathsPerHostAndClient { get; init; }
}
