using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Publishing;

/// <summary>A signed list as it was published, and as it is stored.</summary>
/// <param name="Sequence">One more than that of the list before.</param>
/// <param name="Content">What it says, in lines that are compared: the same lines are the same list.</param>
/// <param name="Forms">The JWT in each form that a reader may need, by the form's name.</param>
internal sealed record SignedList(
    long Sequence, DateTimeOffset SignedAt, DateTimeOffset ExpiresAt, IReadOnlyList<string> Content,
    IReadOnlyDictionary<string, string> Forms);

/// <summary>Where the lists of one kind lie.</summary>
/// <param name="Title">Of the kind, for messages.</param>
/// <param name="Table">The table of their sequences.</param>
/// <param name="Container">The container of the lists.</param>
/// <param name="Name">Tells the lists of one store apart: letters, digits and hyphens.</param>
internal sealed record SignedListPlace(string Title, string Table, string Container, string Name);

/// <summary>Every list ever published, each a blob of its own that is written once.</summary>
internal sealed class SignedListFiles(IBlobs blobs, SignedListPlace place)
{
    public async ValueTask<SignedList?> FindAsync(long sequence, CancellationToken cancellationToken)
    {
        if (await blobs.FindAsync(NameOf(sequence), cancellationToken) is not { } blob) return null;
        var list = JsonSerializer.Deserialize(blob.Content.Octets.Span, SignedListJson.Default.SignedList);
        return list?.Sequence == sequence
            ? list
            : throw new StorageException($"The {place.Title} {sequence} cannot be read.");
    }

    /// <summary>Puts a list at its sequence. False: one is there.</summary>
    public async ValueTask<bool> TryPutAsync(SignedList list, CancellationToken cancellationToken)
    {
        var content = new BlobContent(JsonSerializer.SerializeToUtf8Bytes(list, SignedListJson.Default.SignedList), "application/json");
        return await blobs.TryPutNewAsync(NameOf(list.Sequence), content, cancellationToken) is not null;
    }

    private BlobName NameOf(long sequence) =>
        new(place.Container, string.Create(CultureInfo.InvariantCulture, $"{place.Name}/{sequence:D12}.json"));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SignedList))]
internal sealed partial class SignedListJson : JsonSerializerContext;
