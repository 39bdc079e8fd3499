using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using Shaken.Core.Foundations;

namespace Shaken.Core.Fetching;

/// <summary>Reads an answer within its profile's bounds.</summary>
internal static class FetchedResponse
{
    private const int ReadOctets = 16 * 1024;

    public static async Task<Outcome<FetchedDocument, FetchRefusal>> ReadAsync(
        HttpResponseMessage response, FetchProfile profile, CancellationToken cancellationToken)
    {
        if (response.StatusCode != HttpStatusCode.OK) return RefusalOf(response.StatusCode);
        var type = MediaTypeOf(response.Content.Headers);
        if (type is "text/html" or "application/xhtml+xml")
            return new FetchRefusal(FetchFailure.ContentNotAcceptable, "the host answered with HTML");
        if (IsEncoded(response.Content.Headers))
            return new FetchRefusal(FetchFailure.ContentNotAcceptable, "the host answered with an encoding that was not asked for");
        if (response.Content.Headers.ContentLength > profile.MaxOctets) return TooLarge(profile);

        using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        if (await ReadBodyAsync(body, profile.MaxOctets, cancellationToken) is not { } octets) return TooLarge(profile);
        return new FetchedDocument(octets, type, MaxAgeOf(response));
    }

    private static FetchRefusal RefusalOf(HttpStatusCode status) => new(
        (int)status is >= 500 or 408 or 429 ? FetchFailure.HostFailing : FetchFailure.StatusNotOk,
        (int)status is >= 300 and < 400
            ? $"the host answered {(int)status}; redirects are not followed"
            : $"the host answered {(int)status}");

    private static FetchRefusal TooLarge(FetchProfile profile) =>
        new(FetchFailure.TooLarge, $"the document is longer than {profile.MaxOctets} octets");

    // The octets as they came, not .NET's typed header: that is null for what it cannot parse, and a browser would still see HTML.
    private static string? MediaTypeOf(HttpContentHeaders headers) =>
        headers.NonValidated.TryGetValues("Content-Type", out var values)
            ? values.ToString().Split(';', ',')[0].Trim().ToLowerInvariant()
            : null;

    private static bool IsEncoded(HttpContentHeaders headers) =>
        headers.NonValidated.TryGetValues("Content-Encoding", out var values)
            && !values.ToString().Trim().Equals("identity", StringComparison.OrdinalIgnoreCase);

    /// <summary>The body, or null once it is one octet too long. Room grows with what came, never with what was announced.</summary>
    private static async Task<ReadOnlyMemory<byte>?> ReadBodyAsync(Stream body, int maxOctets, CancellationToken cancellationToken)
    {
        await using var read = new ArrivingBody(Path.GetTempPath());
        var buffer = ArrayPool<byte>.Shared.Rent(ReadOctets);
        try
        {
            while (read.Count <= maxOctets)
            {
                var count = await body.ReadAsync(buffer.AsMemory(0, Math.Min(ReadOctets, maxOctets + 1 - read.Count)), cancellationToken);
                if (count == 0) return await read.ToOctetsAsync(cancellationToken);
                await read.AddAsync(buffer.AsMemory(0, count), cancellationToken);
            }

            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static TimeSpan? MaxAgeOf(HttpResponseMessage response)
    {
        var cache = response.Headers.CacheControl;
        if (cache is { NoStore: true } or { NoCache: true }) return TimeSpan.Zero;
        var left = (cache?.MaxAge ?? (response.Content.Headers.Expires - response.Headers.Date)) - (response.Headers.Age ?? TimeSpan.Zero);
        return left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }
}
