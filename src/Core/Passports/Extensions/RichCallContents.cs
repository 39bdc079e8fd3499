using System.Text;
using System.Text.Json;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;

namespace Shaken.Core.Passports.Extensions;

/// <summary>What became of content that rich call data names by URL.</summary>
public enum RichCallContentState
{
    /// <summary>It has the digest that was signed: it may be shown.</summary>
    Intact,

    /// <summary>It has another digest, or a pointer leads to nothing in it.</summary>
    Altered,

    /// <summary>It could not be fetched: a URL that may not be, a slow host, too many octets.</summary>
    NotFetched,

    /// <summary>No digest was signed for it, so it is not fetched.</summary>
    Unprotected,
}

/// <summary>Content that rich call data names by URL.</summary>
/// <param name="Path">The JSON pointer to it: /icn, /jcl, or into a jCard.</param>
/// <param name="Detail">In words, without personal data; empty where it is intact.</param>
public sealed record RichCallContent(string Path, RichCallContentState State, string Detail)
{
    /// <summary>What was fetched, where it is intact.</summary>
    public ReadOnlyMemory<byte> Octets { get; init; }

    // A pointer may hold anything.
    public override string ToString() => $"rich call content, {State}";
}

/// <summary>
/// Fetches what verified rich call data names by URL, within the bounds of the guarded fetcher, and compares it with the signed digests
/// (RFC 9795). No call need wait for it: the caller's identity does not depend on an icon.
/// </summary>
public sealed class RichCallContents
{
    private readonly IUrlFetcher _fetcher;

    public RichCallContents(IUrlFetcher fetcher) => _fetcher = fetcher;

    /// <summary>All content that the PASSporT names; empty where it names none.</summary>
    /// <param name="passport">A verified one, so that strangers make nobody fetch.</param>
    public async ValueTask<IReadOnlyList<RichCallContent>> FetchAsync(
        VerifiedPassport passport, ClientKey client, CancellationToken cancellationToken)
    {
        if (passport.Claims.Extension is not RichCallClaims { Data: { } data } claims) return [];
        var contents = new List<RichCallContent>();
        if (data.IconUrl is { } icon)
            contents.Add(await FetchAsync(icon, RichCallPointer.Icon, DigestAt(claims, RichCallPointer.Icon), client, cancellationToken));
        if (data.CardJson is { } json)
            await AddCardAsync(contents, "/jcd", Encoding.UTF8.GetBytes(json), claims, client, cancellationToken);
        if (data.CardUrl is not { } url) return contents;

        var card = await FetchAsync(url, RichCallPointer.Card, DigestAt(claims, RichCallPointer.Card), client, cancellationToken);
        contents.Add(card);
        if (card.State == RichCallContentState.Intact)
            await AddCardAsync(contents, RichCallPointer.Card, card.Octets, claims, client, cancellationToken);
        else
            contents.AddRange(Below(claims, RichCallPointer.Card).Select(digest => card with { Path = digest.Path }));
        return contents;
    }

    // The card of the claim, or the one that was fetched, stands under its pointer's name so that pointers lead into both alike.
    private async ValueTask AddCardAsync(
        List<RichCallContent> contents, string pointer, ReadOnlyMemory<byte> card, RichCallClaims claims, ClientKey client,
        CancellationToken cancellationToken)
    {
        var digests = Below(claims, pointer).ToList();
        if (digests.Count == 0) return;
        byte[] parent = [.. "{\""u8, .. Encoding.UTF8.GetBytes(pointer[1..]), .. "\":"u8, .. card.Span, (byte)'}'];
        if (!StrictJson.TryParseObject(parent, Limits.RichCallContentOctets + 16, out var document, out _))
        {
            contents.AddRange(
                digests.Select(digest => new RichCallContent(digest.Path, RichCallContentState.Altered, "the jCard is no JSON")));
            return;
        }

        using (document)
        {
            foreach (var digest in digests)
            {
                if (await JudgeAsync(document.RootElement, digest, client, cancellationToken) is { } content) contents.Add(content);
            }
        }
    }

    // Values of the claim itself were compared when it was read.
    private async ValueTask<RichCallContent?> JudgeAsync(
        JsonElement root, RichCallDigest digest, ClientKey client, CancellationToken cancellationToken)
    {
        if (!RichCallPointer.TryResolve(root, digest.Path, out var value, out var url))
            return new RichCallContent(digest.Path, RichCallContentState.Altered, "the pointer leads to nothing");
        if (url is not null) return await FetchAsync(url, digest.Path, digest.Digest, client, cancellationToken);
        var octets = CanonicalJson.Write(value);
        return digest.Path.StartsWith("/jcd", StringComparison.Ordinal) ? null : Compared(digest.Path, digest.Digest, octets);
    }

    private async ValueTask<RichCallContent> FetchAsync(
        string url, string pointer, ContentDigest? digest, ClientKey client, CancellationToken cancellationToken)
    {
        if (digest is null) return new RichCallContent(pointer, RichCallContentState.Unprotected, "rcdi has no digest for it");
        var fetched = await _fetcher.FetchAsync(url, FetchProfile.RichCallContent, client, cancellationToken);
        return fetched.TryGet(out var document, out var refusal)
            ? Compared(pointer, digest, document.Octets)
            : new RichCallContent(pointer, RichCallContentState.NotFetched, $"{KebabCase.Of(refusal.Reason)}: {refusal.Detail}");
    }

    private static RichCallContent Compared(string pointer, ContentDigest digest, ReadOnlyMemory<byte> octets) => digest.IsOf(octets.Span)
        ? new RichCallContent(pointer, RichCallContentState.Intact, "") { Octets = octets }
        : new RichCallContent(pointer, RichCallContentState.Altered, "it has another digest than the one that was signed");

    private static ContentDigest? DigestAt(RichCallClaims claims, string pointer) =>
        claims.Digests.FirstOrDefault(digest => digest.Path == pointer)?.Digest;

    private static IEnumerable<RichCallDigest> Below(RichCallClaims claims, string pointer) =>
        claims.Digests.Where(digest => digest.Path.StartsWith($"{pointer}/", StringComparison.Ordinal));
}
