namespace Shaken.Core.Fetching;

/// <summary>What stood at a URL; nobody has looked into it.</summary>
/// <param name="Octets">The body.</param>
/// <param name="ContentType">As the server named it, without parameters.</param>
/// <param name="MaxAge">
/// How long the server lets it be kept (RFC 9111 section 4.2: Cache-Control max-age, else Expires less Date; less Age); null where it says
/// nothing; zero for no-store and no-cache.
/// </param>
public sealed record FetchedDocument(ReadOnlyMemory<byte> Octets, string? ContentType, TimeSpan? MaxAge);
