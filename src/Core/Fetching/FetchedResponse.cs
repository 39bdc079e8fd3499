using System.Buffers;
using System.Net;
using Shaken.Core.Foundations;

namespace Shaken.Core.Fetching;

/// <summary>Reads an answer within its profile's bounds.</summary>
internal static class FetchedResponse
{
    public static async Task<Outcome<FetchedDocument, FetchRefusal>> ReadAsync(HttpResponseMessage response, FetchProfile profile, CancellationToken cancellationToken)
    {
        if (response.StatusCode != HttpStatusCode.OK) return new FetchRefusal(FetchFailure.StatusNotOk, $"the host answered {(int)response.StatusCode}");
        var type = response.Content.Headers.ContentType?.MediaType;
        if (type is not null && type.StartsWith("text/html", StringComparison.OrdinalIgnoreCase))
            return new FetchRefusal(FetchFailure.ContentNotAcceptable, "the host answered with HTML");
        if (response.Content.Headers.ContentEncoding.Count > 0) return new FetchRefusal(FetchFailure.ContentNotAcceptable, "the host answered with an encoding that was not asked for");
        if (response.Content.Headers.ContentLength > profile.MaxOctets) return TooLarge(profile);

        using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var octets = await ReadBodyAsync(body, profile.MaxOctets, cancellationToken);
        return octets is null ? TooLarge(profile) : new FetchedDocument(octets, type, MaxAgeOf(response));
    }

    private static FetchRefusal TooLarge(FetchProfile profile) => new(FetchFailure.TooLarge, $"the document is longer than {profile.MaxOctets} octets");

    private static async Task<byte[]?> ReadBodyAsync(Stream body, int maxOctets, CancellationToken cancellationToken)
    {
        var read = new ArrayBufferWriter<byte>(4096);
        while (true)
        {
            var count = await body.ReadAsync(read.GetMemory(4096), cancellationToken);
            if (count == 0) return read.WrittenSpan.ToArray();
            read.Advance(count);
            if (read.WrittenCount > maxOctets) return null;
        }
    }

    private static TimeSpan? MaxAgeOf(HttpResponseMessage response)
    {
        if (response.Headers.CacheControl is not { } cache) return null;
        if (cache.NoStore || cache.NoCache) return TimeSpan.Zero;
        var left = cache.MaxAge - (response.Headers.Age ?? TimeSpan.Zero);
        return left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }
}
