using Microsoft.Extensions.Logging;
using Shaken.Core.Tests.Support;

namespace Shaken.Local.Tests;

/// <summary>Keeps what a store logs.</summary>
internal sealed class Logs : ILoggerFactory
{
    private readonly LogLines<LocalStore> _lines = new();

    public IEnumerable<int> Ids => _lines.All.Select(line => line.Id);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public ILogger CreateLogger(string categoryName) => _lines;

    public void Dispose()
    {
    }
}
