using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Trust.Sources;

/// <summary>Where TNAuthLists by reference come from (RFC 8226 section 10.1).</summary>
public interface ITnAuthListSource
{
    /// <summary>The list that is kept for a URL, from memory. One that is old is fetched again in the background.</summary>
    bool TryFind(string url, ClientKey client, [NotNullWhen(true)] out SourcedTnAuthList? list);

    /// <summary>The list at a URL that a certificate of a trusted path names; waits for the fetch where none is kept.</summary>
    /// <param name="client">On whose behalf it is fetched.</param>
    ValueTask<Outcome<SourcedTnAuthList, SourceRefusal>> GetAsync(string url, ClientKey client, CancellationToken cancellationToken);

    /// <summary>Has the list at such a URL fetched in the background.</summary>
    void Ask(string url, ClientKey client);
}

/// <summary>A list as it was served, over https and unsigned: its host speaks for the certificate that names it.</summary>
/// <param name="Der">The octets.</param>
/// <param name="FreshUntil">When to ask the source again.</param>
/// <param name="IsStale">The source did not answer: this is the last it gave.</param>
public sealed record SourcedTnAuthList(TnAuthList List, ReadOnlyMemory<byte> Der, Deadline FreshUntil, bool IsStale)
    : IAgingContent<SourcedTnAuthList>
{
    SourcedTnAuthList IAgingContent<SourcedTnAuthList>.Aged(Deadline askAgain, bool isStale) =>
        this with { FreshUntil = askAgain, IsStale = isStale };
}
