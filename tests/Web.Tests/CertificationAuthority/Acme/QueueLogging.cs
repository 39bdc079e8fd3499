using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Shaken.Web.Tests.CertificationAuthority.Acme;

/// <summary>Keeps log lines for a test to read.</summary>
internal sealed class QueueLogging(ConcurrentQueue<string> lines) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new QueueLogger(lines, categoryName);

    public void Dispose()
    {
    }

    private sealed class QueueLogger(ConcurrentQueue<string> lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information && (category.StartsWith("Shaken", StringComparison.Ordinal) || logLevel >= LogLevel.Warning);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) lines.Enqueue($"{logLevel} {eventId.Id} {category} {formatter(state, exception)} {exception?.Message}");
        }
    }
}
