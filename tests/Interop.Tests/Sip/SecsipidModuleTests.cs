using System.Reflection;
using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Passports;

namespace Shaken.Interop.Tests.Sip;

/// <summary>Kamailio's module secsipid: it verifies what we sign, we verify what it signs, and both refuse the same forgery.</summary>
public sealed class SecsipidModuleTests : IAsyncDisposable
{
    private const string Caller = "12155550121";
    private const string Called = "12155550131";
    private const string X5u = "https://cr.example/1.pem";

    private readonly SoftwareKey _key = SoftwareKey.New();
    private readonly int _port = SipExchange.FreePort();
    private readonly SipExchange _sip;
    private KamailioProcess? _kamailio;

    public SecsipidModuleTests() => _sip = new SipExchange(_port);

#pragma warning disable RS0030 // Kamailio has no other clock.
    private static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    private static string Configuration => typeof(SecsipidModuleTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "SecsipidConfiguration").Value!;

    // A skipped test has started nothing.
    public async ValueTask DisposeAsync()
    {
        _sip.Dispose();
        _key.Dispose();
        if (_kamailio is not null) await _kamailio.DisposeAsync();
    }

    [Fact]
    public async Task CheckIdentityPubkey_WhatWeSign_IsVerified() => Assert.Equal(200, await CheckAsync(await SignAsync()));

    [Fact]
    public async Task CheckIdentityPubkey_AnotherKeyOrAnAlteredToken_IsRefused()
    {
        using var other = SoftwareKey.New();
        var identity = await SignAsync();
        Assert.Equal(438, await CheckAsync(identity, other));
        var (payload, altered) = (identity.Split('.')[1], (await SignAsync("12155550122")).Split('.')[1]);
        Assert.Equal(438, await CheckAsync(identity.Replace(payload, altered, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task BuildIdentity_ByKamailio_IsReadAndVerifiedByUs()
    {
        var identity = await BuildAsync();
        Assert.True(IdentityHeader.TryParse(identity, out var header, out var refusal), refusal?.Detail);
        Assert.True(header.TryReadPassport(out var passport, out refusal), refusal?.Detail);
        Assert.Null(JwsVerifier.FaultOf(passport.Source, EcdsaPublicKey.From(_key.PublicKey)));
        Assert.Equal((PassportType.Shaken, X5u), (passport.Type, passport.X5u));
        Assert.Equal(Attestation.B, passport.Claims.Shaken!.Attest);
        Assert.Equal(Caller, Assert.IsType<NumberParty>(passport.Claims.Orig).Number.Value);
        Assert.Equal(Called, Assert.IsType<NumberParty>(Assert.Single(passport.Claims.Dest)).Number.Value);
    }

    [Fact]
    public async Task BuildIdentity_ByKamailio_WithTheSignatureOfAnother_IsRefusedByUs()
    {
        var (identity, other) = (await BuildAsync(), await BuildAsync());
        var forged = identity.Replace(SignatureOf(identity), SignatureOf(other), StringComparison.Ordinal);
        Assert.True(IdentityHeader.TryParse(forged, out var header, out _));
        Assert.True(header.TryReadPassport(out var passport, out _));
        Assert.Equal(JwsFault.SignatureMismatch, JwsVerifier.FaultOf(passport.Source, EcdsaPublicKey.From(_key.PublicKey)));
    }

    private static string SignatureOf(string identity) => identity.Split('.')[2].Split(';')[0];

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private Task<string> SignAsync(string caller = Caller)
    {
        Assert.True(TelephoneNumber.TryParse(caller, out var orig));
        Assert.True(TelephoneNumber.TryParse(Called, out var dest));
        var claims = PassportClaims.ForCall(orig, dest, Time.GetUtcNow(), Attestation.A, SystemRandom.Instance.NewUuid());
        return new PassportSigner(_key, X5u).SignIdentityAsync(claims, TestContext.Current.CancellationToken).AsTask();
    }

    private async Task<SipAnswer?> AskAsync(params string[] headers)
    {
        _kamailio ??= await KamailioProcess.StartAsync(Configuration, _port, $"SIP_PORT={_port}");
        return await _sip.OptionsAsync(Caller, Called, headers);
    }

    private async Task<int> CheckAsync(string identity, SoftwareKey? key = null)
    {
        var publicKey = EcdsaPublicKey.From((key ?? _key).PublicKey).ToPem();
        var answer = await AskAsync("X-Act: check", $"X-Key: {Base64(publicKey)}", $"Identity: {identity}");
        return Assert.IsType<SipAnswer>(answer).Status;
    }

    private async Task<string> BuildAsync()
    {
        var answer = await AskAsync("X-Act: sign", $"X-Key: {Base64(_key.ToPem())}", $"X-Info: {X5u}");
        Assert.Equal(200, answer?.Status);
        return Assert.IsType<string>(answer!.Header("Identity"));
    }
}
