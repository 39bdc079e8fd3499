using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Shaken.Core.CallPlacement;

namespace Shaken.EndToEnd.Tests.Crash;

/// <summary>
/// Writers and readers of a CPS that is killed under them, or whose store is, and the account of what each was told. A call has one PASSporT and, before the closing
/// count, at most one reader that asks once.
/// </summary>
internal sealed class CrashTraffic : IDisposable
{
    private readonly CrashCountry _country;
    private readonly ILives _lives;
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly CpsClient _client;
    private readonly string[] _passports;
    private readonly int _readOneIn;
    private readonly Dictionary<int, TaskCompletionSource> _milestones;
    private readonly Channel<int> _readable = Channel.CreateUnbounded<int>();
    private int _next = -1;
    private int _acknowledged;
    private int _cutPosts;

    /// <param name="lives">What is ended under the traffic.</param>
    /// <param name="readOneIn">The readers are given one of so many acknowledged calls.</param>
    /// <param name="milestones">Numbers of acknowledged posts.</param>
    public CrashTraffic(CrashCountry country, ILives lives, int posts, int readOneIn, IEnumerable<int> milestones)
    {
        _country = country;
        _lives = lives;
        _client = new CpsClient(_http);
        _passports = new string[posts];
        _readOneIn = readOneIn;
        _milestones = milestones.ToDictionary(count => count, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    /// <summary>Calls whose PASSporT a reader was given.</summary>
    public ConcurrentDictionary<int, bool> Taken { get; } = [];

    /// <summary>Calls whose reader was met by a kill: handed out or not, nobody was told.</summary>
    public ConcurrentDictionary<int, bool> InDoubt { get; } = [];

    /// <summary>Posts that were met by a kill and sent again.</summary>
    public int CutPosts => _cutPosts;

    public int Acknowledged => _acknowledged;

    /// <summary>Completes when so many posts have been acknowledged.</summary>
    public Task ReachesAsync(int milestone, CancellationToken cancellationToken) => _milestones[milestone].Task.WaitAsync(cancellationToken);

    /// <summary>Posts until every PASSporT is acknowledged.</summary>
    public async Task WriteAllAsync(int writers)
    {
        try
        {
            await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(WriteAsync, TestContext.Current.CancellationToken)));
        }
        catch (Exception exception)
        {
            // A milestone that does not come any more must not be waited for.
            foreach (var milestone in _milestones.Values) milestone.TrySetException(exception);
            throw;
        }
        finally
        {
            _readable.Writer.Complete();
        }
    }

    /// <summary>Reads what the writers say is there, until they are done.</summary>
    public Task ReadAllAsync(int readers) => Task.WhenAll(Enumerable.Range(0, readers).Select(_ => Task.Run(ReadAsync, TestContext.Current.CancellationToken)));

    /// <summary>Asks for every call: what waits is given exactly and once, what was given is not given again, though it be posted again.</summary>
    /// <returns>How many of those in doubt had been handed out.</returns>
    public async Task<int> CloseAccountAsync(int readers)
    {
        var lost = 0;
        await ForEachCallAsync(readers, async call =>
        {
            var first = await GetAsync(call);
            var isGone = Taken.ContainsKey(call) || (InDoubt.ContainsKey(call) && first.Status == HttpStatusCode.NotFound);
            if (isGone && InDoubt.ContainsKey(call)) Interlocked.Increment(ref lost);
            if (isGone) AssertGone(first, call);
            else AssertGiven(first, call);

            Assert.Equal(HttpStatusCode.Created, (await PostAsync(call)).Status);
            AssertGone(await GetAsync(call), call);
        });
        return lost;
    }

    /// <summary>Asks for every call once more, when the account is closed: nothing is left of any.</summary>
    public Task NothingIsLeftAsync(int readers) => ForEachCallAsync(readers, async call => AssertGone(await GetAsync(call), call));

    public void Dispose() => _http.Dispose();

    private Task ForEachCallAsync(int readers, Func<int, Task> ask)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = readers, CancellationToken = TestContext.Current.CancellationToken };
        return Parallel.ForAsync(0, _passports.Length, options, async (call, _) => await ask(call));
    }

    private async Task WriteAsync()
    {
        while (Interlocked.Increment(ref _next) is var call && call < _passports.Length)
        {
            _passports[call] = await _country.SignAsync(CrashCountry.Call(call));
            while (!await IsPostedAsync(call)) Interlocked.Increment(ref _cutPosts);
            if (call % _readOneIn == 0) Assert.True(_readable.Writer.TryWrite(call));
            if (_milestones.TryGetValue(Interlocked.Increment(ref _acknowledged), out var milestone)) milestone.TrySetResult();
        }
    }

    private async Task<bool> IsPostedAsync(int call)
    {
        var (answer, isCut) = await AskAsync(() => PostAsync(call));
        if (answer?.Status == HttpStatusCode.Created) return true;
        Assert.True(isCut, $"The post of call {call} was refused: {answer?.Status} {answer?.Reason} {answer?.Detail}");
        return false;
    }

    private async Task ReadAsync()
    {
        await foreach (var call in _readable.Reader.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            var (answer, isCut) = await AskAsync(() => GetAsync(call));
            if (answer?.Status == HttpStatusCode.OK || !isCut)
            {
                AssertGiven(answer!, call);
                Taken[call] = true;
            }
            else
            {
                InDoubt[call] = true;
            }
        }
    }

    // Asks once all is up. Without a kill in between there must be an answer; with one there may be none, or one of a CPS that only just starts.
    private async Task<(CpsAnswer? Answer, bool IsCut)> AskAsync(Func<Task<CpsAnswer>> ask)
    {
        var life = await _lives.UpAsync();
        try
        {
            var answer = await ask();
            return (answer, _lives.Life != life);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException && _lives.Life != life)
        {
            return (null, true);
        }
    }

    private Task<CpsAnswer> PostAsync(int call) => _client.PostOpenAsync(_country.OpenUrl, [_passports[call]], TestContext.Current.CancellationToken);

    private Task<CpsAnswer> GetAsync(int call) =>
        _client.RetrieveOwnAsync(_country.OpenUrl, CrashCountry.Call(call), _country.ReaderKey, TestContext.Current.CancellationToken);

    private void AssertGiven(CpsAnswer answer, int call)
    {
        Assert.True(answer.Status == HttpStatusCode.OK, $"Call {call} was acknowledged and is not there: {answer.Status} {answer.Reason}");
        Assert.Equal([_passports[call]], answer.Passports);
    }

    private static void AssertGone(CpsAnswer answer, int call) =>
        Assert.True(answer is { Status: HttpStatusCode.NotFound, Reason: "nothing-waiting" }, $"Call {call} was handed out before, and again: {answer.Status} {answer.Reason}");
}
