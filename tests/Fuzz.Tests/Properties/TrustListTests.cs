using FsCheck;
using FsCheck.Fluent;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Lists;

namespace Shaken.Fuzz.Tests.Properties;

public sealed class TrustListTests
{
    private const string Url = "https://sti-pa.example/é\"\\.pem";

    private static readonly SoftwareKey Key = SoftwareKey.New();

    private static readonly TrustedRoot[] AllRoots =
        [.. RealCertificates.PickedSet.Select(real => TrustedRoot.TryCreate(real.Certificate, out var root, out _) ? root : null).OfType<TrustedRoot>()];

    private static readonly Gen<TrustedRoot[]> Roots = Gen.Elements(AllRoots).ArrayOf().Select(roots => roots.Take(5).ToArray());

    [Law]
    public Property TrustList_WhenSignedAndRead_HasItsSequenceExpiryAndRoots() => Laws.Of(
        Roots.SelectMany(_ => Gen.Choose(int.MinValue, int.MaxValue), (roots, number) => (roots, number)),
        drawn =>
        {
            var expiresAt = DateTimeOffset.FromUnixTimeSeconds(Math.Abs((long)drawn.number) * 100);
            var sequence = drawn.number * 4_000_000_000L;
            var compact = Sign(drawn.roots, sequence, expiresAt);
            return Jws.TryParse(compact, Limits.TrustListOctets, out var jws, out _) && jws.Header.X5u == Url
                && TrustListDocument.TryRead(jws.DecodePayload(), out var document, out _)
                && document.Sequence == sequence && document.ExpiresAt == expiresAt && document.Version == TrustListDocument.KnownVersion
                && document.Entries.SequenceEqual(drawn.roots.Select(root => Convert.ToBase64String(root.Certificate.Der.Span)));
        });

    [Law]
    public Property KeptList_WhenWrittenReadAndWritten_IsTheSame() => Laws.Of(
        Roots.SelectMany(_ => Gen.Choose(0, int.MaxValue), (roots, number) => (roots, number)),
        drawn =>
        {
            var takenAt = DateTimeOffset.UnixEpoch.AddTicks(drawn.number * 1_000_000_001L);
            var kept = new KeptList(Sign(drawn.roots, drawn.number, takenAt), [.. drawn.roots.Select(root => root.Certificate)], takenAt);
            return KeptList.TryRead(kept.Write(), out var again) && again.Compact == kept.Compact && again.TakenAt == takenAt
                && again.SignerCertificates.Select(one => one.Fingerprint).SequenceEqual(kept.SignerCertificates.Select(one => one.Fingerprint))
                && again.Write().AsSpan().SequenceEqual(kept.Write());
        });

    private static string Sign(IReadOnlyList<TrustedRoot> roots, long sequence, DateTimeOffset expiresAt) =>
        Laws.Completed(TrustListSigner.SignAsync(roots, sequence, expiresAt, Key, Url, TestContext.Current.CancellationToken));
}
