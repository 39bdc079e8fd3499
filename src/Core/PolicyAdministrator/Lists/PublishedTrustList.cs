using System.Text.Json.Serialization;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.PolicyAdministrator.Lists;

/// <summary>A trusted-CA list as it was published: one sequence, signed in each form that a reader may want.</summary>
public sealed class PublishedTrustList
{
    private readonly TrustListFileDocument _document;

    internal PublishedTrustList(TrustListFileDocument document) => _document = document;

    /// <summary>One more than that of the list before.</summary>
    public long Sequence => _document.Sequence;

    public DateTimeOffset SignedAt => _document.SignedAt;

    public DateTimeOffset ExpiresAt => _document.ExpiresAt;

    /// <summary>SHA-256 of each root on it, in lower-case hexadecimal and ordinal order.</summary>
    public IReadOnlyList<string> Roots => _document.Roots;

    /// <summary>The JWT in a form.</summary>
    public string JwtIn(TrustListForm form) => _document.Forms[KeyOf(form)];

    internal static string KeyOf(TrustListForm form) =>
        $"{(form.HasVersionAsText ? "text" : "number")}-{(form.HasEntriesInPem ? "pem" : "der")}";
}

/// <summary>A published list as it is stored.</summary>
internal sealed record TrustListFileDocument(
    long Sequence, DateTimeOffset SignedAt, DateTimeOffset ExpiresAt, IReadOnlyList<string> Roots,
    IReadOnlyDictionary<string, string> Forms);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TrustListFileDocument))]
internal sealed partial class TrustListJson : JsonSerializerContext;
