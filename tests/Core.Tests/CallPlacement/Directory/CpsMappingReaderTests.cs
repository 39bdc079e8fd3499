using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.CallPlacement.Directory;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Local.Authorities;
using Shaken.Local.Blobs;

namespace Shaken.Core.Tests.CallPlacement.Directory;

public sealed class CpsMappingReaderTests : ICpsMappingOrigin
{
    private const string X5u = "https://pa.example/cps-mapping.crt";

    private readonly ManualTime _time = new();
    private LocalAuthority? _authority;
    private string? _served;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private long Tomorrow => _time.GetUtcNow().AddDays(1).ToUnixTimeSeconds();

    [Fact]
    public async Task Read_SampleOfTheDraft_FindsUrlsExactlyAsWritten()
    {
        var mapping = (await ReadAsync(Payload(1,
            """{"1234":"https://example.com/cps/company/1234","5678":"https://Example.com/x?y=%20"}"""))).Value;
        Assert.Equal("https://example.com/cps/company/1234", mapping.Find(Code("1234")));
        Assert.Equal("https://Example.com/x?y=%20", mapping.Find(Code("5678")));
    }

    [Theory]
    [InlineData("""{"version":"1.0","sequence":1,"exp":EXP,"cpsMapping":{}}""", null)]
    [InlineData("""{"version":1,"sequence":1,"exp":EXP,"cpsMapping":{}}""", null)]
    [InlineData("""{"version":1.0,"sequence":1,"exp":EXP,"cpsMapping":{}}""", null)]
    [InlineData("""{"version":"2.0","sequence":1,"exp":EXP,"cpsMapping":{}}""", CpsMappingFailure.UnknownVersion)]
    [InlineData("""{"version":true,"sequence":1,"exp":EXP,"cpsMapping":{}}""", CpsMappingFailure.Malformed)]
    [InlineData("""{"sequence":1,"exp":EXP,"cpsMapping":{}}""", CpsMappingFailure.Malformed)]
    [InlineData("""{"version":"1.0","sequence":"1","exp":EXP,"cpsMapping":{}}""", CpsMappingFailure.Malformed)]
    [InlineData("""{"version":"1.0","sequence":1,"cpsMapping":{}}""", CpsMappingFailure.Malformed)]
    [InlineData("""{"version":"1.0","sequence":1,"exp":1,"cpsMapping":{}}""", CpsMappingFailure.Expired)]
    [InlineData("""{"version":"1.0","sequence":1,"exp":EXP}""", CpsMappingFailure.Malformed)]
    [InlineData("""{"version":"1.0","sequence":1,"exp":EXP,"cpsMapping":[]}""", CpsMappingFailure.Malformed)]
    [InlineData("""{"version":"1.0","sequence":1,"exp":EXP,"cpsMapping":{"1234":1}}""", CpsMappingFailure.Malformed)]
    [InlineData("""{"version":"1.0","sequence":1,"exp":EXP,"cpsMapping":{"1234":"http://example.com/x"}}""", CpsMappingFailure.Malformed)]
    [InlineData("""{"version":"1.0","sequence":1,"exp":EXP,"cpsMapping":{"12-34":"https://example.com/x"}}""",
        CpsMappingFailure.Malformed)]
    [InlineData("""{"version":"1.0","sequence":1,"exp":EXP,"cpsMapping":{"1":"https://a.example/","1":"https://b.example/"}}""",
        CpsMappingFailure.Malformed)]
    [InlineData("""{"version":"1.0","sequence":1,"exp":EXP,"cpsMapping":{},"trustList":[]}""", CpsMappingFailure.AnotherKind)]
    [InlineData("""{"version":"1.0","sequence":1,"exp":EXP,"cpsMapping":{},"atc":{}}""", CpsMappingFailure.AnotherKind)]
    public async Task Read_Payload_IsTakenOrRefusedForItsReason(string payload, CpsMappingFailure? expected)
    {
        var outcome = await ReadAsync(payload.Replace("EXP", $"{Tomorrow}", StringComparison.Ordinal));
        Assert.Equal(expected, outcome.IsSuccess ? null : outcome.Failure.Reason);
    }

    [Theory]
    [InlineData(SignedDocumentKind.TrustedCaList)]
    [InlineData(SignedDocumentKind.SpcToken)]
    [InlineData(SignedDocumentKind.RegistryList)]
    [InlineData(SignedDocumentKind.BypassToken)]
    [InlineData(SignedDocumentKind.Crl)]
    public async Task Read_SignedByTheSignerOfAnotherKind_IsRefused(SignedDocumentKind kind) =>
        Assert.Equal(CpsMappingFailure.SignerUntrusted, (await ReadAsync(Payload(1), kind)).Failure.Reason);

