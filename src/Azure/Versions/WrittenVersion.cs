using System.Diagnostics.CodeAnalysis;
using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Azure.Versions;

/// <summary>
/// A version of a stored thing: the service's entity tag, by which a write is conditional, and the id of the write that made it, by which a later one
/// says what it replaced.
/// </summary>
/// <param name="WriteId">Empty for what another program wrote.</param>
/// <param name="ServiceTag">Null where another write has already replaced this version: it matches nothing any more.</param>
internal sealed record WrittenVersion(string WriteId, string? ServiceTag)
{
    public ETag ToETag() => new($"{WriteId}.{(ServiceTag is null ? "" : StrictBase64Url.Encode(Encoding.UTF8.GetBytes(ServiceTag)))}");

    /// <summary>Reads an entity tag of this store. False: it was never the version of anything here, or is no longer.</summary>
    public static bool TryRead(ETag etag, [NotNullWhen(true)] out WrittenVersion? version)
    {
        version = null;
        var dot = etag.Value.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || dot == etag.Value.Length - 1 || !StrictBase64Url.TryDecode(etag.Value.AsSpan(dot + 1), out var tag)) return false;
        version = new WrittenVersion(etag.Value[..dot], Encoding.UTF8.GetString(tag));
        return true;
    }
}
