using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tests.Support.Fetching;
using Shaken.Core.Trust.Sources;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.Tests.Trust.Verdicts;

/// <summary>A host is no stranger any more when the holder of a trusted certificate signed that it lies there, and only then.</summary>
public sealed class KnownHostTests
{
    private readonly TaskCompletionSource _gate = new();

    [Fact]
    public async Task HasSigned_MakesTheHostKnown_AndNothingElseDoes()
    {
        var call = await CallWorld.NewAsync();
        var trusted = string.Concat(call.Provider.Chain.Select(certificate => certificate.ToPem() + "\n"));
        await using var world = FetchWorld.Start(
            async exchange =>
            {
                if (exchange.Target == "/wait") await _gate.Task.WaitAsync(exchange.Stopping);

                // Without its issuer a path leads nowhere.
                await exchange.AnswerOkAsync(exchange.Target is "/trusted" or "/copied" ? trusted : call.Provider.Certificate.ToPem());
            },
            new FetchingOptions { MaxFetchesToStrangers = 1 });
        var source = new CertificateSource(world.Fetcher, CertificateFreshness.Default, call.Time, NullLogger<CertificateSource>.Instance);
        var verdicts = new CertificateVerdicts(source, call.Domain, call.Time, hosts: world.Hosts);
        var x5u = world.Url("/trusted", "a.example");
        verdicts.HasSigned(x5u, (await FindAsync(x5u)).Value);
        Assert.True((await FindAsync(world.Url("/copied", "cr.example"))).IsSuccess);
        Assert.Equal(CertificateFailure.Untrusted, (await FindAsync(world.Url("/untrusted", "b.example"))).Failure.Reason);
        await world.Server.ArrivedAsync(3);

        var slow = world.FetchAsync(world.Url("/wait", "c.example"));
        await world.Server.ArrivedAsync();
        Assert.True((await world.FetchAsync(world.Url("/untrusted", "a.example"))).IsSuccess);
        Assert.Equal(FetchFailure.Busy, (await world.FetchAsync(world.Url("/trusted", "b.example"))).Failure.Reason);
        Assert.Equal(FetchFailure.Busy, (await world.FetchAsync(world.Url("/trusted", "cr.example"))).Failure.Reason);
        _gate.SetResult();
        Assert.True((await slow).IsSuccess);

        async Task<Outcome<TrustedCertificate, CertificateRefusal>> FindAsync(string url) => await verdicts.FindAsync(url, TestContext.Current.CancellationToken);
    }
}