    [Fact]
    public async Task Read_AfterANewerOne_NeverGoesBack()
    {
        var second = (await ReadAsync(Payload(2))).Value;
        Assert.Equal(CpsMappingFailure.SequenceWentBack, (await ReadAsync(Payload(1), last: second)).Failure.Reason);
        Assert.Equal(
            CpsMappingFailure.SequenceReused,
            (await ReadAsync(Payload(2, """{"1234":"https://evil.example/x"}"""), last: second)).Failure.Reason);
        Assert.True((await ReadAsync(Payload(2), last: second)).IsSuccess);
        Assert.True((await ReadAsync(Payload(3), last: second)).IsSuccess);
    }

    [Fact]
    public async Task Read_ForgedOrMalformed_IsRefused()
    {
        var good = await SignAsync(Payload(1), SignedDocumentKind.CpsMapping);
        var reader = await ReaderAsync();
        Assert.Equal(CpsMappingFailure.Malformed, (await reader.ReadAsync("x", last: null, Token)).Failure.Reason);
        var parts = good.Split('.');
        var other = (await SignAsync(Payload(9), SignedDocumentKind.CpsMapping)).Split('.');
        var forged = $"{parts[0]}.{other[1]}.{parts[2]}";
        Assert.Equal(CpsMappingFailure.SignatureMismatch, (await reader.ReadAsync(forged, last: null, Token)).Failure.Reason);
    }

    [Fact]
    public async Task Refresh_AfterARestart_TakesNoOlderMapping()
    {
        var (reader, blobs) = (await ReaderAsync(), new MemoryBlobs());
        CpsLookup Lookup() => new(this, reader, blobs, _time, NullLogger<CpsLookup>.Instance);
        var first = Lookup();
        Assert.Null(first.Find(Code("1234")));
        _served = await SignAsync(Payload(5), SignedDocumentKind.CpsMapping);
        Assert.True((await first.RefreshAsync(Token)).IsSuccess);
        Assert.Equal("https://example.com/cps/company/1234", first.Find(Code("1234")));

        var second = Lookup();
        _served = await SignAsync(Payload(4), SignedDocumentKind.CpsMapping);
        Assert.Equal(CpsMappingFailure.SequenceWentBack, (await second.RefreshAsync(Token)).Failure.Reason);
        Assert.Equal(5, second.InForce!.Sequence);
        _served = null;
        Assert.Equal(CpsMappingFailure.Unreachable, (await second.RefreshAsync(Token)).Failure.Reason);
        Assert.Equal(5, second.InForce!.Sequence);
        _time.Advance(TimeSpan.FromDays(2));
        Assert.Null(second.Find(Code("1234")));
    }

    public ValueTask<Outcome<string, CpsMappingRefusal>> GetAsync(CancellationToken cancellationToken) =>
        new(_served is { } jwt ? jwt : (Outcome<string, CpsMappingRefusal>)new CpsMappingRefusal(CpsMappingFailure.Unreachable, "away"));

    private static ServiceProviderCode Code(string text) =>
        ServiceProviderCode.TryParse(text, out var code) ? code : throw new ArgumentException(text, nameof(text));

    private string Payload(long sequence, string mapping = """{"1234":"https://example.com/cps/company/1234"}""") =>
        $$"""{"version":"1.0","sequence":{{sequence}},"exp":{{Tomorrow}},"cpsMapping":{{mapping}}}""";

    private async Task<Outcome<CpsMapping, CpsMappingRefusal>> ReadAsync(
        string payload, SignedDocumentKind kind = SignedDocumentKind.CpsMapping, CpsMapping? last = null)
    {
        var jwt = await SignAsync(payload, kind);
        return await (await ReaderAsync(kind)).ReadAsync(jwt, last, Token);
    }

    private async Task<string> SignAsync(string payload, SignedDocumentKind kind) =>
        await TestTokens.SignAsync(
            (await AuthorityAsync()).Administrator.SignerOf(kind).Key, $$"""{"alg":"ES256","typ":"JWT","x5u":"{{X5u}}"}""", payload);

    private async Task<CpsMappingReader> ReaderAsync(SignedDocumentKind kind = SignedDocumentKind.CpsMapping)
    {
        var authority = await AuthorityAsync();
        var certificates = new PublishedCertificates(_time);
        certificates.Publish(X5u, authority.Administrator.SignerOf(kind).Chain);
        return new CpsMappingReader(certificates, new TrustDomain([authority.PolicyAdministratorRoot], _time), _time);
    }

    private async Task<LocalAuthority> AuthorityAsync() =>
        _authority ??= await LocalAuthority.NewAsync(Hierarchy.UnitedStates, "Test", _time, SystemRandom.Instance, Token);
}
