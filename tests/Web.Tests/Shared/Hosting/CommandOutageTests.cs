using System.Net.Sockets;
using Azure;
using Shaken.Cli.Output;
using Shaken.Core.Fetching;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support.Fetching;

namespace Shaken.Web.Tests.Shared.Hosting;

/// <summary>What a command of the CLI says of an outage that it did not expect.</summary>
public sealed class CommandOutageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Exception, string> Known => new()
    {
        { new TaskCanceledException("", new TimeoutException()), "The host does not answer: no connection in time" },
        { new OperationCanceledException(), "The host does not answer: no answer in time" },
        { new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused (cps.example:443)", new SocketException(111)), "The host does not answer: cannot be reached: Connection refused (cps.example:443)" },
        { new HttpRequestException(HttpRequestError.NameResolutionError, "Name or service not known (cps.example:443)"), "The host does not answer: cannot be reached: Name or service not known (cps.example:443)" },
        { new StorageException("The folder is in use."), "The folder is in use." },
        { new FileNotFoundException("There is no such file."), "There is no such file." },
        { new RequestFailedException(403, "…", "Forbidden", null), "the vault answers 403 Forbidden" },
        { new AggregateException("Retry failed after 4 tries."), "the vault does not answer" },
    };

    [Theory]
    [MemberData(nameof(Known), DisableDiscoveryEnumeration = true)]
    public void InWords_Outage_NamesWhatIsAway(Exception exception, string words) => Assert.Equal(words, Outages.InWords(exception, Token));

    [Fact]
    public async Task InWords_HostDropsSyn_BlamesNoVault()
    {
        using var backlog = await FullBacklog.StartAsync(Token);
        using var http = OperatorClient.New(new FetchingOptions { ConnectTimeout = TimeSpan.FromMilliseconds(200) });
        using var request = new HttpRequestMessage(HttpMethod.Get, backlog.Url);
        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => http.SendAsync(request, Token));
        Assert.Equal("The host does not answer: no connection in time", Outages.InWords(exception, Token));
    }

    [Fact]
    public void InWords_OwnCancellationAndBugs_AreNoOutage()
    {
        Assert.Null(Outages.InWords(new OperationCanceledException(), new CancellationToken(canceled: true)));
        Assert.Null(Outages.InWords(new InvalidOperationException("a bug"), Token));
    }
}
