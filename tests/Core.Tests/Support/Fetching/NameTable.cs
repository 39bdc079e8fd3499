using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Shaken.Core.Fetching;

namespace Shaken.Core.Tests.Support.Fetching;

/// <summary>Lets a name lead anywhere. A name without an entry is this machine.</summary>
public sealed class NameTable : IAddressResolver
{
    private readonly ConcurrentDictionary<string, Task<IReadOnlyList<IPAddress>>> _answers = new();
    private readonly ConcurrentQueue<string> _lookups = new();
    private readonly Channel<string> _asked = Channel.CreateUnbounded<string>();

    /// <summary>The names asked for, in order.</summary>
    public IReadOnlyList<string> Lookups => [.. _lookups];

    public void Set(string host, params string[] addresses) => _answers[host] = Task.FromResult<IReadOnlyList<IPAddress>>([.. addresses.Select(IPAddress.Parse)]);

    /// <summary>Answers when the task does, heedless of cancellation, as the operating system's resolver.</summary>
    public void Set(string host, Task<IReadOnlyList<IPAddress>> answer) => _answers[host] = answer;

    /// <summary>Waits for the next lookup.</summary>
    public async Task AskedAsync() => await _asked.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        _lookups.Enqueue(host);
        _asked.Writer.TryWrite(host);
        return _answers.TryGetValue(host, out var answer) ? answer : Task.FromResult<IReadOnlyList<IPAddress>>([IPAddress.Loopback]);
    }
}
