using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Foundations;

namespace Shaken.Core.CallPlacement.Mailbox;

/// <summary>
/// A mailbox record's document: a PASSporT that waits, or the tombstone of one that was taken. Nothing in it tells of the call.
/// </summary>
/// <param name="Signer">Keyed hash of the call and who signed it, for the count per signer.</param>
/// <param name="WaitsUntil">Unix time in seconds: handed out no later.</param>
/// <param name="StaleAt">
/// Unix time in seconds: from then on a repeated POST is refused as stale; the tombstone goes when every clock says so.
/// </param>
/// <param name="Sealed">The PASSporT, who published it and for whom; null once taken.</param>
/// <param name="TakenBy">The request that took it; null while it waits.</param>
internal sealed record MailboxDocument(string Signer, long WaitsUntil, long StaleAt, byte[]? Sealed, string? TakenBy)
{
    public bool IsWaitingAt(DateTimeOffset now) => Sealed is not null && WaitsUntil >= now.ToUnixTimeSeconds();

    [JsonIgnore]
    public bool IsTombstone => TakenBy is not null;

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, MailboxJson.Default.MailboxDocument);

    /// <summary>False: it is none, or one that another version wrote.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> document, [NotNullWhen(true)] out MailboxDocument? read)
    {
        read = null;
        try
        {
            read = JsonSerializer.Deserialize(document.Span, MailboxJson.Default.MailboxDocument);
        }
        catch (JsonException)
        {
            // The caller gets false, and logs it where it matters.
        }

        return read is { Signer: not null };
    }
}

/// <summary>What is sealed: the token, the codes of its publisher, and for whom it is.</summary>
/// <param name="Destinations">
/// The providers that the publication named, as <c>US/1234</c>; null: none, so any reader served here may have it.
/// </param>
internal sealed record MailboxContent(string Passport, IReadOnlyList<string> Publishers, IReadOnlyList<string>? Destinations = null)
{
    /// <summary>Whether it is for one of these, or for nobody in particular.</summary>
    /// <param name="readers">Null: who has authority over the called number itself.</param>
    public bool IsFor(IReadOnlyList<ProviderId>? readers) =>
        Destinations is null || readers is null || readers.Any(reader => Destinations.Contains(reader.ToString()));

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, MailboxJson.Default.MailboxContent);

    public static bool TryRead(ReadOnlySpan<byte> content, [NotNullWhen(true)] out MailboxContent? read)
    {
        read = null;
        try
        {
            read = JsonSerializer.Deserialize(content, MailboxJson.Default.MailboxContent);
        }
        catch (JsonException)
        {
            // As above.
        }

        return read is { Passport: not null, Publishers: not null };
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MailboxDocument))]
[JsonSerializable(typeof(MailboxContent))]
[JsonSerializable(typeof(CalledPair))]
internal sealed partial class MailboxJson : JsonSerializerContext;
