using Shaken.Core.Foundations;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.CallPlacement.Directory;

/// <summary>A cpsMapping whose signature was verified: only <see cref="CpsMappingReader"/> makes one.</summary>
public sealed class CpsMapping
{
    private readonly CpsMappingDocument _document;

    internal CpsMapping(CpsMappingDocument document, KeptList kept) => (_document, Kept) = (document, kept);

    /// <summary>Rises by one with each mapping of the STI-PA.</summary>
    public long Sequence => _document.Sequence;

    /// <summary>From then on the mapping says nothing.</summary>
    public DateTimeOffset ExpiresAt => _document.ExpiresAt;

    /// <summary>How many codes it names.</summary>
    public int Count => _document.Urls.Count;

    /// <summary>The mapping as received, for keeping.</summary>
    public KeptList Kept { get; }

    /// <summary>The URL to post to for a provider, exactly as the administrator wrote it; null: the mapping names no CPS for it.</summary>
    public string? Find(ServiceProviderCode code) => _document.Urls.GetValueOrDefault(code);

    internal bool HasContentOf(CpsMapping other) => _document.HasContentOf(other._document);
}
