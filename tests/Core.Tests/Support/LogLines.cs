using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Shaken.Core.Tests.Support;

/// <summary>Keeps what was logged, for a test to read.</summary>
internal sealed class LogLines<T> : ILogger<T>
{
    public ConcurrentQueue<(LogLevel Level, int Id, string Text)> All { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        All.Enqueue((logLevel, eventId.Id, formatter(state, exception)));
}
