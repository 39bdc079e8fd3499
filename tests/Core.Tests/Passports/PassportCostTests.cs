using Shaken.Core.CallPlacement;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Passports;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.Tests.Passports;

/// <summary>What a call with a known certificate costs besides its signature.</summary>
public sealed class PassportCostTests
{
    private const int Tokens = 100;

    [Fact]
    public async Task TryParse_KnownHeader_AllocatesAtMost704OctetsPerToken()
    {
        var world = await CallWorld.NewAsync();
        var token = await world.SignAsync();
        Assert.Equal(Tokens, ReadAgainAndAgain(token));
        var before = GC.GetAllocatedBytesForCurrentThread();
        ReadAgainAndAgain(token);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Tokens, 1, 704);
    }

    [Fact]
    public async Task VerifyAsync_KnownCertificate_ReadsTheWallClockOnce()
    {
        var world = await CallWorld.NewAsync();
        var time = new CountedTime(world.Time);
        var verifier = VerifierOf(world, time);
        var token = await world.SignAsync();
        Assert.True(UntrustedPassport.TryParse(token, out var passport, out _));
        Assert.True((await verifier.VerifyAsync(passport, call: null, TestContext.Current.CancellationToken)).IsSuccess);
        time.Readings = 0;
        Assert.True((await verifier.VerifyAsync(passport, call: null, TestContext.Current.CancellationToken)).IsSuccess);
        Assert.Equal(1, time.Readings);
    }

    [Fact]
    public async Task AdmitAsync_KnownCertificate_ReadsTheWallClockOncePerPassport()
    {
        var world = await CallWorld.NewAsync();
        var time = new CountedTime(world.Time);
        var admission = new PassportAdmission(
            VerifierOf(world, time), new CpsOptions { Served = [], HostNames = [], ReaderKeys = ApiKeys<ProviderId>.None }, time);
        var token = await world.SignAsync();
        Assert.True(CpsBody.TryReadLines(System.Text.Encoding.ASCII.GetBytes($"{token}\n{token}"), out var body, out _));
        Assert.True((await admission.AdmitAsync(body, call: null, client: default, TestContext.Current.CancellationToken)).IsSuccess);
        time.Readings = 0;
        Assert.True((await admission.AdmitAsync(body, call: null, client: default, TestContext.Current.CancellationToken)).IsSuccess);
        Assert.Equal(2, time.Readings);
    }

    private static int ReadAgainAndAgain(string token)
    {
        var read = 0;
        for (var count = 0; count < Tokens; count++)
            if (UntrustedPassport.TryParse(token, out _, out _)) read++;
        return read;
    }

    private static PassportVerifier VerifierOf(CallWorld world, CountedTime time) =>
        new(new CertificateVerdicts(world.Certificates, world.Domain, time), time, TimeSpan.FromSeconds(60));

    private sealed class CountedTime(ManualTime time) : TimeProvider
    {
        public int Readings { get; set; }

        public override long TimestampFrequency => time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow()
        {
            Readings++;
            return time.GetUtcNow();
        }

        public override long GetTimestamp() => time.GetTimestamp();
    }
}
