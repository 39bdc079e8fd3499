using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shaken.Core.CallPlacement;

/// <summary>
/// A mailbox record's document: a PASSporT that waits, or the tombstone of one that was taken. Nothing in it tells of the call.
/// </summary>
/// <param name="Signer">Keyed hash of the call and who signed it, for the count per signer.</param>
/// <param name="WaitsUntil">Unix time in seconds: handed out no later.</param>
/// <param name="StaleAt">Unix time in seconds: from then on a repeated POST is refused as stale; the tombstone goes when every clock says so.</param>
/// <param name="Sealed">The PASSporT and who published it; null once taken.</param>
/// <param name="TakenBy">The request that took it; null while it waits.</param>
internal sealed record MailboxDocument(string Signer, long WaitsUntil, long StaleAt, byte[]? Sealed, string? TakenBy)
{
    public bool IsWaitingAt(DateTimeOffset now) => Sealed is not null && WaitsUntil >= now.ToUnixTimeSeconds();

    [JsonIgnore]
    public bool IsTombstone => TakenBy is not null;

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, MailboxJson.Default.MailboxDocument);

    public static MailboxDocument Read(ReadOnlyMemory<byte> document) =>
        JsonSerializer.Deserialize(document.Span, MailboxJson.Default.MailboxDocument) ?? throw new JsonException("A mailbox record is null.");
}

/// <summary>What is sealed: the token, and the codes of its publisher.</summary>
internal sealed record MailboxContent(string Passport, IReadOnlyList<string> Publishers)
{
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, MailboxJson.Default.MailboxContent);

    public static MailboxContent Read(ReadOnlySpan<byte> content) =>
        JsonSerializer.Deserialize(content, MailboxJson.Default.MailboxContent) ?? throw new JsonException("A mailbox content is null.");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MailboxDocument))]
[JsonSerializable(typeof(MailboxContent))]
internal sealed partial class MailboxJson : JsonSerializerContext;
