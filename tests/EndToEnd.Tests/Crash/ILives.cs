namespace Shaken.EndToEnd.Tests.Crash;

/// <summary>Something that is killed, or stopped, and started again under the traffic: a program, or the store it stands on.</summary>
internal interface ILives
{
    /// <summary>Counts up before each end: who sees another number after a request than before it was met by one.</summary>
    int Life { get; }

    /// <summary>Waits until it serves; gives the number of its life.</summary>
    Task<int> UpAsync();
}
