using FsCheck;
using FsCheck.Fluent;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Extensions;
using Shaken.Core.Tests.Support;
using Shaken.Fuzz.Tests.Engine;

namespace Shaken.Fuzz.Tests.Properties;

/// <summary>The claims of extensions, written and read again.</summary>
public sealed class ExtensionTests
{
    private static readonly SoftwareKey Key = SoftwareKey.New();

    private static readonly Gen<string> Words = Laws.Text("abQ \"\\/é\u0001\uFB33", 0, 20);

    private static readonly Gen<TelephoneNumber> Number = Laws.Text("0123456789*#", 1, 15).Select(CallWorld.Number);

    private static readonly Gen<PassportExtension> Diversions =
        from number in Number
        from hasIndex in Gen.Elements(true, false)
        from index in Gen.Choose(0, 99)
        select (PassportExtension)new Diversion(new NumberParty(number), hasIndex ? $"1.{index}" : null);

    private static readonly Gen<PassportExtension> Priorities =
        from names in Laws.Text("abc-!%*", 1, 8).ArrayOf()
        from first in Gen.Choose(0, 9)
        select (PassportExtension)new PriorityClaims([Priority($"ets.{first}"), .. names.Take(10).Select(name => Priority($"{name}.0"))]);

    private static readonly Gen<PassportExtension> Messages =
        from text in Words
        from algorithm in Gen.Elements(Enum.GetValues<DigestAlgorithm>())
        select (PassportExtension)new MessageClaims(ContentDigest.Of(System.Text.Encoding.UTF8.GetBytes(text), algorithm));

    private static readonly Gen<PassportExtension> Rich =
        from name in Words
        from reason in Words
        from number in Number
        from parts in Gen.Choose(0, 15)
        select (PassportExtension)new RichCallClaims(
            new RichCallData(
                name,
                (parts & 1) == 0 ? null : number,
                (parts & 2) == 0 ? null : "https://example.com/é.png",
                (parts & 4) == 0 ? null : """["vcard",[["fn",{},"text","Q"]]]""",
                (parts & 4) != 0 ? null : "https://example.com/card"),
            (parts & 8) == 0 ? null : reason,
            [RichCallDigest.OfText("/nam", name)]);

    private static readonly Gen<ExtendedClaims> Claims =
        from extension in Gen.OneOf(Diversions, Priorities, Messages, Rich)
        from orig in Number
        from dest in Number
        from seconds in Gen.Choose(0, int.MaxValue)
        from keys in Laws.Text("0123456789ABCDEF", 2, 20).ArrayOf()
        select new ExtendedClaims(
            new PassportClaims(new NumberParty(orig), [new NumberParty(dest)], DateTimeOffset.FromUnixTimeSeconds(seconds), Shaken: null),
            extension,
            [.. keys.Take(10).Order(StringComparer.Ordinal).Select(digits => new MediaKey("sha-256", digits))]);

    [Law]
    public Property Extension_WhenSignedReadAndSignedAgain_HasTheSameCanonicalOctets() => Laws.Of(Claims, claims =>
    {
        var signer = new PassportSigner(Key, "https://cr.example/1.pem");
        var once = Laws.Completed(signer.SignAsync(claims, TestContext.Current.CancellationToken));
        return UntrustedPassport.TryParse(once, out var read, out _)
            && read.IsCanonical() && read.Findings.Count == 0 && read.Type == claims.Type
            && read.Claims.MediaKeys.SequenceEqual(claims.MediaKeys)
            && TokenEdits.SignedPartOf(
                Laws.Completed(signer.SignAsync(read.Claims, TestContext.Current.CancellationToken))) == TokenEdits.SignedPartOf(once);
    });

    private static ResourcePriority Priority(string text) =>
        ResourcePriority.TryParse(text, out var value) ? value : throw new ArgumentException("No r-value.", nameof(text));
}
