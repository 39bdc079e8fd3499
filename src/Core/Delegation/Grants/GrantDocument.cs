using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Delegation.Grants;

/// <summary>How far the record of a grant has come.</summary>
internal enum GrantStage
{
    /// <summary>Its numbers are being reserved, block by block. Others may give it up once its time has passed.</summary>
    Reserving,

    /// <summary>It came to nothing: a number was lent already, or its time passed.</summary>
    GivenUp,

    /// <summary>All of its numbers are reserved, and it counts.</summary>
    InForce,

    /// <summary>It counts no more, but what rests on it is not revoked yet: its numbers stay reserved.</summary>
    Withdrawn,

    /// <summary>It counts no more, and what rested on it is revoked.</summary>
    Settled,
}

/// <summary>A grant as it is stored.</summary>
/// <param name="Attempt">How often its numbers were begun to be reserved: reservations of an earlier attempt count for nothing.</param>
/// <param name="ReservedUntil">While <see cref="GrantStage.Reserving"/>: when others may give it up.</param>
/// <param name="BeginsLater">Whether it was made before it began.</param>
/// <param name="RestOf">See <see cref="NumberGrant.RestOf"/>.</param>
internal sealed record GrantDocument(
    string Provider, IReadOnlyList<string> Numbers, DateTimeOffset From, DateTimeOffset Until, bool IsShared,
    IReadOnlyList<string> Originators, GrantStage Stage, int Attempt, DateTimeOffset ReservedUntil, bool BeginsLater, string? RestOf,
    string? WithdrawnFor, long Revision)
{
    /// <summary>The grant that the document tells of. It has counted at some time.</summary>
    public NumberGrant ToGrant(GrantId id) => new(
        id, id.Customer, ToProvider(), ToNumbers(), From, Until,
        Stage == GrantStage.InForce ? GrantState.InForce : GrantState.Withdrawn, IsShared, Revision)
    {
        Originators = [.. Originators.Select(ReadProvider)],
        RestOf = RestOf is null ? null : GrantId.TryParse(RestOf, out var origin) ? origin : throw Unreadable(),
        WithdrawnFor = WithdrawnFor,
    };

    public NumberSet ToNumbers() => NumberTexts.TryParse(Numbers, out var numbers, out _) ? numbers : throw Unreadable();

    public ProviderId ToProvider() => ReadProvider(Provider);

    public static GrantDocument Read(JsonElement content) => content.Deserialize(GrantJson.Default.GrantDocument) ?? throw Unreadable();

    public JsonElement Write() => JsonSerializer.SerializeToElement(this, GrantJson.Default.GrantDocument);

    private static ProviderId ReadProvider(string text) => ProviderId.TryParse(text, out var provider) ? provider : throw Unreadable();

    private static StorageException Unreadable() => new("A grant cannot be read.");
}

/// <summary>Who has numbers of a block, as it is stored.</summary>
internal sealed record BlockDocument(IReadOnlyList<BlockEntry> Entries);

/// <summary>A grant's numbers of a block.</summary>
/// <param name="Attempt">See <see cref="GrantDocument"/>.</param>
/// <param name="Bits">See <see cref="LentBlock"/>.</param>
internal sealed record BlockEntry(string Grant, int Attempt, byte[] Bits);

/// <summary>A withdrawn grant whose certificates are to be revoked, as it is stored.</summary>
internal sealed record WithdrawnDocument(DateTimeOffset At);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(GrantDocument))]
[JsonSerializable(typeof(BlockDocument))]
[JsonSerializable(typeof(WithdrawnDocument))]
internal sealed partial class GrantJson : JsonSerializerContext;
