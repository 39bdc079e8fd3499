using Shaken.Azurite;

namespace Shaken.EndToEnd.Tests.Crash;

/// <summary>Azurite through its stops and starts.</summary>
internal sealed class AzuriteLives(AzuriteServer server, TimeProvider time) : ILives
{
    private TaskCompletionSource<int> _up = Up(0);
    private int _life;

    public int Life => Volatile.Read(ref _life);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Task<int> UpAsync() => Volatile.Read(ref _up).Task.WaitAsync(Token);

    /// <summary>Ends it, lets the program meet that for a while, and starts it where it stood.</summary>
    public async Task StopAndStartAsync(TimeSpan outage)
    {
        Volatile.Write(ref _up, new(TaskCreationOptions.RunContinuationsAsynchronously));
        Interlocked.Increment(ref _life);
        await server.StopAsync();
        await Task.Delay(outage, time, Token);
        await server.RestartAsync(Token);
        Volatile.Read(ref _up).SetResult(Life);
    }

    private static TaskCompletionSource<int> Up(int life)
    {
        var up = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        up.SetResult(life);
        return up;
    }
}
