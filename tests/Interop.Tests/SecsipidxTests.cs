using System.Text;
using System.Text.RegularExpressions;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Passports;
using Shaken.Local.Authorities;

namespace Shaken.Interop.Tests;

/// <summary>secsipidx, an independent signer and verifier of PASSporTs: it takes ours, we take its, and both refuse the same forgery.</summary>
public sealed partial class SecsipidxTests : IDisposable
{
    private const string X5u = "https://cr.example/1.pem";

    private readonly ExternalTool _tool = new();
    private readonly SoftwareKey _key = SoftwareKey.New();

#pragma warning disable RS0030 // secsipidx has no other clock.
    private static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    private static DateTimeOffset Now => Time.GetUtcNow();

    public void Dispose()
    {
        _key.Dispose();
        _tool.Dispose();
    }

    [Fact]
    public async Task WhatWeSign_SecsipidxVerifies()
    {
        var (code, output) = await CheckAsync(await SignAsync());
        Assert.True(code == 0 && output.Contains("ok", StringComparison.OrdinalIgnoreCase), output);
    }

    [Fact]
    public async Task WhatWeAlter_SecsipidxRefuses()
    {
        var identity = await SignAsync();
        var payload = identity.Split('.')[1];
        Assert.True(StrictBase64Url.TryDecode(payload, out var octets));
        var altered = StrictBase64Url.Encode(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(octets).Replace("12155550121", "12155550122", StringComparison.Ordinal)));
        var (code, output) = await CheckAsync(identity.Replace(payload, altered, StringComparison.Ordinal));
        Assert.True(code != 0 || !output.Contains("ok", StringComparison.OrdinalIgnoreCase), output);
    }

    [Fact]
    public async Task WhatSecsipidxSigns_WeVerify()
    {
        var key = _tool.Write("key.pem", _key.ToPem());
        var (code, output) = await _tool.RunAsync(
            "secsipidx", "-sign-full", "-fprvkey", key, "-orig-tn", "12155550121", "-dest-tn", "12155550131", "-attest", "B", "-x5u", X5u, "-orig-id", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
        Assert.True(code == 0, output);
        var identity = Identities().Match(output).Value;
        Assert.True(IdentityHeader.TryParse(identity, out var header, out var refusal), $"{refusal?.Detail}: {output}");
        Assert.True(header.TryReadPassport(out var passport, out refusal), $"{refusal?.Detail}: {output}");
        Assert.Null(JwsVerifier.FaultOf(passport.Source, EcdsaPublicKey.From(_key.PublicKey)));
        Assert.Equal(Attestation.B, passport.Claims.Shaken!.Attest);
        Assert.Equal("12155550121", Assert.IsType<NumberParty>(passport.Claims.Orig).Number.Value);
        Assert.Equal("12155550131", Assert.IsType<NumberParty>(Assert.Single(passport.Claims.Dest)).Number.Value);

        var forged = header with { Token = header.Token.Replace(header.Token.Split('.')[2], (await SignAsync()).Split('.')[2].Split(';')[0], StringComparison.Ordinal) };
        Assert.True(forged.TryReadPassport(out var another, out _));
        Assert.Equal(JwsFault.SignatureMismatch, JwsVerifier.FaultOf(another.Source, EcdsaPublicKey.From(_key.PublicKey)));
    }

    [Fact]
    public async Task WhatACertificateOfOursSigns_SecsipidxVerifies_UpToItsRoot_AndToNoOther()
    {
        Assert.True(ProviderId.TryParse("US/1234", out var id));
        var cancellationToken = TestContext.Current.CancellationToken;
        var (authority, other) = (await NewAsync(), await NewAsync());
        var provider = await authority.IssueAsync(id, "Provider A", TimeSpan.FromDays(1), cancellationToken);
        var identity = await SignAsync(provider.Key);
        var (leaf, issuing) = (_tool.Write("leaf.pem", provider.Certificate.ToPem()), _tool.Write("issuing.pem", authority.Issuing.ToPem()));
        foreach (var (root, isTaken) in new[] { (authority.Root, true), (other.Root, false) })
        {
            // 4 and 8: the path is verified, by the roots and with the intermediates that are named.
            var (code, output) = await _tool.RunAsync(
                "secsipidx", "-check", "-fpubkey", leaf, "-identity", identity, "-expire", "3600", "-cert-verify", "12", "-ca-file", _tool.Write("root.pem", root.Certificate.ToPem()), "-ca-inter", issuing);
            Assert.True(isTaken == (code == 0 && !output.Contains("not-ok", StringComparison.Ordinal) && output.Contains("ok", StringComparison.Ordinal)), output);
        }

        Task<LocalAuthority> NewAsync() => LocalAuthority.NewAsync(id.Country, "Test", Time, SystemRandom.Instance, cancellationToken);
    }

    private Task<string> SignAsync(ISigningKey? key = null)
    {
        Assert.True(TelephoneNumber.TryParse("12155550121", out var orig));
        Assert.True(TelephoneNumber.TryParse("12155550131", out var dest));
        var claims = PassportClaims.ForCall(orig, dest, Now, Attestation.A, SystemRandom.Instance.NewUuid());
        return new PassportSigner(key ?? _key, X5u).SignIdentityAsync(claims, TestContext.Current.CancellationToken).AsTask();
    }

    private Task<(int Code, string Output)> CheckAsync(string identity)
    {
        var key = _tool.Write("public.pem", EcdsaPublicKey.From(_key.PublicKey).ToPem());
        return _tool.RunAsync("secsipidx", "-check", "-fpubkey", key, "-identity", identity, "-expire", "3600");
    }

    [GeneratedRegex(@"[\w-]+\.[\w-]+\.[\w-]+;info=\S+")]
    private static partial Regex Identities();
}
