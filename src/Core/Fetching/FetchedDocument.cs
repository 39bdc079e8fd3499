namespace Shaken.Core.Fetching;

/// <summary>What stood at a URL; nobody has looked into it.</summary>
/// <param name="Octets">The body.</param>
/// <param name="ContentType">As the server named it.</param>
/// <param name="MaxAge">How long the server lets it be kept (Cache-Control max-age less Age); null where it says nothing; zero for no-store.</param>
public sealed record FetchedDocument(ReadOnlyMemory<byte> Octets, string? ContentType, TimeSpan? MaxAge);
