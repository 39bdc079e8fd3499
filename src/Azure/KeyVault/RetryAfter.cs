using System.Globalization;
using Azure;

namespace Shaken.Azure.KeyVault;

/// <summary>How long a service asks to be left alone: <c>Retry-After</c> in seconds or as a date, or Azure's own headers in milliseconds.</summary>
internal static class RetryAfter
{
    public static TimeSpan? Find(Response response, TimeProvider time)
    {
        if ((Milliseconds(response, "retry-after-ms") ?? Milliseconds(response, "x-ms-retry-after-ms")) is { } milliseconds) return milliseconds;
        if (!response.Headers.TryGetValue("Retry-After", out var text)) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return TimeSpan.FromSeconds(seconds);
        return DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at > time.GetUtcNow() ? at - time.GetUtcNow() : null;
    }

    private static TimeSpan? Milliseconds(Response response, string name) =>
        response.Headers.TryGetValue(name, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? TimeSpan.FromMilliseconds(count) : null;
}
