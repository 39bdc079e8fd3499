using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Passports;
using Shaken.Core.Tests.Support;
using Shaken.Fuzz.Tests.Engine;

namespace Shaken.Fuzz.Tests.Properties;

public sealed class PassportTests
{
    private const string X5u = "https://cr.example/certificates/\"é\\1.pem";

    private static readonly SearchValues<char> Quoting = SearchValues.Create("<>\"\\; ");

    private static readonly SoftwareKey Key = SoftwareKey.New();

    private static readonly Gen<PassportParty> Number = Laws.Text("0123456789*#", 1, 15).Select(digits => (PassportParty)new NumberParty(CallWorld.Number(digits)));

    private static readonly Gen<PassportParty> Uri = Laws.Text("sip:a@b\"\\/é\u0001\n\uFB33", 1, 40).Select(text => (PassportParty)new UriParty(text));

    private static readonly Gen<PassportClaims> Claims =
        from orig in Gen.OneOf(Number, Uri)
        from numbers in Number.ArrayOf()
        from uris in Uri.ArrayOf()
        from first in Number
        from seconds in Gen.Choose(0, int.MaxValue)
        from form in Gen.Choose(0, 3)
        select new PassportClaims(
            orig,
            [.. numbers.Take(10).Append(first).OrderBy(TextOf, StringComparer.Ordinal), .. uris.Take(10).OrderBy(TextOf, StringComparer.Ordinal)],
            DateTimeOffset.FromUnixTimeSeconds(seconds * 100L),
            form == 3 ? null : new ShakenClaims((Attestation)form, new Xorshift(5, seconds).NewUuid()));

    [Law]
    public Property Passport_WhenSignedAndRead_HasItsClaimsAndIsCanonical() => Laws.Of(Claims, claims =>
    {
        var token = Laws.Completed(new PassportSigner(Key, X5u).SignAsync(claims, TestContext.Current.CancellationToken));
        return UntrustedPassport.TryParse(token, out var read, out _) && AreEqual(claims, read.Claims) && read.IsCanonical() && read.Findings.Count == 0 && read.X5u == X5u;
    });

    [Law]
    public Property Passport_WhenReadAndSignedAgain_HasTheSameSignedOctets() => Laws.Of(Claims, claims =>
    {
        var signer = new PassportSigner(Key, X5u);
        var once = Laws.Completed(signer.SignAsync(claims, TestContext.Current.CancellationToken));
        return UntrustedPassport.TryParse(once, out var read, out _)
            && TokenEdits.SignedPartOf(Laws.Completed(signer.SignAsync(read.Claims, TestContext.Current.CancellationToken))) == TokenEdits.SignedPartOf(once);
    });

    [Law]
    public Property IdentityHeader_WhenFormattedParsedAndFormatted_IsTheSame() => Laws.Of(Claims, claims =>
    {
        var text = Laws.Completed(new PassportSigner(Key, "https://cr.example/1.pem").SignIdentityAsync(claims, TestContext.Current.CancellationToken));
        return IdentityHeader.TryParse(text, out var once, out _) && Format(once, quote: "") == text
            && IdentityHeader.TryParse($"Identity: {Format(once)}", out var twice, out _) && once == twice
            && once.TryReadPassport(out var passport, out _) && AreEqual(claims, passport.Claims);
    });

    [Law]
    public Property IdentityHeader_OfAnyText_IsTheSameWhenFormattedAndParsed() => Laws.Of(
        Gen.Elements("a.b.c", "x", "", " a.b.c ").SelectMany(_ => Laws.Text("info=<>alg;pt\"\\ a,"), (token, rest) => $"{token};info=<u>{rest}"),
        text => !IdentityHeader.TryParse(text, out var once, out _) || !IsPlain(once)
            || (IdentityHeader.TryParse(Format(once), out var twice, out _) && twice == once with { Form = IdentityForm.Full }));

    // What PassportSigner writes, for a header that was read.
    private static string Format(IdentityHeader header, string quote = "\"") =>
        $"{header.Token};info=<{header.Info}>{(header.Alg is null ? "" : $";alg={header.Alg}")}{(header.Ppt is null ? "" : $";ppt={quote}{header.Ppt}{quote}")}";

    // Values that need no quoting of their own.
    private static bool IsPlain(IdentityHeader header) => !$"{header.Token}{header.Info}{header.Alg}{header.Ppt}".AsSpan().ContainsAny(Quoting);

    private static string TextOf(PassportParty party) => party switch
    {
        NumberParty number => number.Number.Value,
        UriParty uri => uri.Uri,
        _ => throw new InvalidOperationException("A party is a number or a URI."),
    };

    private static bool AreEqual(PassportClaims left, PassportClaims right) =>
        left.Orig == right.Orig && left.Dest.SequenceEqual(right.Dest) && left.IssuedAt == right.IssuedAt && left.Shaken == right.Shaken;
}
