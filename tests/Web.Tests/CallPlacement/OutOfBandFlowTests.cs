using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Posting;
using Shaken.Core.CallPlacement.Taking;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Numbering;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.CallPlacement;

/// <summary>From a signing program over another provider's CPS to a verifying program, over TLS, in each dialect.</summary>
public sealed class OutOfBandFlowTests(Deployment deployment) : IClassFixture<Deployment>, IAsyncLifetime
{
    private Uri _cps = null!;
    private string _readerKey = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // All numbers that begin with 1215555 are provider B's.
    public async ValueTask InitializeAsync()
    {
        var options = new NumberingOptions();
        var imports = new NumberImports(deployment.Records, deployment.Blobs, deployment.Time, SystemRandom.Instance, options);
        var id = await imports.BeginAsync(NumberImportKind.Full, Deployment.ProviderB.Country, mayShrink: true, Token);
        var stored = await imports.PutPartAsync(id, 1, Encoding.ASCII.GetBytes("1215555*,5678\n"), Token);
        Assert.True(stored.IsSuccess);
        var commits = new CommitNumbers(deployment.Records, deployment.Blobs, deployment.Time, SystemRandom.Instance, options);
        Assert.True((await commits.RunAsync(id, 1, progress: null, Token)).IsSuccess);
        var settings = await deployment.CpsSettingsAsync();
        settings["Cps:NumberTable"] = "true";
        _readerKey = deployment.ReaderKeyOfB;
        _cps = await deployment.StartAsync(settings);
        await deployment.UntilHealthyAsync(_cps);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("Open", "cps/company/5678", "Open", "12155550901")]
    [InlineData("ByNumber", "", "Shared", "12155550902")]
    [InlineData("Shared", "", "Agreed", "12155550903")]
    [InlineData("Agreed", "", "Open", "12155550904")]
    public async Task Signed_IsPosted_AndTakenByTheCalledProvider(string posted, string path, string taken, string dest)
    {
        Assert.True(TelephoneNumber.TryParse(dest, out var called));
        var call = new CallNumbers(called, Deployment.Caller);
        var token = await deployment.SignAsync(called);
        var posts = await StartSigningAsync($"US/5678 {posted} {new Uri(_cps, path)} {Deployment.HostName}");
        posts.Enqueue(token, call, deployment.Time.GetUtcNow());

        var held = await StartVerifyingAsync(taken);
        for (var attempt = 0; ; attempt++)
        {
            var answer = await held.TakeAsync(call, Deployment.ProviderB, Token);
            Assert.Null(answer.Failure);
            if (answer.Tokens.Count > 0)
            {
                Assert.Equal([token], answer.Tokens);
                break;
            }

            Assert.True(attempt < 400, "nothing was posted");
            await YieldAsync();
        }
    }

    [Fact]
    public async Task Post_ForANumberThatTheTableGivesToAnother_Is404()
    {
        Assert.True(TelephoneNumber.TryParse("12165550131", out var another));
        var answer = await deployment.Client.PostByNumberAsync(_cps, another, [await deployment.SignAsync(another)], Token);
        Assert.Equal((HttpStatusCode.NotFound, "number-not-served"), (answer.Status, answer.Reason));
    }

#pragma warning disable RS0030 // Others need the real time to do their work.
    private static Task YieldAsync() => Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, Token);
#pragma warning restore RS0030

    private async Task<OutOfBandPosts> StartSigningAsync(string peer)
    {
        var settings = await deployment.CpsSettingsAsync();
        settings["Shaken:Roles"] = "as";
        settings["OutOfBand:Post"] = "true";
        settings["OutOfBand:Peers"] = peer;
        settings["OutOfBand:Provider"] = Deployment.ProviderA.ToString();
        settings["OutOfBand:KeyFile"] = await deployment.WriteFileAsync("a.key", ((SoftwareKey)deployment.A.Key).ToPem());
        settings["OutOfBand:CertificateUrl"] = deployment.X5uOfA;
        await deployment.StartAsync(settings);
        return deployment.NewestServices.GetRequiredService<OutOfBandPosts>();
    }

    private async Task<IHeldPassports> StartVerifyingAsync(string dialect)
    {
        var settings = await deployment.CpsSettingsAsync();
        settings["Shaken:Roles"] = "vs";
        settings["OutOfBand:ReadFrom"] = dialect;
        settings["OutOfBand:ReadUrl"] = (dialect == "Open" ? new Uri(_cps, "/cps/company/5678") : _cps).AbsoluteUri;
        settings["OutOfBand:ReadKeyFile"] = await deployment.WriteFileAsync("reader", _readerKey);
        settings["OutOfBand:ReadAudience"] = Deployment.HostName;
        settings["OutOfBand:ReadPublishers"] = "1234";
        settings["OutOfBand:Provider"] = Deployment.ProviderB.ToString();
        settings["OutOfBand:KeyFile"] = await deployment.WriteKeyOfBAsync();
        settings["OutOfBand:CertificateUrl"] = deployment.X5uOfB;
        await deployment.StartAsync(settings);
        return deployment.NewestServices.GetRequiredService<IHeldPassports>();
    }
}
