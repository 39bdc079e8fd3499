using System.Text.RegularExpressions;

namespace Shaken.Web.Shared.Hosting;

/// <summary>
/// Loggers for libraries that know nothing of telephone numbers: the web server and its routing write the paths of requests, at low levels and in scopes.
/// Each text they write, as message, value or scope, goes through <see cref="NumberMask"/>, at every level and for every provider. Our own loggers write no
/// paths, and their values mask themselves.
/// </summary>
internal sealed class MaskedLoggers(ILoggerFactory inner) : ILoggerFactory
{
    private const string Ours = "Shaken.";

    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith(Ours, StringComparison.Ordinal) ? inner.CreateLogger(categoryName) : new MaskedLogger(inner.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose() => inner.Dispose();

    private sealed class MaskedLogger(ILogger inner) : ILogger
    {
        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(MaskedState.Of(state, state.ToString() ?? ""));

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!inner.IsEnabled(logLevel)) return;
            inner.Log(logLevel, eventId, MaskedState.Of(state, formatter(state, exception)), MaskedException.Of(exception), static (masked, _) => masked.ToString());
        }
    }

    /// <summary>What a provider sees of a line or scope: its text and its values, masked.</summary>
    private sealed class MaskedState(string text, KeyValuePair<string, object?>[] values) : IReadOnlyList<KeyValuePair<string, object?>>
    {
        public int Count => values.Length;

        public KeyValuePair<string, object?> this[int index] => values[index];

        public static MaskedState Of<TState>(TState state, string text) => new(
            NumberMask.Of(text),
            state is IEnumerable<KeyValuePair<string, object?>> pairs ? [.. pairs.Select(pair => KeyValuePair.Create(pair.Key, Masked(pair.Value)))] : []);

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => values.AsEnumerable().GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => values.GetEnumerator();

        public override string ToString() => text;

        // Numbers, truth values and times keep their type for structured logs; everything else is its text.
        private static object? Masked(object? value) => value is null or TimeSpan or (IConvertible and not string) ? value : NumberMask.Of(value.ToString() ?? "");
    }

    /// <summary>The text of an exception that quotes a request.</summary>
    private sealed class MaskedException(string message, string text) : Exception(message)
    {
        public static Exception? Of(Exception? exception)
        {
            if (exception is null) return null;
            var text = exception.ToString();
            var masked = NumberMask.Of(text);
            return masked == text ? exception : new MaskedException(NumberMask.Of(exception.Message), masked);
        }

        public override string ToString() => text;
    }
}

/// <summary>Masks what could be a telephone number in a text that names paths.</summary>
internal static partial class NumberMask
{
    /// <summary>The text without the rest of any path whose route holds numbers, and without other long runs of digits.</summary>
    public static string Of(string text) => Digits().Replace(Paths().Replace(text, "/${first}/***"), "***");

    // First segments of the routes with {orig}; a test compares them with the table of functions.
    [GeneratedRegex("/(?<first>passports|publish|retrieve|republish|cps)/[^\\s\"'<>]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Paths();

    // Shorter runs are ports, lengths and times.
    [GeneratedRegex("(?<![0-9A-Za-z])\\+?[0-9]{7,}(?![0-9A-Za-z])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Digits();
}
